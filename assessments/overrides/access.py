"""Overrides are seen with their assessment, whose row of the matrix says who makes and ends them."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_account
from assessments.overrides.models import Override
from config import guards

ENDING = frozenset({"ended_at", "ended_by_id", "end_reason", "updated_at", "version"})


def register() -> None:
    registry.register(registry.Row("overrides", Override, through_account, registry.reading(registry.CASE_READERS)))


def guard() -> None:
    guards.append_only(Override, but=_ending())
    guards.same_as_parent(Override, "assessment", "office_id", "client_id", "credit_account_id")
    guards.same_as_parent(Override, "author", "office_id")
    guards.same_as_parent(Override, "ended_by", "office_id")


def _ending() -> str:
    """Once, and all that was said before stays."""
    kept = [column.attname for column in Override._meta.concrete_fields if column.attname not in ENDING]
    same = " AND ".join(f'OLD."{column}" IS NOT DISTINCT FROM NEW."{column}"' for column in kept)
    return f"OLD.ended_at IS NULL AND NEW.ended_at IS NOT NULL AND {same}"
