"""Real processes on a real database: one that is killed in the middle of a mail loses nothing, and many at once send
nothing twice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.installation import ROOT, own_database
from tests.crash.mail_server import MailServer, mail_server

MANAGE, OFFICE = ["manage.py"], ["-m", "tests.crash.office"]


class Office:
    """A database of its own, and processes that work on it."""

    def __init__(self, data: Path, server: MailServer, servers: dict[str, str]) -> None:
        self.server = server
        self.environment = {
            **os.environ,
            **servers,
            "REINSTATE_DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "tests.crash.mailing",
            "CRASH_TEST_MAIL_PORT": str(server.port),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, stdout=subprocess.PIPE)

    def run(self, *arguments: str) -> str:
        with self.start(*arguments) as process:
            said, _ = process.communicate(timeout=120)
        assert process.returncode == 0, said
        return said

    def tick(self) -> dict[str, int]:
        done: dict[str, int] = json.loads(self.run(*MANAGE, "tick"))
        return done

    def states(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(*OFFICE, "states"))
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with mail_server() as server, own_database(server.port) as servers:
        made = Office(tmp_path, server, servers)
        made.run(*MANAGE, "migrate", "--verbosity", "0")
        yield made


def kill_in_mid_send(office: Office) -> None:
    office.server.stalling = True
    with office.start(*MANAGE, "tick") as process:
        assert office.server.reached.wait(60)
        process.send_signal(signal.SIGKILL)
    office.server.stalling = False


def test_a_tick_that_is_killed_in_mid_send_loses_nothing_and_doubles_nothing(office: Office) -> None:
    office.run(*OFFICE, "due", "3")
    kill_in_mid_send(office)

    others = office.tick()
    office.run(*OFFICE, "lapse")
    last = office.tick()

    assert (others["sent"], last["sent"]) == (2, 1)
    assert office.server.message_ids()[-1] == str(office.server.stalled[0]["Message-ID"])
    assert len(set(office.server.message_ids())) == 3
    assert office.states() == {"sent": 3, "held": 0, "deliveries": 3}


def test_ticks_at_once_send_each_mail_once(office: Office) -> None:
    office.run(*OFFICE, "due", "200")

    processes = [office.start(*MANAGE, "tick") for _ in range(4)]
    sent = [json.loads(process.communicate(timeout=120)[0])["sent"] for process in processes]

    assert sum(sent) == 200
    assert len(office.server.mails) == len(set(office.server.message_ids())) == 200
    assert office.states() == {"sent": 200, "held": 0, "deliveries": 200}


def test_a_server_that_refuses_gets_every_mail_later(office: Office) -> None:
    office.run(*OFFICE, "due", "2")
    office.server.refusing = True

    refused = office.tick()

    assert (refused["sent"], refused["failed"]) == (0, 2)
    assert office.states() == {"pending": 2, "held": 0, "deliveries": 0}
