"""Looking again before a mail goes: is what the reminder says still true, and may its recipient still know?"""

from __future__ import annotations

from accounts.access.decide import scope
from cases.deadlines.models import RUNNING
from cases.files.models import LIVE, UNDONE, CaseFile
from cases.reminders.models import Reminder, ReminderState

GONE = "recipient_gone"


def why_not(reminder: Reminder) -> str:
    """The reason not to send it, or ""."""
    deadline = reminder.deadline
    if reminder.case.state not in LIVE:
        return "case_ended"
    if deadline.step.state not in UNDONE or deadline.state not in RUNNING:
        return "step_ended"
    if deadline.revision != reminder.revision:
        return "deadline_moved"
    if reminder.about is not None and reminder.about.state != ReminderState.PENDING:
        return "delivered_meanwhile"
    return "" if _may_know(reminder) else GONE


def _may_know(reminder: Reminder) -> bool:
    """Also false for a person who was switched off: their scope is empty."""
    return scope(reminder.recipient, CaseFile).filter(pk=reminder.case_id).exists()
