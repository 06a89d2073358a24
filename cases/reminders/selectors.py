from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.reminders.models import Delivery, Reminder, ReminderPause, ReminderState


def list_reminders(actor: Any) -> QuerySet[Reminder]:
    return scope(actor, Reminder)


def upcoming(actor: Any, *, after: datetime, days: int) -> QuerySet[Reminder]:
    """What will go in the next days, if it is still true then; what is late already among it."""
    pending = list_reminders(actor).filter(state=ReminderState.PENDING, due_at__lt=after + timedelta(days=days))
    return pending.select_related("recipient", "case", "client")


def list_pauses(actor: Any) -> QuerySet[ReminderPause]:
    return scope(actor, ReminderPause)


def list_deliveries(actor: Any) -> QuerySet[Delivery]:
    return scope(actor, Delivery)
