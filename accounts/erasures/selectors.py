from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.models import Client
from accounts.erasures.models import ErasedRecord, Erasure, LegalHold
from config import clock


def list_erasures(actor: Any) -> QuerySet[Erasure]:
    return scope(actor, Erasure)


def list_erased_records(actor: Any) -> QuerySet[ErasedRecord]:
    return scope(actor, ErasedRecord)


def list_legal_holds(actor: Any) -> QuerySet[LegalHold]:
    return scope(actor, LegalHold)


def is_held(client: Client, at: datetime) -> bool:
    today = clock.local_date(at, client.office.zone)
    standing = LegalHold.objects.filter(client=client, lifted_at=None)
    return standing.filter(Q(until=None) | Q(until__gte=today)).exists()
