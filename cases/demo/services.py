"""Loads the demo: all or nothing, into an empty database only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.clients.services import create_client
from accounts.models import Person
from cases.demo import story_1
from cases.demo.people import make_people
from config.errors import StateConflict


@transaction.atomic
def load_demo(*, password: str, at: datetime) -> dict[str, Person]:
    """Raises StateConflict under the production settings, or where anybody exists already."""
    if not settings.DEMO_ALLOWED:
        raise StateConflict("Demo people and data never load under these settings.")
    if Person.objects.exists():
        raise StateConflict("The database has people already; the demo loads into an empty one only.")
    people = make_people(password, at - timedelta(days=30))
    story_1.play(people["advisor"], at)
    create_client(actor=people["advisor2"], values={"name": "赵晴（虚构）", "phone": "13900000001"}, at=at)
    create_client(actor=people["stranger"], values={"name": "钱多（虚构）", "phone": "13900000002"}, at=at)
    return people
