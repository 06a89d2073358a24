"""Emptying events by law. Their commitments stay: the chain is whole, and says that it was done, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.audit import seen
from accounts.audit.models import EMPTIED, ERASE, AuditEvent
from accounts.audit.services.recording import LARGEST, batches, origin_of
from accounts.audit.services.sealing import seal_some


@transaction.atomic
def erase(
    *, actor: Any, office: UUID, clients: Sequence[UUID], reason: str, at: datetime, until: datetime | None = None
) -> int:
    """Empties what the log says of these files of one person and of nobody else, up to `until`, and gives how many
    events that were.

    The caller has asked the law and the matrix. `reason` is a word of policy (`retention`, `client_request`), no
    sentence. Events that name other clients too stay, with an id behind which nothing is found any more: without them
    those others could not be told who has seen their files. Erasures themselves are never emptied.
    """
    _seal_all(office)  # what no chain holds yet could vanish without a trace
    idents = [str(client) for client in clients]
    named = AuditEvent.objects.filter(office_id=office, sealed=True, erased=False, clients__has_any_keys=idents)
    named = named.filter(created_at__lte=until) if until else named
    told = named.exclude(act=ERASE).values_list("pk", "clients")
    alone = [ident for ident, about in told if about.keys() <= set(idents)]
    for part in batches(alone, LARGEST):
        AuditEvent.objects.filter(pk__in=part).update(erased=True, **EMPTIED)
        AuditEvent.objects.create(
            office_id=office,
            actor=actor,
            act=ERASE,
            kind=seen.kind_of(AuditEvent),
            clients={idents[0]: {seen.kind_of(AuditEvent): [str(ident) for ident in part]}},
            fields=[reason],
            created_at=at,
            **origin_of(actor, seen.current()),
        )
    _seal_all(office)  # at once: until an entry says why, the emptied ones look broken
    return len(alone)


def _seal_all(office: UUID) -> None:
    while seal_some(office):
        pass
