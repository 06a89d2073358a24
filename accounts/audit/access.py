"""Supervisors read their office's log. What is written stays: the database lets an event be sealed and, by a lawful
erasure, be emptied, and nothing else."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.audit.models import EMPTIED, AuditEntry, AuditEvent
from config import guards


def register() -> None:
    readers = frozenset({registry.SUPERVISOR})
    seen = Reach(registry.seen_by(readers, reach.OFFICE))
    registry.register(registry.Row("audit-events", AuditEvent, seen, registry.reading(readers)))


def guard() -> None:
    guards.append_only(AuditEvent, but=f"({_sealing()}) OR ({_erasing()})")
    guards.append_only(AuditEntry)
    guards.same_as_parent(AuditEntry, "event", "office_id")


def _sealing() -> str:
    return f"NOT OLD.sealed AND NEW.sealed AND {_kept(but={'sealed'})}"


def _erasing() -> str:
    """Only what is sealed, so that the chain goes on telling that it was there."""
    attnames = {field.name: field.attname for field in AuditEvent._meta.concrete_fields}
    columns = {attnames[name]: value for name, value in EMPTIED.items()}
    emptied = " AND ".join(f'NEW."{name}" {_EMPTY[type(value)]}' for name, value in columns.items())
    return f"OLD.sealed AND NOT OLD.erased AND NEW.erased AND {_kept(but={*columns, 'erased'})} AND {emptied}"


_EMPTY = {type(None): "IS NULL", str: "= ''", dict: "= '{}'", list: "= '[]'"}


def _kept(*, but: set[str]) -> str:
    columns = [field.attname for field in AuditEvent._meta.concrete_fields if field.attname not in but]
    return " AND ".join(f'OLD."{name}" IS NOT DISTINCT FROM NEW."{name}"' for name in columns)
