"""What browsers need is left out for calls of the API without a session, and for nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.browsers import SessionMiddleware
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "cookie", "made"),
    [("/api/v1/clients/", "", False), ("/api/v1/clients/", "abc", True), ("/admin/", "", True), ("/c/x/", "", True)],
)
def test_a_session_is_looked_for_where_there_may_be_one(path: str, cookie: str, made: bool) -> None:
    request = RequestFactory().get(path)
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = cookie

    SessionMiddleware(lambda _request: HttpResponse())(request)
    assert hasattr(request, "session") is made


def test_who_is_signed_in_by_a_session_is_known_to_the_api(world: World) -> None:
    browser = Client()
    browser.force_login(world.alice)

    assert browser.get("/api/v1/clients/").status_code == 200
    assert Client().get("/api/v1/clients/").status_code == 401


@pytest.mark.parametrize(("asked", "given"), [("en", "en"), ("zh-CN", "zh-hans"), ("fr", "zh-hans"), ("", "zh-hans")])
def test_an_answer_says_its_language_and_that_it_varies(asked: str, given: str) -> None:
    answer = Client(headers={"accept-language": asked} if asked else {}).get("/api/v1/clients/")

    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.headers["Vary"]
