from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from accounts.people.models import Person


def list_people(actor: Any) -> QuerySet[Person]:
    return scope(actor, Person)
