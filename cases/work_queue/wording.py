"""Why a case stands in the queue, in the reader's language; each reason has a code that programs can rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.deadlines.models import RUNNING, THEIRS, Clock
from cases.files.models import LIVE, CaseFile, CaseState, NextAction
from cases.files.raised import AFTERCARE
from cases.files.wording import limitation_words

COURT_PAPER, URGENT, OVERDUE, TODAY, REPLY_DUE, FOLLOW_UP, NO_PLAN, REVIEW, NEWER, LIMITATION, TOLD, UPCOMING = _OWN = (
    "court_paper",
    "urgent",
    "overdue",
    "due_today",
    "reply_due",
    "follow_up",
    "no_plan",
    "review",
    "newer_assessment",
    "limitation",
    "client_told",
    "upcoming",
)
CODES = (*_OWN, AFTERCARE)


def reasons(case: CaseFile, today: date) -> list[dict[str, str]]:
    found = list(_reasons(case, today)) or [_upcoming(case)]
    return [{"code": code, "text": text} for code, text in found]


def _reasons(case: Any, today: date) -> Iterator[tuple[str, str]]:
    if case.answer_by:
        yield COURT_PAPER, _("A court paper is to be answered by %(day)s.") % {"day": case.answer_by.isoformat()}
    if case.urgent:
        yield URGENT, _("Urgent: this does not wait for its day.")
    if case.next_action_on < today:
        yield OVERDUE, _("Was due on %(day)s.") % {"day": case.next_action_on.isoformat()}
    elif case.next_action_on == today:
        yield TODAY, _("Due today.")
    if reply := _reply_awaited(case):
        yield REPLY_DUE, reply
    if case.next_action in _NAMED:
        yield _NAMED[case.next_action](case, today)
    if case.next_step is not None and case.next_step.action == AFTERCARE:
        yield AFTERCARE, _("The case has ended well: look whether it holds, and open it again where it does not.")
    if case.newer_assessment and case.state in LIVE:
        yield NEWER, _("The account has a newer assessment than the plan: look at what it would change.")
    if case.client_told:
        yield TOLD, _("The client told something through the link: look at it.")


def _upcoming(case: Any) -> tuple[str, str]:
    return UPCOMING, _("To be done by %(day)s.") % {"day": case.next_action_on.isoformat()}


def _reply_awaited(case: CaseFile) -> str:
    deadline = getattr(case.next_step, "deadline", None)
    if deadline is None or deadline.state not in RUNNING or deadline.clock not in THEIRS:
        return ""
    told = {"who": Clock(deadline.clock).label, "day": deadline.due_on.isoformat()}
    return _("The answer of the %(who)s is due on %(day)s: look whether it has come.") % told


def _follow_up(case: CaseFile, today: date) -> tuple[str, str]:
    if case.next_action_on and case.next_action_on > today:
        return FOLLOW_UP, _("The case waits until %(day)s.") % {"day": case.next_action_on.isoformat()}
    return FOLLOW_UP, _("What the case waits for should have come.")


def _review(case: CaseFile, today: date) -> tuple[str, str]:
    if case.state == CaseState.RESOLVED:
        return REVIEW, _("Its outcome is recorded: look once more and close it.")
    return REVIEW, _("Nothing is left to do in the plan.")


_NAMED: Mapping[str, Callable[[CaseFile, date], tuple[str, str]]] = {
    NextAction.FOLLOW_UP: _follow_up,
    NextAction.ADOPT_PLAN: lambda case, today: (NO_PLAN, _("The case has no plan yet.")),
    NextAction.DECIDE_LIMITATION: lambda case, today: (LIMITATION, limitation_words()),
    NextAction.REVIEW_AND_CLOSE: _review,
}
