"""The one matrix: each area registers a row for each of its models when its app is ready.

A row says which rows of the table an actor sees (`scope`) and which roles may do which acts on what they see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

ADVISOR, LAWYER, SUPERVISOR, ADMINISTRATOR = "advisor", "lawyer", "supervisor", "administrator"
CASEWORKERS = frozenset({ADVISOR, SUPERVISOR})
CASE_READERS = frozenset({ADVISOR, LAWYER, SUPERVISOR})
EVERYONE = frozenset({ADVISOR, LAWYER, SUPERVISOR, ADMINISTRATOR})
NOBODY = Q(pk__in=())


@dataclass(frozen=True)
class Row:
    """`acts` maps an act (list, retrieve, create, partial_update, complete …) to the roles that may do it."""

    resource: str
    model: type[Model]
    scope: Callable[[Any], Q]
    acts: Mapping[str, frozenset[str]]


_by_resource: dict[str, Row] = {}
_by_model: dict[type[Model], Row] = {}


def register(row: Row) -> None:
    _by_resource[row.resource] = row
    _by_model[row.model] = row


def row_for(resource: str) -> Row:
    return _by_resource[resource]


def row_of(model: type[Model]) -> Row:
    """KeyError where a model has no row: nothing is ever read without one."""
    return _by_model[model]


def rows() -> list[Row]:
    return sorted(_by_resource.values(), key=lambda row: row.resource)


def has_row(model: type[Model]) -> bool:
    return model in _by_model


def reading(readers: frozenset[str]) -> dict[str, frozenset[str]]:
    return {"list": readers, "retrieve": readers}
