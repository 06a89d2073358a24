"""Start-up checks: nothing is served, administered or run without a row of the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, register
from django.core.management import get_commands
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.access import registry
from accounts.access.commands import COMMANDS
from accounts.access.views import Guarded, ResourceViewSet

OPEN_TO_ALL = frozenset({"schema", "docs", "tokens", "password-reset", "password"})  # by name: need no token
EVERYBODYS = frozenset({"access-matrix", "access-matrix-may", "token-current"})  # by name: signed in is enough
OUR_APPS = ("accounts", "assessments", "cases", "config")


@register()
def check_every_surface_has_a_row(**options: Any) -> list[CheckMessage]:
    without = [*_routes_without(), *_acts_without(), *_pages_without()]
    errors: list[CheckMessage] = [
        Error(f"No row of the access matrix for {name}.", id="reinstate.E002") for name in without
    ]
    hint = "Commands stand in accounts/access/commands.py."
    return errors + [Error(words, hint=hint, id="reinstate.E003") for words in _commands_without()]


def api_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Path and pattern of each address of the API, save those open to all."""
    for path, pattern in _patterns(get_resolver().url_patterns):
        if path.startswith("/api/") and pattern.name not in OPEN_TO_ALL:
            yield path, pattern


def _patterns(entries: list[Any], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in entries:
        path = before + str(entry.pattern).removeprefix("^")
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, path)
        else:
            yield path, entry


def _routes_without() -> Iterator[str]:
    known = {row.resource for row in registry.rows()}
    for path, pattern in api_patterns():
        view: Any = getattr(pattern.callback, "cls", None)
        guarded = view is not None and issubclass(view, Guarded)
        if pattern.name not in EVERYBODYS and not (guarded and getattr(view, "resource", None) in known):
            yield f"the API's {path}"


def _acts_without() -> Iterator[str]:
    """An act that the matrix does not know is nobody's: a mistake in one of the two."""
    for path, pattern in api_patterns():
        view: Any = getattr(pattern.callback, "cls", None)
        row = next((row for row in registry.rows() if row.resource == getattr(view, "resource", None)), None)
        if row is not None:
            acts = set(_acts_of(view, getattr(pattern.callback, "actions", None) or {}))
            yield from (f"the act {act} of the API's {path}" for act in sorted(acts - set(row.acts)))


def _acts_of(view: Any, actions: dict[str, str]) -> Iterator[str]:
    if not issubclass(view, ResourceViewSet):
        yield view.act
    for method, action in actions.items():
        if method != "head" and action != "by_external_id":
            yield view.acts.get(action, action)


def _pages_without() -> Iterator[str]:
    return (f"the admin's {model._meta.label}" for model in admin.site._registry if not registry.has_row(model))


def _commands_without() -> Iterator[str]:
    ours = {name for name, app in get_commands().items() if app in OUR_APPS}
    yield from (f"The command {name} does not say what it touches." for name in sorted(ours - COMMANDS.keys()))
    yield from (f"There is no command {name}." for name in sorted(COMMANDS.keys() - ours))
