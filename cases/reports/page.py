"""The reports on one page of the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.pressing import address_of
from accounts.audit.seen import note
from cases.files.models import CaseState
from cases.reports import selectors
from cases.reports.tables import risk_words
from config import clock


def sections(request: HttpRequest) -> list[dict[str, Any]]:
    actor: Any = request.user
    at = clock.now()
    return [_at_risk(actor, at), _load(actor, at), _ageing(actor, at), _replies(actor, at)]


def _section(name: str, title: str, columns: Sequence[str], rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": title,
        "columns": columns,
        "rows": rows,
        "empty": _("Nothing to report."),
        "aside": f"{reverse(f'reports-{name}')}?as=csv",
        "aside_label": "CSV",
    }


def _at_risk(actor: Any, at: Any) -> dict[str, Any]:
    cases = selectors.at_risk(actor, at)
    note(cases)
    today = clock.local_date(at, actor.office.zone)
    told = [(case, selectors.why(case, today)) for case in cases]
    rows = [
        {"cells": (one.reference, one.owner_name, one.next_action_on, risk_words(one.why)), "link": address_of(case)}
        for case, one in told
    ]
    columns = (_("Case"), _("Owner"), _("next action on"), _("Why"))
    return _section("cases-at-risk", _("Cases at risk"), columns, rows)


def _load(actor: Any, at: Any) -> dict[str, Any]:
    rows = [
        {"cells": (one.owner_name, one.live, one.waiting, one.urgent, one.overdue)} for one in selectors.load(actor, at)
    ]
    columns = (_("Owner"), _("live cases"), _("waiting"), _("urgent"), _("overdue"))
    return _section("load", _("Load"), columns, rows)


def _ageing(actor: Any, at: Any) -> dict[str, Any]:
    rows = [{"cells": (CaseState(one.state).label, one.age, one.cases)} for one in selectors.ageing(actor, at)]
    return _section("ageing", _("Age of live cases"), (_("state"), _("days open"), _("cases")), rows)


def _replies(actor: Any, at: Any) -> dict[str, Any]:
    rows = [
        {
            "cells": (
                one.lender_name or _("not known"), one.awaited, one.in_time, one.late_or_none, one.still_open,
                one.median_days,
            )
        }
        for one in selectors.replies(actor, at)
    ]  # fmt: skip
    columns = (
        _("lender of record"), _("replies awaited"), _("in time"), _("late or none"), _("still open"),
        _("days to the reply (median)"),
    )  # fmt: skip
    return _section("lender-replies", _("Replies of lenders in the last year"), columns, rows)
