"""Abstract tables: a public id, when a row was made and changed, and its version for optimistic locking."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models.base import ModelState

from config import clock
from config.errors import StaleVersion
from config.ids import uuid7

M = TypeVar("M", bound=models.Model)


def for_update(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """Held until the transaction ends, in the order of decision 0027. Foreign keys to them are looked at meanwhile: an
    act that holds a row must not wait for whoever only names it."""
    return rows.select_for_update(of=("self",), no_key=True)


class Identified(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any) -> Self:
        """A row of which every column was read needs no defaults, so not Django's constructor: a tenth of its time."""
        if len(values) != len(cls._meta.concrete_fields):
            return super().from_db(db, field_names, values, **kwargs)
        row = cls.__new__(cls)
        row.__dict__ = dict(zip(field_names, values, strict=True))
        row._state = state = ModelState()
        state.adding, state.db = False, db
        return row


class ExternallyNamed(models.Model):
    """A row that another system knows by a name of its own. `external_owner` is the key, or person, who so names it."""

    external_id = models.CharField(max_length=200, null=True, editable=False)
    external_owner = models.UUIDField(null=True, editable=False)

    class Meta:
        abstract = True


def external_id_once(table: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["external_owner", "external_id"], name=f"{table}_external_id_once")


class Versioned(Identified):
    """A row that people change: each change moves `updated_at` and `version`."""

    updated_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def require_seen(self, seen: int | None) -> None:
        """For acts that hold the row's lock: refuses a caller who saw another version; None asks for none."""
        if seen is not None and self.version != seen:
            raise StaleVersion

    def change(self, *, at: datetime, seen: int | None = None, **values: Any) -> Self:
        """Write `values` if nobody changed the row since version `seen` (default: since it was loaded).

        One conditional UPDATE; raises StaleVersion where another change came first.
        """
        expected = self.version if seen is None else seen
        values |= {"updated_at": at, "version": expected + 1}
        rows = type(self)._default_manager.filter(pk=self.pk, version=expected)
        if not rows.update(**values):
            raise StaleVersion
        for name, value in values.items():
            setattr(self, name, value)
        return self
