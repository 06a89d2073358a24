"""The health pages say what is wrong, and only `/alertz` turns red for what a restart cannot mend."""

from collections.abc import Iterator

import pytest
from django.test import Client

from config import health

pytestmark = pytest.mark.django_db


@pytest.fixture
def late_tick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(health._probes, "tick", lambda: "late by 300 s")
    yield


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_sound_process_is_healthy_and_ready(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("late_tick")
def test_a_late_tick_degrades_readiness_without_turning_it_red(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")


@pytest.mark.usefixtures("late_tick")
def test_a_late_tick_is_an_alert(client: Client) -> None:
    answer = client.get("/alertz")

    assert (answer.status_code, answer.json()["alerts"]) == (503, {"tick": "late by 300 s"})


def test_an_unknown_path_is_a_problem_with_a_request_id(client: Client) -> None:
    answer = client.get("/api/v1/nowhere/")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]
