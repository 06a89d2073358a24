"""Scoped reads whose SQL is made once (`config.prepared`) for each role, by the same `scope` as every other.

The scope's form depends on who asks by the role alone, as long as nothing is opened to them or hidden from them beyond
it; then person and office are values like any other. For everybody else the query is built for the one time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet, UUIDField

from accounts.access.registry import EVERYONE
from accounts.access.sight import NOTHING, sight_of
from config.prepared import Given, Question

R = TypeVar("R")


class Anybody:
    """Of a role, without anything beyond it."""

    is_authenticated = is_active = True

    def __init__(self, role: str) -> None:
        self.role = role
        self.pk, self.office_id = Given("actor_pk", UUIDField()), Given("actor_office", UUIDField())
        self._sight = NOTHING


class Scoped(Generic[R]):
    """`rows(actor)` builds the query, with a `Given` for what is asked. It reads of the actor what `scope` does."""

    def __init__(self, rows: Callable[[Any], QuerySet[Any, R]]) -> None:
        self._rows = rows
        self._by_role: dict[str, Question[R]] = {}

    def __call__(self, actor: Any, **given: Any) -> list[R]:
        if actor.role not in EVERYONE or not actor.is_active or sight_of(actor) != NOTHING:
            return Question(lambda: self._rows(actor), kept=False)(**given)
        question = self._by_role.get(actor.role)
        if question is None:
            anybody = Anybody(actor.role)
            question = self._by_role.setdefault(actor.role, Question(lambda: self._rows(anybody)))
        return question(actor_pk=actor.pk, actor_office=actor.office_id, **given)
