"""The health pages say when the tick is late, when mail is refused and when a case has nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from cases.models import Reminder, TickMark
from cases.reminders.services.tick import tick
from cases.reminders.tasks import run_tick
from config import clock
from config.celery import TICK, app
from tests.cases.stories import opened, planned
from tests.world import World

pytestmark = pytest.mark.django_db


def alerts(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/alertz")
    return answer.status_code, answer.json()["alerts"]


def test_all_is_well_after_a_look(client: Client) -> None:
    tick(now=clock.now)

    assert alerts(client) == (200, {})
    assert client.get("/readyz").json()["tick"]["last"] == TickMark.objects.get().at.isoformat()


def test_no_look_at_all_is_an_alert(client: Client) -> None:
    assert alerts(client) == (503, {"tick": "no tick has run yet"})
    assert client.get("/readyz").json()["tick"] == {"last": None}


@pytest.mark.parametrize(("age", "status"), [(118, 200), (123, 503)])
def test_a_look_may_be_two_minutes_old(client: Client, age: int, status: int) -> None:
    at = clock.now() - timedelta(seconds=age)
    tick(now=lambda: at)

    assert alerts(client)[0] == status


def test_refused_mail_is_an_alert_until_it_goes(world: World, client: Client) -> None:
    opened(world, planned("ask", due="2026-10-16"))
    Reminder.objects.filter(kind="upcoming").update(last_error="SMTPServerDisconnected")
    TickMark.objects.create(at=clock.now())

    refused = alerts(client)
    tick(now=clock.now)

    assert refused == (503, {"mail": "1 reminders could not be delivered yet"})
    assert alerts(client) == (200, {})


def test_a_case_without_an_active_owner_is_an_alert(world: World, client: Client) -> None:
    opened(world)
    for person in (world.alice, world.sun):
        person.change(at=clock.now(), is_active=False)
    tick(now=clock.now)

    assert alerts(client) == (503, {"cases": "1 open cases have no active owner"})


def test_celery_and_its_clock_know_the_tick() -> None:
    assert run_tick.name == TICK and TICK in app.tasks
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} >= {TICK}


def test_the_task_looks(client: Client) -> None:
    run_tick()

    assert TickMark.objects.count() == 1
