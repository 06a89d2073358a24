"""`make run` as a whole, with real processes: what it says, what it refuses, and that it leaves nothing behind."""

from __future__ import annotations

import os
import shlex
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor.processes import marked
from tests.crash.installation import COMMAND, Installation, greeting_of, installation, wait_until


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, str]]:
    """One that runs for all tests which do not end it, and what it said."""
    with installation(tmp_path_factory.mktemp("running") / "data") as made:
        yield made, greeting_of(made.start())


def test_ready_says_url_mail_and_admin(running: tuple[Installation, str]) -> None:
    made, said = running

    assert f"http://127.0.0.1:{made.port}/\n" in said
    assert f"http://127.0.0.1:{made.port}/admin/" in said
    assert str(made.data / "outbox") in said


def test_ready_names_the_demo_people_and_their_password(running: tuple[Installation, str]) -> None:
    _, said = running

    assert "password  a-password-of-this-test" in said
    for name in ("advisor", "advisor2", "stranger", "lawyer", "supervisor", "administrator"):
        assert f"    {name}@reinstate.example " in said


def test_ready_means_that_the_clock_has_ticked(running: tuple[Installation, str]) -> None:
    made, _ = running

    assert made.readyz()["tick"]["last"]


def test_second_start_on_the_same_data_is_refused(running: tuple[Installation, str]) -> None:
    made, _ = running

    said = made.refused()

    assert f"already runs on the data in {made.data}" in said
    assert f"http://127.0.0.1:{made.port}" in said
    assert "REINSTATE_DATA=" in said


def test_killed_web_worker_and_beat_come_back(running: tuple[Installation, str]) -> None:
    made, _ = running
    names = ("gunicorn", "worker", "beat")
    before = {name: made.pid_of(name) for name in names}
    assert all(before.values())

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)

    assert wait_until(lambda: all(made.pid_of(name) not in (0, before[name]) for name in names))
    assert wait_until(made.answers)
    assert not set(before.values()) & set(marked(made.token))


def test_busy_port_is_said_before_anything_is_started(own: Installation) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", own.port))
        other.listen()

        said = own.refused()

    assert f"Port {own.port} on 127.0.0.1 is taken by another program" in said
    assert "make run PORT=" in said
    assert sorted(path.name for path in own.data.iterdir()) == ["run.json"]


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "٨٠٠٠"])
def test_impossible_port_is_said(own: Installation, port: str) -> None:
    own.environment["PORT"] = port

    assert f"PORT={port} is no port" in own.refused()


def test_database_that_does_not_answer_is_said(own: Installation) -> None:
    own.environment["DATABASE_URL"] = f"postgres://nobody@127.0.0.1:{own.port}/none"

    said = own.refused()

    assert "The database at DATABASE_URL cannot be used" in said
    assert "Traceback" not in said


def test_broker_that_does_not_answer_is_said(own: Installation) -> None:
    own.environment.setdefault("DATABASE_URL", f"sqlite:///{own.data}/other.sqlite3")
    own.environment["REDIS_URL"] = f"redis://127.0.0.1:{own.port}/0"

    said = own.refused()

    assert "The broker at REDIS_URL cannot be used" in said
    assert "Traceback" not in said


def test_killed_supervisor_leaves_nothing_and_the_next_start_goes_on(own: Installation) -> None:
    first = own.start()
    greeting_of(first)
    token = own.token
    assert marked(token)
    first.kill()
    first.wait()

    own.environment["REINSTATE_DEMO_PASSWORD"] = "another-password-asked-for"
    second = own.start()
    said = greeting_of(second)

    assert marked(token) == []
    assert "password  another-password-asked-for" in said
    second.terminate()
    assert second.wait(30) == 0
    assert marked(own.token) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_while_starting_leaves_nothing(own: Installation, number: signal.Signals) -> None:
    process = own.start()
    assert wait_until(lambda: (own.data / "run.json").exists() and "token" in (own.data / "run.json").read_text())
    token = own.token

    process.send_signal(number)

    assert process.wait(30) == 0
    assert marked(token) == []


def test_nothing_outlives_the_shell_that_started_it(own: Installation) -> None:
    shell = own.start(["sh", "-c", f"{shlex.join(COMMAND)} & wait"])
    assert wait_until(lambda: (own.data / "logs" / "worker.log").exists(), 120)
    token = own.token

    shell.kill()

    assert marked(token)
    assert wait_until(lambda: not marked(token))
