"""What an export holds: a section for each table of the matrix that hangs on clients.

A new table is in it by itself. An area says otherwise when its app is ready: how its rows are told (`tell`), or that
they are left out and why (`leave_out`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import BinaryField, Model

from accounts.access import registry
from accounts.access.registry import Row
from accounts.clients.models import Client

Told = dict[str, Any]

_told: dict[type[Model], Callable[[Any], Told]] = {}
_left_out: dict[type[Model], str] = {}


def tell(model: type[Model], teller: Callable[[Any], Told]) -> None:
    """`teller(row)` in the place of the row's own columns."""
    _told[model] = teller


def leave_out(model: type[Model], why: str) -> None:
    _left_out[model] = why


def sections() -> Iterator[Row]:
    for row in registry.rows():
        if row.model not in _left_out and (row.model is Client or hangs_on_a_client(row.model)):
            yield row


def hangs_on_a_client(model: type[Model]) -> bool:
    return any(field.name == "client" for field in model._meta.concrete_fields)


def as_told(row: Model) -> Told:
    teller = _told.get(type(row))
    return teller(row) if teller else columns_of(row)


def columns_of(row: Model) -> Told:
    """Ids for related rows; neither sealed bytes nor the keyed indexes beside them."""
    shown = (field for field in row._meta.concrete_fields if not isinstance(field, BinaryField))
    return {field.attname: field.value_from_object(row) for field in shown if not field.name.endswith("_index")}


def tell_client(client: Any) -> Told:
    """Encrypted on our disk; the client is entitled to read it."""
    return {**columns_of(client), "identity_number": client.identity_number, "phone": client.phone}
