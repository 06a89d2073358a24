"""Marked words, planted where few may look, turn up in nothing that anybody else gets: no answer, page, mail, log
record, copy of a file or message to the broker.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.core import mail
from django.db import transaction

from accounts.access import registry
from accounts.access.scopes import SCOPES
from accounts.jobs.services.run import run_jobs
from accounts.models import ClientExport, Person
from assessments.evidence.services import record_evidence
from assessments.models import Notice
from cases.models import CaseFile
from cases.referrals.services import write_note
from cases.reminders.services.tick import tick
from config import clock
from config.celery import app
from tests.access.admin_world import base_of, work_on
from tests.access.routes import routes
from tests.world import NUMBER, PHONE, World, account_of, api, bearing, browser, client_of, problems, service_key

pytestmark = pytest.mark.django_db
NOTE, WEST, BOBS = "canary-note-5d1e", "canary-west-77ab", "canary-bobs-90fc"
# Who may find each in an answer. The number and the phone stand in full at `identity/` and in the client's copy only.
MAY_FIND = {
    NOTE: {"lou"}, WEST: {"zoe"}, BOBS: {"bob", "sun", "key"}, NUMBER: set(), PHONE: set(),
}  # fmt: skip
IN_FULL = ("/identity/", "/content/")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the broker was told."""
    told: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: told.append(repr((args, kwargs))))
    return told


@pytest.fixture
def planted(world: World) -> World:
    work_on(world)
    lou = Person.objects.get(email="lou@example.org")
    case = CaseFile.objects.get(client=world.chen)
    write_note(actor=lou, case_id=case.pk, kind="note", text=f"we think {NOTE}", at=clock.now())
    for advisor, mark in ((world.zoe, WEST), (world.bob, BOBS)):
        client = client_of(advisor, f"{mark} name")
        given = {"credit_account": account_of(client, world.jiebei).pk, "channel": "sms", "text": f"{mark} text"}
        at = clock.now()
        values = {**given, "received_at": at - timedelta(days=1), "provenance": "client_stated", "source": mark}
        record_evidence(actor=advisor, model=Notice, values=values, at=at)
    return world


def callers(world: World) -> dict[str, Any]:
    people = {name: api(one) for name, one in world.people.items()}
    lou = api(Person.objects.get(email="lou@example.org"))
    return {**people, "lou": lou, "key": bearing(service_key(world.ada, *SCOPES)[1])}


def paths() -> Iterator[str]:
    """Every GET of the API, of every row that there is."""
    models = {row.resource: row.model for row in registry.rows()}
    for route in routes():
        if route.method == "get" and route.on_an_object:
            for ident in models[route.resource]._default_manager.values_list("pk", flat=True):
                yield route.path.replace("{id}", str(ident))
        elif route.method == "get":
            yield route.path
    yield "/api/v1/clients/?search=canary&count=true"


def bodies(caller: Any, path: str) -> bytes:
    with transaction.atomic():
        answer = caller.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return bytes(body) + repr(sorted(answer.headers.items())).encode()


def found_by(world: World) -> dict[str, set[str]]:
    """Of each mark, who got it in an answer of the API."""
    found = defaultdict(set)
    for name, caller in callers(world).items():
        for path in paths():
            text = bodies(caller, path).decode(errors="replace")
            for mark in MAY_FIND:
                if mark in text and not (mark in (NUMBER, PHONE) and path.endswith(IN_FULL)):
                    found[mark].add(name)
    return dict(found)


def test_no_answer_tells_it_to_anybody_else(planted: World) -> None:
    assert found_by(planted) == {mark: who for mark, who in MAY_FIND.items() if who}


def test_who_finds_it_where_a_serializer_forgets_to_mask(planted: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test of the test."""
    from accounts.clients.models import Client

    monkeypatch.setattr(Client, "phone_masked", Client.phone)

    text = bodies(api(planted.alice), "/api/v1/clients/").decode()
    assert PHONE in text


def test_no_page_of_the_admin_tells_it(planted: World) -> None:
    found = []
    for name in ("alice", "lin", "sun", "ada"):
        visitor = browser(planted.people[name])
        for page in admin.site._registry.values():
            own: Any = page
            for path in (base_of(own.model), *_changes(own)):
                text = visitor.get(path).content.decode(errors="replace")
                found += [(name, mark, path) for mark, who in MAY_FIND.items() if mark in text and name not in who]

    assert found == []


def _changes(page: Any) -> Iterator[str]:
    rows = page.model._default_manager.order_by("pk")
    for row in {rows.first(), rows.last()} - {None}:
        yield f"{base_of(page.model)}{quote(row.pk)}/change/"


def test_no_mail_log_record_or_message_carries_it(
    planted: World,
    sent: list[str],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    caplog.set_level(logging.DEBUG)
    with django_capture_on_commit_callbacks(execute=True):
        wrong_and_right_calls(planted)
        for days in (0, 10, 40):
            tick(now=partial(_later, days))

    logged = " ".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in caplog.records)
    mails = " ".join(f"{one.subject} {one.body} {one.to} {one.message()}" for one in mail.outbox)
    assert sent
    assert mail.outbox
    for mark in MAY_FIND:
        assert mark not in " ".join(sent), mark
        assert mark not in logged, mark
        assert mark not in mails, mark


def _later(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def wrong_and_right_calls(world: World) -> None:
    """Each mark passes through inputs that are taken and inputs that are refused, and through long work."""
    caller, refused = api(world.alice), []
    for mark in MAY_FIND:
        refused.append(
            caller.post("/api/v1/clients/", {"name": mark, "identity_number": mark, "x": mark}, format="json")
        )
        refused.append(caller.post("/api/v1/clients/", f'{{"name": "{mark}"', content_type="application/json"))
        refused.append(caller.get("/api/v1/clients/", {"unknown": mark}))
        caller.get("/api/v1/clients/", {"search": mark})
        caller.post("/api/v1/notices/classify/", {"texts": [mark]}, format="json")
    assert {answer.status_code for answer in refused} == {400}
    assert "/x" in problems(refused[0])
    caller.post("/api/v1/portfolio/sweeps/", {}, format="json")
    caller.get(f"/api/v1/clients/{world.chen.pk}/identity/")


def test_the_clients_copy_has_neither_notes_nor_others(planted: World) -> None:
    caller = api(planted.alice)
    job = caller.get(f"/api/v1/clients/{planted.chen.pk}/export/").json()
    run_jobs(now=clock.now)

    copy = texts_of(caller.get(f"/api/v1/exports/{job['id']}/content/"))

    assert ClientExport.objects.filter(pk=job["id"]).exists()
    assert NUMBER in copy
    assert [mark for mark in (NOTE, WEST, BOBS) if mark in copy] == []


def texts_of(answer: Any) -> str:
    from io import BytesIO
    from zipfile import ZipFile

    assert answer.status_code == 200
    with ZipFile(BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)) as archive:
        return " ".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
