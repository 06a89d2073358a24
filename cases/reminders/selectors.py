from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.reminders.models import Delivery, Reminder


def list_reminders(actor: Any) -> QuerySet[Reminder]:
    return scope(actor, Reminder)


def list_deliveries(actor: Any) -> QuerySet[Delivery]:
    return scope(actor, Delivery)
