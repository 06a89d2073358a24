"""A client's phone: opens a link, types the code, and reads the pages as a browser without script does."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.test import Client as Browser

from cases.client_links.models import ClientLink
from cases.client_links.services.entering import send_due
from cases.client_links.services.links import make_link
from config import clock
from tests.world import World

KEY = re.compile(r'name="form_key" value="([0-9a-f]{64})"')


class Phone:
    """Visits in English unless told otherwise."""

    def __init__(self, token: str, language: str = "en") -> None:
        self.browser = Browser(HTTP_ACCEPT_LANGUAGE=language)
        self.door = f"/c/open/{token}/"
        self.answer: Any = None

    def get(self, path: str) -> str:
        return self._read(self.browser.get(path))

    def post(self, path: str, **values: Any) -> str:
        """With the key of the page that the phone shows."""
        return self._read(self.browser.post(path, {"form_key": self.key, **values}))

    def _read(self, answer: Any) -> str:
        self.answer = answer
        text: str = answer.content.decode()
        self.key = found.group(1) if (found := KEY.search(text)) else ""
        self.text = text
        return text

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    def enter(self) -> Phone:
        """By mail, and on to the page behind the code."""
        self.get(f"{self.door}?language=en")
        self.post(self.door, ask="1")
        send_due(at=clock.now())
        self.post(self.door, code=mailed_code())
        assert self.status == 302, self.text
        self.get("/c/")
        return self


def mailed_code() -> str:
    found = re.match(r"\d{6}", str(mail.outbox[-1].body))
    assert found
    return found.group()


def linked(world: World, *, email: str = "chen@example.org") -> tuple[ClientLink, Phone]:
    """A link that Alice made for Chen."""
    world.chen.email = email
    world.chen.save(update_fields=["email"])
    link, token = make_link(actor=world.alice, client_id=world.chen.pk, ends_at=None, at=clock.now())
    return link, Phone(token)
