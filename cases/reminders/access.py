"""Reminders are seen by whoever sees the client; the tick's mark by those who keep the installation or an office."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Reach
from accounts.clients.access import through_client
from cases.reminders.models import Delivery, Reminder, ReminderPause, TickMark

SUPERVISORS = frozenset({registry.SUPERVISOR})
KEEPERS = frozenset({registry.ADMINISTRATOR, registry.SUPERVISOR})


def register() -> None:
    reading = registry.reading(registry.CASE_READERS)
    registry.register(registry.Row("reminders", Reminder, through_client.within(case="case_id"), reading))
    registry.register(registry.Row("deliveries", Delivery, through_client.within(case="reminder__case_id"), reading))
    pauses = Reach(registry.seen_by(registry.CASE_READERS | KEEPERS, reach.OFFICE))
    acts = registry.reading(registry.CASE_READERS | KEEPERS) | {"create": SUPERVISORS, "resume": SUPERVISORS}
    registry.register(registry.Row("reminder-pauses", ReminderPause, pauses, acts))
    marks = Reach(registry.seen_by(KEEPERS, reach.EVERYTHING))
    registry.register(registry.Row("tick-marks", TickMark, marks, registry.reading(KEEPERS)))
