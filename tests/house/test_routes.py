"""Paths are found by their first segment as they would be among all patterns."""

from __future__ import annotations

import pytest
from django.urls import Resolver404, URLResolver, resolve
from django.urls.resolvers import RoutePattern

from config.api.routes import BySegment
from config.urls import api

ALL = URLResolver(RoutePattern("api/v1/", is_endpoint=False), api)
PATHS = (
    "clients/", "clients/7/", "clients/7/export/", "clients/by-external-id/a/", "users/7/end-sessions/", "users/me/",
    "auth/tokens/", "auth/sessions/", "rule-packs/", "rule-packs/drafts/", "rule-packs/7/",
    "credit-accounts/7/evaluate/", "credit-accounts/bulk/", "evaluations/what-if/", "reminders/pause/", "reminders/7/",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_path_finds_the_view_that_it_finds_among_all(path: str) -> None:
    found, among_all = resolve(f"/api/v1/{path}"), ALL.resolve(f"api/v1/{path}")

    for name in ("func", "args", "kwargs", "url_name"):
        assert getattr(found, name) == getattr(among_all, name)
    assert found.route == f"api/v1/{among_all.route.removeprefix('^')}"


@pytest.mark.parametrize("path", ["", "/", "clients", "nothing/", "%00/", "clients/7/nothing/"])
def test_any_other_path_finds_nothing(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(f"/api/v1/{path}")


def test_a_pattern_without_a_segment_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="no segment of its own"):
        BySegment("x/", [URLResolver(RoutePattern("<str:id>/"), [])]).resolve("x/y/")
