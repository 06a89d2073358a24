"""Reminders are seen by whoever sees the client; the tick's mark by those who keep the installation or an office."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.access import registry
from accounts.clients.access import through_client
from cases.reminders.models import Delivery, Reminder, TickMark

KEEPERS = frozenset({registry.ADMINISTRATOR, registry.SUPERVISOR})


def keepers(actor: Any) -> Q:
    return Q() if actor.role in KEEPERS else registry.NOBODY


def register() -> None:
    reading = registry.reading(registry.CASE_READERS)
    registry.register(registry.Row("reminders", Reminder, through_client, reading))
    registry.register(registry.Row("deliveries", Delivery, through_client, reading))
    registry.register(registry.Row("tick-marks", TickMark, keepers, registry.reading(KEEPERS)))
