from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.models import Client
from config import crypto


def list_clients(actor: Any) -> QuerySet[Client]:
    return scope(actor, Client)


def matching(words: str) -> Q:
    """By a part of the name, or by the whole identity number or phone (through their blind indexes)."""
    return (
        Q(name__icontains=words)
        | Q(identity_number_index=crypto.blind_index("identity_number", words))
        | Q(phone_index=crypto.blind_index("phone", words))
    )
