"""Looking again before a mail goes: is what the reminder says still true, and may its recipient still know?"""

from __future__ import annotations

from datetime import datetime

from accounts.access.decide import scope
from cases.deadlines.models import RUNNING
from cases.files.models import LIVE, UNDONE, CaseFile
from cases.files.raised import AFTERCARE
from cases.reminders.models import Kind, Reminder, ReminderState

GONE = "recipient_gone"
_LATER = {Kind.UPCOMING: (Kind.DUE, Kind.OVERDUE), Kind.DUE: (Kind.OVERDUE,)}


def why_not(reminder: Reminder, at: datetime) -> str:
    """The reason not to send it, or ""."""
    deadline = reminder.deadline
    if reminder.case.state not in LIVE and deadline.step.action != AFTERCARE:
        return "case_ended"
    if deadline.step.state not in UNDONE or deadline.state not in RUNNING:
        return "step_ended"
    if deadline.revision != reminder.revision:
        return "deadline_moved"
    if reminder.about is not None and reminder.about.state != ReminderState.PENDING:
        return "delivered_meanwhile"
    if _overtaken(reminder, at):
        return "overtaken"
    return "" if _may_know(reminder) else GONE


def _overtaken(reminder: Reminder, at: datetime) -> bool:
    """After days without a look, only the newest word on a deadline goes out, not each that was missed."""
    later = _LATER.get(Kind(reminder.kind), ())
    same = Reminder.objects.filter(deadline=reminder.deadline_id, revision=reminder.revision, kind__in=later)
    told = same.filter(recipient=reminder.recipient_id, due_at__lte=at).exclude(state=ReminderState.CANCELLED)
    return bool(later) and told.exists()


def _may_know(reminder: Reminder) -> bool:
    """Also false for a person who was switched off: their scope is empty."""
    return scope(reminder.recipient, CaseFile).filter(pk=reminder.case_id).exists()
