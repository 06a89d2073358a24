"""Every route and method of the API as the schema serves it, and what the matrix alone says each caller must get.

The expectation is made from the matrix's words and from what each person of the cast *is* (RELATIONS); never from
`scope()` or a query, so that both sides can be wrong only apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.viewsets import ViewSetMixin

from accounts.access import reach, registry
from accounts.access.views import Guarded, ResourceViewSet

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
OPEN_TO_ALL = frozenset({"schema", "docs", "tokens", "password-reset", "password"})  # by name: need no token
EVERYBODYS = frozenset({"access-matrix", "access-matrix-may", "token-current"})  # by name: signed in is enough
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


def routes() -> Iterator[Route]:
    for path, pattern in _patterns(get_resolver().url_patterns):
        if path.startswith("/api/v1/") and pattern.name not in OPEN_TO_ALL:
            yield from _of(path, pattern)


def _patterns(entries: list[Any], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        path = before + _readable(str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield path, entry


def _readable(pattern: str) -> str:
    for form in ("(?P<id>[^/.]+)", "<str:id>"):
        pattern = pattern.replace(form, "{id}")
    return pattern.removeprefix("^").removesuffix("\\Z").removesuffix("$")


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


def expected(route: Route, who: str, role: str, rows: dict[str, registry.Row]) -> int | None:
    """401, 403 or 404; None where the caller must get past all three."""
    if route.act is None:
        return None
    row = rows[route.resource]
    if route.method == "get" and route.path.endswith("/nobodys/"):
        return 404
    if route.on_an_object and not _in_sight(who, role, row):
        return 404
    under_glass = role == registry.SUPERVISOR and route.act in row.under_glass
    return None if role in row.acts.get(route.act, frozenset()) and not under_glass else 403


def _in_sight(who: str, role: str, row: registry.Row) -> bool:
    relations = set(row.scope.sees.get(role, ()))
    if who in BARRED and row.scope.hangs_on_clients:
        return False
    return bool(relations & (RELATIONS[who] | {reach.EVERYTHING}))
