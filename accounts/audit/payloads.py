"""What is sealed of an event: its columns, as the chain commits to them.

A change here breaks every chain that is there: add keys only under a new format.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

COLUMNS = (
    "id", "office_id", "created_at", "actor_id", "role", "act", "kind", "object_id", "clients", "fields", "request_id",
    "method", "route", "address",
)  # fmt: skip


def payload_of(event: Mapping[str, Any]) -> dict[str, Any]:
    """`event` holds COLUMNS, as `values()` gives them."""
    return {
        "id": str(event["id"]),
        "office": str(event["office_id"]),
        "at": event["created_at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": _text(event["actor_id"]),
        "role": event["role"],
        "act": event["act"],
        "kind": event["kind"],
        "object": _text(event["object_id"]),
        "clients": event["clients"],
        "fields": event["fields"],
        "request": _text(event["request_id"]),
        "method": event["method"],
        "route": event["route"],
        "address": event["address"],
    }


def _text(ident: Any) -> str | None:
    return None if ident is None else str(ident)
