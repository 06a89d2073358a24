"""What a browser may load and run on each kind of our answers."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser

from tests.world import World, api, browser

pytestmark = pytest.mark.django_db
NOTHING = "default-src 'none'; frame-ancestors 'none'"


def sources(answer: object, name: str) -> list[str]:
    policy: str = answer["Content-Security-Policy"]  # type: ignore[index]
    return next(part.split()[1:] for part in policy.split("; ") if part.split()[0] == name)


def test_data_loads_nothing_and_is_framed_nowhere(world: World) -> None:
    caller = api(world.alice)
    answers = [caller.get(path) for path in ("/api/v1/clients/", "/api/v1/nowhere/", "/healthz", "/api/v1/schema/")]
    answers.append(api().get("/api/v1/clients/"))

    assert [answer["Content-Security-Policy"] for answer in answers] == [NOTHING] * len(answers)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/admin/login/", "/api/v1/docs/"])
def test_no_page_runs_inline_script_or_is_framed(path: str) -> None:
    answer = Browser(HTTP_ACCEPT="text/html").get(path)

    assert "'unsafe-inline'" not in sources(answer, "script-src")
    assert sources(answer, "default-src") == sources(answer, "frame-ancestors") == ["'none'"]
    assert re.findall(r"<script(?![^>]*\ssrc=)", answer.content.decode()) == []


def test_expressions_are_evaluated_in_the_admin_alone(world: World) -> None:
    evaluated = {path: "'unsafe-eval'" in sources(Browser().get(path), "script-src") for path in ("/", "/api/v1/docs/")}

    assert evaluated == {"/": False, "/api/v1/docs/": False}
    assert sources(browser(world.alice).get("/admin/"), "script-src") == ["'self'", "'unsafe-eval'"]


@pytest.mark.parametrize("path", ["/", "/admin/login/", "/healthz", "/api/v1/clients/"])
def test_every_answer_keeps_to_itself(path: str) -> None:
    answer = Browser().get(path)

    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
