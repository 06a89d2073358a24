"""What one request shows of clients, gathered while it is answered and written as one view at its end.

Whoever shows rows calls `note`; rows that hang on no client are passed over. An act's own event names the record that
its answer shows, so that this is no view besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.access import registry

Records = dict[str, dict[UUID, None]]
"""By kind, in the order in which they were shown."""


@dataclass
class Seen:
    """`subject` is the one record that the request is about; a list has none. `shown` is by office and client."""

    method: str = ""
    route: str = ""
    address: str = ""
    subject: Model | None = None
    kind: str = ""
    fields: set[str] = field(default_factory=set)
    shown: dict[UUID, dict[UUID, Records]] = field(default_factory=dict)
    recorded: set[UUID] = field(default_factory=set)

    def add(self, rows: Iterable[Any]) -> None:
        model, column, key, kind = None, "", "", ""
        recorded, shown = self.recorded, self.shown
        for row in rows:
            if type(row) is not model:
                model, column = type(row), client_column(type(row))
                kind, key = (kind_of(model), str(model._meta.pk.attname)) if column else ("", "")
            client = getattr(row, column, None) if column else None
            if client is None:
                continue
            ident = getattr(row, key)
            if recorded and ident in recorded:
                continue
            self.kind = self.kind or kind
            clients = shown.get(row.office_id)
            if clients is None:
                clients = shown[row.office_id] = {}
            records = clients.get(client)
            if records is None:
                records = clients[client] = {}
            if ident is not client and ident != client:
                records.setdefault(kind, {})[ident] = None


_current: ContextVar[Seen | None] = ContextVar("seen", default=None)


@contextmanager
def gathering(seen: Seen) -> Iterator[Seen]:
    token = _current.set(seen)
    try:
        yield seen
    finally:
        _current.reset(token)


def current() -> Seen:
    """Of the request being answered; outside of any (tasks, commands) one that nobody reads."""
    return _current.get() or Seen()


def note(rows: Iterable[Any], fields: Iterable[str] = ()) -> None:
    """These rows are shown, with these fields."""
    seen = current()
    seen.add(rows)
    seen.fields.update(fields)


def note_subject(row: Any, fields: Iterable[str] = ()) -> None:
    current().subject = row
    note([row], fields)


def client_of(row: Any) -> UUID | None:
    """The client on whom a row hangs, read off the row itself."""
    column = client_column(type(row))
    return getattr(row, column, None) if column else None


def client_column(model: type[Any]) -> str:
    """Where a row names its client; empty for a model without a row of the matrix."""
    return registry.row_of(model).scope.columns.client if registry.has_row(model) else ""


def kind_of(row: Model | type[Model]) -> str:
    return str(row._meta.model_name)
