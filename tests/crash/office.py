"""Run as a process of its own: `due N` makes N reminders that are due, `lapse` ends all leases, `states` tells."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import django


def make_due(count: int) -> None:
    from config import clock
    from tests.cases.stories import opened, planned
    from tests.world import account_of, build_world

    world, at = build_world(), clock.now()
    tomorrow = (clock.local_date(at, world.east.zone) + timedelta(days=1)).isoformat()
    for first in range(0, count, 20):
        steps = [planned(f"step-{number}", due=tomorrow) for number in range(first, min(first + 20, count))]
        opened(replace(world, account=account_of(world.chen, world.jiebei)), *steps, at=at)


def lapse() -> None:
    """Two minutes go by."""
    from cases.models import Reminder
    from config import clock

    Reminder.objects.filter(claimed_until__isnull=False).update(claimed_until=clock.now())


def states() -> None:
    from cases.models import Delivery, Reminder

    kinds = Reminder.objects.filter(kind="upcoming").values_list("state", flat=True)
    held = Reminder.objects.filter(claim_token__isnull=False).count()
    sent = Delivery.objects.filter(sent=True).count()
    print(json.dumps({**Counter(kinds), "held": held, "deliveries": sent}))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.crash.mailing")
    django.setup()
    {"due": lambda: make_due(int(sys.argv[2])), "lapse": lapse, "states": states}[sys.argv[1]]()
