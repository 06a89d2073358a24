"""Every route and method of the API as the schema serves it, and what the matrix alone says each caller must get.

The expectation is made from the matrix's words and from what each caller of the cast *is* (RELATIONS, KEYS); never from
`scope()` or a query, so that both sides can be wrong only apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern
from rest_framework.viewsets import ViewSetMixin

from accounts.access import reach, registry
from accounts.access.checks import EVERYBODYS, api_patterns
from accounts.access.scopes import SCOPES
from accounts.access.views import Guarded, ResourceViewSet
from accounts.models import Person
from assessments.evaluations.access import PACKS

# What each person is to Chen's file in East. Everybody is themselves, and sees what is shipped and what is open to all.
RELATIONS: dict[str, frozenset[str]] = {
    "alice": frozenset({reach.OWN, reach.OFFICE}),
    "bob": frozenset({reach.OFFICE}),
    "stand_in": frozenset({reach.SUBSTITUTE, reach.OFFICE}),
    "sharer": frozenset({reach.SHARED, reach.OFFICE}),
    "lin": frozenset({reach.OFFICE}),
    "referred": frozenset({reach.REFERRED, reach.OFFICE}),
    "sun": frozenset({reach.OFFICE}),
    "barred": frozenset({reach.OFFICE}),
    "ada": frozenset({reach.OFFICE}),
    "zoe": frozenset(),
}
BARRED = frozenset({"barred"})
# Service keys by their scopes: of East one with each and one with none, one with all in West, one that has run out.
NONE, WEST, EXPIRED = "key without scopes", "key of West", "key that has run out"
KEYS: Mapping[str, tuple[str, ...]] = {
    NONE: (), WEST: tuple(SCOPES), EXPIRED: tuple(SCOPES), **{f"key for {name}": (name,) for name in SCOPES},
}  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    """One method of one address; `act` is None where being signed in is all that it takes."""

    method: str
    path: str
    resource: str
    act: str | None

    @property
    def on_an_object(self) -> bool:
        return "{id}" in self.path


@dataclass(frozen=True)
class Caller:
    """A person, or the account of a service key: then with its token."""

    name: str
    actor: Person
    token: str = ""

    @property
    def relations(self) -> frozenset[str]:
        if self.token:
            return frozenset({reach.OFFICE} if self.name != WEST else ())
        return RELATIONS[self.name]


def routes() -> Iterator[Route]:
    for path, pattern in api_patterns():
        yield from _of(_readable(path), pattern)


def _readable(pattern: str) -> str:
    for form in ("(?P<id>[^/.]+)", "<str:id>"):
        pattern = pattern.replace(form, "{id}")
    return pattern.removesuffix("\\Z").removesuffix("$")


def _of(path: str, pattern: URLPattern) -> Iterator[Route]:
    view: Any = getattr(pattern.callback, "cls", None)
    actions = dict(getattr(pattern.callback, "actions", None) or {})  # a copy: a call adds to it
    if pattern.name in EVERYBODYS:
        yield from (Route(method, path, "", None) for method in METHODS if hasattr(view, method))
    elif view and issubclass(view, ViewSetMixin) and issubclass(view, ResourceViewSet):
        for method, action in actions.items():
            if method not in METHODS:
                continue  # a call adds `head` for its own use
            if action == "by_external_id":
                yield _by_external_id(method, path, view)
            else:
                yield Route(method, path, view.resource, view.acts.get(action, action))
    elif view and issubclass(view, Guarded) and hasattr(view, "act"):
        yield from (Route(method, path, view.resource, view.act) for method in METHODS if hasattr(view, method))
    else:
        raise AssertionError(f"{path} is served by {view}, which asks the matrix nothing")


def _by_external_id(method: str, path: str, view: Any) -> Route:
    """Of a name that nobody gave: reading finds nothing, putting makes the object."""
    path = path.replace("(?P<external_id>[^/]+)", "nobodys")
    return Route(method, path, view.resource, "create" if method == "put" else "retrieve")


def expected(route: Route, caller: Caller, rows: Mapping[str, registry.Row], target: Model | None) -> int | None:
    """401, 403 or 404; None where the caller must get past all three."""
    if caller.name == EXPIRED or (caller.token and route.path.endswith("tokens/current/")):
        return 401  # a key is no token of a person's
    if route.act is None:
        return None
    row = rows[route.resource]
    if route.method == "get" and route.path.endswith("/nobodys/"):
        return 404
    if route.on_an_object and not in_sight(caller, row, target):
        return 404
    under_glass = caller.actor.role == registry.SUPERVISOR and route.act in row.under_glass
    return None if permitted(caller, row, route.act) and not under_glass else 403


def permitted(caller: Caller, row: registry.Row, act: str) -> bool:
    if caller.actor.role not in row.acts.get(act, frozenset()):
        return False
    return not caller.token or any(act in SCOPES[name].acts.get(row.resource, ()) for name in KEYS[caller.name])


def in_sight(caller: Caller, row: registry.Row, target: Model | None) -> bool:
    """`target` is a row that hangs on Chen and East, save where it concerns people one by one."""
    if caller.token and not any(
        row.resource in SCOPES[name].acts or row.resource in SCOPES[name].names for name in KEYS[caller.name]
    ):
        return False
    relations = set(row.scope.sees.get(caller.actor.role, ()))
    if caller.name in BARRED and row.scope.hangs_on_clients:
        return False
    if reach.SELF in relations and _concerns(caller.actor, row, target):
        return True
    return bool(relations & (caller.relations | {reach.EVERYTHING, PACKS}))


def _concerns(actor: Person, row: registry.Row, target: Model | None) -> bool:
    return target is not None and any(_value(target, column) == actor.pk for column in row.scope.columns.person)


def _value(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row
