"""One call, inside the transaction of the act it records. Names of fields are kept, never their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from accounts.audit import seen
from accounts.audit.models import VIEW, AuditEvent
from accounts.audit.seen import Records, Seen
from config.api.requests import current_request_id
from config.ids import text_of
from config.prepared import Insertion

LARGEST = 500  # records that one event names


def record(*, actor: Any, act: str, row: Any, at: datetime, fields: Iterable[str] = ()) -> AuditEvent:
    """`actor` None is the system itself. `row` carries `office_id`, or is an office."""
    event = _event(actor, act, row, at, fields)
    _write()(event)
    return event


def record_many(*, actor: Any, act: str, rows: Iterable[Any], at: datetime) -> None:
    """One act on many rows: an event for each, written together."""
    AuditEvent.objects.bulk_create([_event(actor, act, row, at) for row in rows])


def record_view(*, actor: Any, shown: Seen, at: datetime) -> None:
    """What a request showed, as one event, written in one statement: one for each office where there are several, and
    where more than LARGEST records were shown."""
    events = [
        AuditEvent(office_id=office, actor=actor, act=VIEW, clients=part, created_at=at, **origin_of(actor, shown),
                   kind=seen.kind_of(shown.subject) if shown.subject else shown.kind,
                   object_id=shown.subject.pk if shown.subject else None, fields=sorted(shown.fields))
        for office, clients in shown.shown.items()
        for part in _parts(shown.subject, clients)
    ]  # fmt: skip
    if len(events) == 1:
        _write()(events[0])  # without a transaction around it: one way to the database, not three
    else:
        AuditEvent.objects.bulk_create(events)


@cache
def _write() -> Insertion:
    return Insertion(AuditEvent)


def _event(actor: Any, act: str, row: Any, at: datetime, fields: Iterable[str] = ()) -> AuditEvent:
    origin = seen.current()
    origin.recorded.add(row.pk)
    client = seen.client_of(row)
    return AuditEvent(
        office_id=getattr(row, "office_id", None) or row.pk,
        actor=actor,
        act=act,
        kind=seen.kind_of(row),
        object_id=row.pk,
        clients={str(client): {}} if client else {},
        fields=sorted(fields),
        created_at=at,
        **origin_of(actor, origin),
    )


def origin_of(actor: Any, request: Seen) -> dict[str, Any]:
    return {
        "role": getattr(actor, "role", ""),
        "request_id": UUID(current_request_id()),
        "method": request.method,
        "route": request.route,
        "address": request.address,
    }


def _besides(subject: Any, clients: dict[UUID, Records]) -> Iterator[tuple[str, str, str]]:
    """(client, kind, record), without the subject, which the event names itself; a client alone has no record."""
    own = (seen.kind_of(subject), subject.pk) if subject else None
    for client, records in clients.items():
        yield text_of(client), "", ""
        for kind, idents in records.items():
            yield from ((text_of(client), kind, text_of(ident)) for ident in idents if (kind, ident) != own)


def _parts(subject: Any, shown: dict[UUID, Records]) -> Iterator[dict[str, dict[str, list[str]]]]:
    if not any(shown.values()):  # clients alone
        for few in batches(shown, LARGEST):
            yield {text_of(client): {} for client in few}
        return
    for part in batches(_besides(subject, shown), LARGEST):
        clients: dict[str, dict[str, list[str]]] = {}
        for client, kind, ident in part:
            records = clients.setdefault(client, {})
            if kind:
                records.setdefault(kind, []).append(ident)
        yield clients


def batches(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rest = iter(things)
    while part := list(islice(rest, size)):
        yield part
