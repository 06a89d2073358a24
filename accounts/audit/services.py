"""One call, inside the transaction of the act it records. Names of fields are kept, never their values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.audit.models import AuditEvent
from config.api.requests import current_request_id


def record(*, actor: Any, act: str, row: Any, at: datetime, fields: Iterable[str] = ()) -> AuditEvent:
    """`actor` None is the system itself. `row` carries `office_id`, or is an office."""
    event = _event(actor, act, row, at, fields)
    event.save(force_insert=True)
    return event


def record_many(*, actor: Any, act: str, rows: Iterable[Any], at: datetime) -> None:
    """One act on many rows: an event for each, written together."""
    AuditEvent.objects.bulk_create([_event(actor, act, row, at) for row in rows])


def _event(actor: Any, act: str, row: Any, at: datetime, fields: Iterable[str] = ()) -> AuditEvent:
    return AuditEvent(
        office_id=getattr(row, "office_id", None) or row.pk,
        actor=actor,
        act=act,
        kind=row._meta.model_name,
        object_id=row.pk,
        fields=sorted(fields),
        request_id=UUID(current_request_id()),
        created_at=at,
    )
