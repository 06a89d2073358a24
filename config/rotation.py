"""Bringing what is sealed under the newest key, so that older ones can be taken out of the ring.

Which rows are done can be read from the rows: a run that was ended goes on where it was, and a second finds nothing.
Append-only rows (lawyers' notes) are never written again: their older keys stay in the ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField, Model

from config import crypto, guards

BATCH = 200


@dataclass
class Counted:
    """Cells, not rows. `unreadable` are under no key of the ring."""

    current: int = 0
    older: int = 0
    moved: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Column:
    model: type[Model]
    name: str

    @property
    def ring(self) -> str:
        return crypto.LAWYERS if self.fixed else crypto.FIELDS

    @property
    def fixed(self) -> bool:
        return self.model._meta.db_table in guards.append_only_tables()

    def __str__(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


def sealed_columns() -> Iterator[Column]:
    """By their names: `sealed`, `…_sealed`, and the body of a kept answer."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            sealed = field.name.endswith("sealed") or (model._meta.label_lower, field.name) == _KEPT_ANSWER
            if isinstance(field, BinaryField) and sealed:
                yield Column(model, field.name)


_KEPT_ANSWER = ("config.keptanswer", "body")


def rotate(column: Column, *, write: bool, counted: Counted, batch: int = BATCH) -> Counted:
    """A batch a transaction, in the order of keys."""
    last: Any = None
    while pks := _next(column, last, batch):
        with transaction.atomic():
            for pk, sealed in column.model._default_manager.filter(pk__in=pks).values_list("pk", column.name):
                _one(column, pk, bytes(sealed or b""), write and not column.fixed, counted)
        last = pks[-1]
    return counted


def _next(column: Column, last: Any, batch: int) -> list[Any]:
    rows = column.model._default_manager.order_by("pk")
    rows = rows if last is None else rows.filter(pk__gt=last)
    return list(rows.values_list("pk", flat=True)[:batch])


def _one(column: Column, pk: Any, sealed: bytes, write: bool, counted: Counted) -> None:
    if not sealed:
        return
    keys = [Fernet(key) for key in getattr(settings, column.ring)]
    if _opens(keys[0], sealed):
        counted.current += 1
        return
    if not any(_opens(key, sealed) for key in keys):
        counted.unreadable += 1
        return
    if write and _moved(column, pk, sealed, MultiFernet(keys).rotate(sealed)):
        counted.moved += 1
    else:
        counted.older += 1


def _moved(column: Column, pk: Any, was: bytes, now: bytes) -> bool:
    """Only over what was read: whoever wrote meanwhile wrote under the newest key."""
    rows = column.model._default_manager.filter(pk=pk, **{column.name: was})
    return bool(rows.update(**{column.name: now}))


def _opens(key: Fernet, sealed: bytes) -> bool:
    try:
        key.decrypt(sealed)
    except InvalidToken:
        return False
    return True
