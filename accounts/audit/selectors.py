"""Reading the log and its chains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.access import registry
from accounts.access.decide import scope
from accounts.audit.models import AuditEntry, AuditEvent, AuditHead
from accounts.audit.payloads import COLUMNS, payload_of
from accounts.audit.seen import kind_of
from accounts.clients.models import Client

AT_A_TIME = 2000


def list_events(actor: Any) -> QuerySet[AuditEvent]:
    """Without those about kinds of record that are out of the actor's sight whatever the row."""
    return scope(actor, AuditEvent).exclude(kind__in=hidden_kinds(actor)).select_related("actor")


def access_log(actor: Any, client: Client) -> QuerySet[AuditEvent]:
    """What was seen or changed of a client. The caller has asked the matrix."""
    rows = AuditEvent.objects.filter(office_id=client.office_id, clients__has_key=str(client.pk))
    return rows.exclude(kind__in=hidden_kinds(actor)).select_related("actor")


def hidden_kinds(actor: Any) -> frozenset[str]:
    """Lawyers' notes, to a supervisor: that there are any is theirs alone."""
    return frozenset(
        kind_of(row.model) for row in registry.rows() if not row.scope.sees.get(getattr(actor, "role", ""))
    )


_EVENT = tuple(f"event__{name}" for name in ("erased", "salt", *COLUMNS))


def heads(office: UUID | None = None) -> QuerySet[AuditHead]:
    rows = AuditHead.objects.order_by("office_id")
    return rows.filter(office_id=office) if office else rows


def entries_of(head: AuditHead) -> Iterator[dict[str, Any]]:
    """Up to this head, as they are exported: one after the other, in constant memory. Sealing may go on meanwhile."""
    rows = AuditEntry.objects.filter(office_id=head.office_id, sequence__lte=head.sequence).order_by("sequence")
    columns = ("sequence", "event_id", "commitment", "digest", *_EVENT)
    for sequence, event, commitment, digest, erased, salt, *values in rows.values_list(*columns).iterator(AT_A_TIME):
        yield {
            "commitment": commitment,
            "digest": digest,
            "event": str(event),
            "payload": None if erased else payload_of(dict(zip(COLUMNS, values, strict=True))),
            "salt": salt,
            "sequence": sequence,
        }


def waiting_in(office: UUID) -> int:
    """Events that no chain holds yet."""
    return AuditEvent.objects.filter(office_id=office, sealed=False).count()


def sealed_in(office: UUID) -> int:
    return AuditEvent.objects.filter(office_id=office, sealed=True).count()
