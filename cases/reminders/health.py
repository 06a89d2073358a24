"""The watchdog: independent of Celery, it reads rows when somebody asks for the health pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cases.files.services.handover import hidden_cases, ownerless_cases
from cases.reminders.models import Reminder, ReminderState, TickMark
from config import clock, health

LATE = timedelta(seconds=120)


def register() -> None:
    health.register_probe("tick", tick_complaint)
    health.register_probe("mail", mail_complaint)
    health.register_probe("cases", owner_complaint)
    health.register_fact("tick", last_tick)


def last_tick() -> dict[str, Any]:
    mark = TickMark.objects.first()
    return {"last": mark.at.isoformat() if mark else None}


def tick_complaint() -> str:
    mark = TickMark.objects.first()
    if mark is None:
        return "no tick has run yet"
    age = clock.now() - mark.at
    return f"the last tick was {int(age.total_seconds())} s ago" if age > LATE else ""


def mail_complaint() -> str:
    refused = Reminder.objects.filter(state=ReminderState.PENDING).exclude(last_error="").count()
    return f"{refused} reminders could not be delivered yet" if refused else ""


def owner_complaint() -> str:
    count = ownerless_cases().count() + hidden_cases().count()
    return f"{count} open cases have no active owner" if count else ""
