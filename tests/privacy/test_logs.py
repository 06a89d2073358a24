"""What stops a job, a request or a task is logged with its type and place, never with the values it holds."""

from __future__ import annotations

import logging
from io import StringIO
from typing import Any

import pytest

from accounts.jobs import kinds
from accounts.jobs.models import Job
from accounts.jobs.services.acts import start_job
from accounts.jobs.services.run import run_jobs
from accounts.models import Person
from config import clock
from config.logs import WithoutValues, place_of_error
from tests.world import NUMBER, PHONE, World, api

pytestmark = pytest.mark.django_db


@pytest.fixture
def written() -> Any:
    """Everything that the installation's own handler and formatter write."""
    stream, root = StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutValues("%(levelname)s %(name)s %(message)s"))
    root.addHandler(handler)
    yield stream.getvalue
    root.removeHandler(handler)


def fail(*_: Any, **__: Any) -> Any:
    try:
        int(NUMBER)
    except ValueError as error:
        raise RuntimeError(f"no way to handle {NUMBER}") from error


def test_a_failing_job_tells_type_and_place_only(world: World, monkeypatch: Any, written: Any) -> None:
    monkeypatch.setitem(kinds._kinds, "failing", kinds.Kind("failing", total=lambda job: 1, batch=fail))
    start_job(actor=world.alice, kind="failing", parameters={}, at=clock.now())

    run_jobs(now=clock.now)

    assert "RuntimeError at " in written()
    assert "tests/privacy/test_logs.py" in written()
    assert NUMBER not in written() + repr(Job.objects.values())


def test_a_request_that_crashes_tells_its_frames_and_no_value(world: World, monkeypatch: Any, written: Any) -> None:
    monkeypatch.setattr("accounts.clients.api.services.create_client", fail)
    caller = api(world.alice)
    caller.raise_request_exception = False

    answer = caller.post("/api/v1/clients/", {"name": "Chen", "identity_number": NUMBER}, format="json")

    assert answer.status_code == 500
    assert "accounts/clients/api.py" in written()
    assert "ValueError\nthen:" in written()
    assert NUMBER not in written() + answer.content.decode()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"/api/v1/clients/by-external-id/{PHONE}/", "Not Found: /api/v1/clients/by-external-id/{external_id}/"),
        (f"/api/v1/clients/{PHONE}/", "Not Found: /api/v1/clients/{id}/"),
        (f"/{PHONE}/\u9648", "Not Found: an address that is none"),
        (f"/admin/accounts/client/{PHONE}/change/", "Not Found: "),
    ],
)
def test_the_line_on_a_refused_request_holds_its_route_and_not_its_path(
    world: World, written: Any, path: str, says: str
) -> None:
    visitor = api(world.alice)
    visitor.force_login(world.alice)

    assert visitor.get(path).status_code == 404

    assert says in written()
    assert PHONE not in written()


def test_a_refused_host_is_not_repeated(written: Any) -> None:
    assert api().get("/healthz", headers={"Host": f"{PHONE}.example"}).status_code == 400

    assert "django.security.DisallowedHost Refused" in written()
    assert PHONE not in written()


def test_celerys_own_line_on_a_failed_task_holds_no_value(written: Any) -> None:
    try:
        fail()
    except RuntimeError as error:
        context = {"id": "1", "name": "t", "exc": repr(error), "traceback": f"… {NUMBER}", "args": "()"}
        logging.getLogger("celery.app.trace").error("Task %(name)s: %(exc)s\n%(traceback)s", context, exc_info=True)

    assert "Task t: RuntimeError" in written()
    assert NUMBER not in written()


def test_the_installations_logs_are_written_by_this_formatter(settings: Any) -> None:
    assert settings.LOGGING["formatters"]["plain"]["class"] == "config.logs.WithoutValues"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"plain"}


def test_bad_tokens_are_all_answered_in_the_same_words(world: World) -> None:
    from datetime import timedelta

    from knox.models import AuthToken

    _row, good = AuthToken.objects.create(user=world.alice)
    _row, expired = AuthToken.objects.create(user=world.alice, expiry=timedelta(seconds=-1))
    row, ended = AuthToken.objects.create(user=world.alice)
    row.delete()
    _row, gone = AuthToken.objects.create(user=world.bob)
    Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    other = "A" if good[-1] != "A" else "B"
    bad = ["", "x", "a b", "ü", good[:-1], good + "A", good[:-1] + other, good[:15], expired, ended, gone]

    answers = [api().get("/api/v1/clients/", headers={"Authorization": f"Bearer {one}"}) for one in bad]

    assert {one.status_code for one in answers} == {401}
    told = [{k: v for k, v in one.json().items() if k != "request_id"} for one in answers]
    assert all(one == told[0] for one in told), told
    assert {one["WWW-Authenticate"] for one in answers} == {"Bearer"}
    assert api().get("/api/v1/clients/", headers={"Authorization": f"Bearer {good}"}).status_code == 200


def test_the_place_of_an_error_without_a_trace_is_its_type() -> None:
    assert place_of_error(ValueError(NUMBER)) == "ValueError"
