"""Overrides on the pages of what they stand beside: an assessment, its account, the account's case."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.access.sections import Section, list_address, newest, table
from assessments.evaluations import words
from assessments.evaluations.selectors import newest_of
from assessments.evaluations.words import word
from assessments.overrides.models import Override
from assessments.overrides.selectors import list_overrides
from config import clock


def in_words(row: Override) -> str:
    """`Suspended · Overdue payments`"""
    return " · ".join([word(words.STATUS, row.status), *row.causes_in_words()])


def overrides_of_account(request: HttpRequest, account_id: Any) -> Section | None:
    """Nothing where no person ever concluded otherwise."""
    rows = _newest(list_overrides(request.user).filter(credit_account_id=account_id))
    if not rows:
        return None
    found = newest_of(request.user, account_id)
    return _table(rows, list_address(Override, credit_account=rows[0].credit_account), found.pk if found else None)


def overrides_of_assessment(request: HttpRequest, assessment: Any) -> Section | None:
    rows = _newest(list_overrides(request.user).filter(assessment=assessment))
    return _table(rows, list_address(Override, assessment=assessment), assessment.pk) if rows else None


def _newest(rows: QuerySet[Override]) -> list[Override]:
    return newest(rows.select_related("author", "credit_account"))


def _table(rows: list[Override], more: str, current: Any) -> Section:
    return table(
        _("A person's own conclusion, beside the engine's"),
        (_("conclusion"), _("reason"), _("concluded by"), _("from"), _("until"), _("state")),
        [
            (
                row,
                (
                    in_words(row),
                    row.reason,
                    row.author,
                    row.created_at,
                    row.ended_at or row.ends_at,
                    _state(row, current),
                ),
            )
            for row in rows
        ],
        empty="",
        more=more,
    )


def _state(row: Override, current: Any) -> str:
    if not row.in_force(clock.now()):
        return _("over")
    return _("in force") if row.assessment_id == current else _("beside an earlier assessment")
