from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.deadlines.models import Deadline, DeadlineVersion


def list_deadlines(actor: Any) -> QuerySet[Deadline]:
    return scope(actor, Deadline)


def list_versions(actor: Any) -> QuerySet[DeadlineVersion]:
    return scope(actor, DeadlineVersion)
