"""An event as it is told: kinds by the name of their collection, and nothing of kinds that are out of sight."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from accounts.access import registry
from accounts.audit import seen
from accounts.audit.models import AuditEvent

Records = Mapping[str, list[str]]


def shown_event(event: AuditEvent, hidden: frozenset[str]) -> dict[str, Any]:
    concerned = [
        {"client": client, "records": _told(records, hidden)} for client, records in sorted(event.clients.items())
    ]
    return _common(event) | {
        "office": event.office_id,
        "actor": event.actor_id,
        "actor_name": _name(event),
        "kind": _collection(event.kind),
        "object": event.object_id,
        "clients": concerned,
        "route": event.route,
        "sealed": event.sealed,
        "erased": event.erased,
    }


def shown_to_client(event: AuditEvent, client: UUID, hidden: frozenset[str]) -> dict[str, Any]:
    """Of a page that showed several clients, what it showed of this one."""
    records = dict(event.clients.get(str(client), {}))
    if event.object_id is not None and len(event.clients) == 1:
        records = {event.kind: [str(event.object_id), *records.pop(event.kind, [])], **records}
    elif not records:
        records = {"client": [str(client)]}
    return _common(event) | {
        "person": event.actor_id,
        "person_name": _name(event),
        "records": _told(records, hidden),
    }


def _common(event: AuditEvent) -> dict[str, Any]:
    return {
        "id": event.pk,
        "at": event.created_at,
        "role": event.role,
        "action": event.act,
        "fields": event.fields,
        "request_id": event.request_id,
        "method": event.method,
        "address": event.address,
    }


def _told(records: Records, hidden: frozenset[str]) -> list[dict[str, Any]]:
    return [{"kind": _collection(kind), "ids": ids} for kind, ids in records.items() if kind not in hidden]


def _collection(kind: str) -> str:
    return next((row.resource for row in registry.rows() if seen.kind_of(row.model) == kind), kind)


def _name(event: AuditEvent) -> str:
    return event.actor.name if event.actor is not None else ""
