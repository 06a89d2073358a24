from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.looked_up import INDEXES
from accounts.clients.models import Client
from config import crypto


def list_clients(actor: Any) -> QuerySet[Client]:
    return scope(actor, Client)


def matching(words: str) -> Q:
    """By a part of the name, or by the whole identity number or phone (through their blind indexes)."""
    return (
        Q(name__icontains=words)
        | Q(identity_number_index__in=_as_typed("identity_number", words))
        | Q(phone_index__in=_as_typed("phone", words))
    )


def _as_typed(name: str, words: str) -> set[str]:
    """However it is typed now; and as it was typed then, by which older files are found."""
    return {INDEXES[name](words), crypto.blind_index(name, words)} - {""}
