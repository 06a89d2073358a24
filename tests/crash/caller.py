"""A caller of a running installation, over real HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from tests.crash.installation import Installation


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: Any


@dataclass(frozen=True)
class Caller:
    url: str
    token: str = ""

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        sent = {"Content-Type": "application/json", **{name.replace("_", "-"): text for name, text in headers.items()}}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1/{path}", data, sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Answer(answer.status, dict(answer.headers), json.load(answer))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), json.load(error))

    def at_once(self, method: str, path: str, bodies: list[Any], **headers: str) -> list[Answer]:
        with ThreadPoolExecutor(len(bodies)) as pool:
            return list(pool.map(lambda body: self.send(method, path, body, **headers), bodies))


def signing_in(made: Installation, name: str) -> tuple[Caller, Answer]:
    """`name` of the demo, and what the log-in said."""
    guest = Caller(f"http://127.0.0.1:{made.port}")
    answer = guest.send("POST", "auth/tokens/", _person(made, name))
    return Caller(guest.url, answer.body.get("token", "")), answer


def signed_in(made: Installation, name: str) -> Caller:
    return signing_in(made, name)[0]


class Visitor:
    """Somebody with a browser, logged in to the admin."""

    def __init__(self, made: Installation, name: str) -> None:
        self.url, self.jar = f"http://127.0.0.1:{made.port}", CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar), _Stay)
        self._log_in(_person(made, name))

    def status(self, path: str, data: bytes | None = None) -> int:
        try:
            with self.opener.open(urllib.request.Request(f"{self.url}{path}", data), timeout=60) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def _log_in(self, person: dict[str, str]) -> None:
        self.status("/admin/login/")
        secret = next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")
        form = {"username": person["email"], "password": person["password"], "csrfmiddlewaretoken": secret}
        assert self.status("/admin/login/", urllib.parse.urlencode(form).encode()) == 302


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _person(made: Installation, name: str) -> dict[str, str]:
    return {"email": f"{name}@reinstate.example", "password": made.environment["REINSTATE_DEMO_PASSWORD"]}
