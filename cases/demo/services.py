"""Loads the demo: all or nothing, into an empty database only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import Person
from cases.demo import generated, story_1, story_2, story_3
from cases.demo.people import make_people
from config.errors import StateConflict


@transaction.atomic
def load_demo(*, password: str, at: datetime) -> dict[str, Person]:
    """Raises StateConflict under the production settings, or where anybody exists already."""
    if not settings.DEMO_ALLOWED:
        raise StateConflict("Demo people and data never load under these settings.")
    if Person.objects.exists():
        raise StateConflict("The database has people already; the demo loads into an empty one only.")
    people = make_people(password, at - timedelta(days=60))
    advisors = [people[name] for name in ("advisor", "advisor2", "stranger")]
    generated.play(advisors, at, settings.DEMO_ACCOUNTS)
    story_3.play(people["advisor"], at)
    story_2.play(people["advisor2"], people["lawyer"], at)
    story_1.play(people["advisor"], at)
    return people
