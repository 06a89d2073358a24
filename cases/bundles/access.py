"""A bundle is asked for and fetched by whoever sees the case: the lawyer of a referred case too."""

from __future__ import annotations

from accounts.access import registry
from accounts.clients.access import through_client
from accounts.exports.sections import leave_out
from cases.bundles.models import CaseBundle
from config import guards


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {"content": registry.CASE_READERS}
    registry.register(registry.Row("bundles", CaseBundle, through_client.within(case="case_id"), acts))
    leave_out(CaseBundle, "what it holds is in the export itself")


def guard() -> None:
    guards.same_as_parent(CaseBundle, "case", "office_id", "client_id")
    guards.same_as_parent(CaseBundle, "asked_by", "office_id")
