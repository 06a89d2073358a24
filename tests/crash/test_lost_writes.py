"""What was acknowledged is there, however often web processes are killed; and many writers wait instead of failing.

Small here; the full size is 10,000 writes through 100 kills (REINSTATE_CRASH_WRITES, REINSTATE_CRASH_KILLS).
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.error
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from config.supervisor.processes import STEADY, marked
from tests.crash.caller import Caller, signed_in
from tests.crash.installation import ROOT, Installation, command_line, wait_until

WRITES = int(os.environ.get("REINSTATE_CRASH_WRITES", "200"))
KILLS = int(os.environ.get("REINSTATE_CRASH_KILLS", "4"))
CALLERS, PROCESSES = 8, 4
UNANSWERED = (urllib.error.URLError, http.client.HTTPException, OSError, json.JSONDecodeError)
WRITE = """
import json, os, sys
from config.environment import default_settings
os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
import django
django.setup()
from django.db import DatabaseError
from accounts.clients.services import create_client
from accounts.models import Person
from config import clock

advisor, refused = Person.objects.get(email="advisor@reinstate.example"), []
for number in range(int(sys.argv[2])):
    try:
        create_client(actor=advisor, values={"name": f"{sys.argv[1]}-{number}"}, at=clock.now())
    except DatabaseError as error:
        refused.append(str(error))
print(json.dumps(refused))
"""


def names(made: Installation) -> list[str]:
    """Of all clients, as the database has them."""
    question = "from accounts.models import Client; print(*Client.objects.values_list('name', flat=True), sep='|')"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", question]
    done = subprocess.run(command, cwd=ROOT, env=made.environment, capture_output=True, text=True, check=True)
    return done.stdout.strip().split("|")


def test_four_processes_that_write_at_once_all_get_their_turn(at_work: Installation) -> None:
    each, began = max(1, WRITES // PROCESSES), time.monotonic()

    writers = [at_work.start([sys.executable, "-c", WRITE, f"turn{number}", str(each)]) for number in range(PROCESSES)]
    said = [writer.communicate()[0] for writer in writers]

    assert [json.loads(words.splitlines()[-1]) for words in said] == [[]] * PROCESSES, said
    assert sum(name.startswith("turn") for name in names(at_work)) == each * PROCESSES
    print(f"{PROCESSES} processes, {each * PROCESSES} writes in {time.monotonic() - began:.1f} s, 0 refused")


class Writer:
    """Sends each write with a key of its own until it is acknowledged, as a careful caller does."""

    def __init__(self, caller: Caller) -> None:
        self.caller, self.acknowledged, self.again = caller, 0, 0

    def write(self, number: int) -> str:
        while True:
            try:
                answer = self.caller.send("POST", "clients/", {"name": f"kept{number}"}, Idempotency_Key=str(number))
            except UNANSWERED:
                self.again += 1
                time.sleep(0.05)
                continue
            if answer.status == 201:
                self.acknowledged += 1
                return str(answer.body["name"])
            assert answer.status == 409, answer  # the first request is still being worked on
            time.sleep(0.05)


def kill_one(made: Installation, rng: random.Random, leader_since: float) -> bool:
    """A web process, now and then the one that leads them, once it has run for long enough to be started anew."""
    leader = made.pid_of("gunicorn")
    workers = [pid for pid in marked(made.token) if "gunicorn" in command_line(pid) and pid != leader]
    steady = time.monotonic() - leader_since > STEADY + 1
    chosen = leader if steady and rng.random() < 0.2 else rng.choice(workers) if workers else 0
    if chosen:
        os.kill(chosen, signal.SIGKILL)
    return bool(chosen)


def test_no_acknowledged_write_is_lost_when_web_processes_are_killed(at_work: Installation) -> None:
    writer, rng, began = Writer(signed_in(at_work, "advisor")), random.Random(5), time.monotonic()  # noqa: S311 - no secret
    killed = Counter[str]()
    with ThreadPoolExecutor(CALLERS) as pool:
        answers = [pool.submit(writer.write, number) for number in range(WRITES)]
        leader, since = at_work.pid_of("gunicorn"), time.monotonic()
        while killed["all"] < KILLS and not all(answer.done() for answer in answers):
            wait_until(lambda: writer.acknowledged >= WRITES * killed["all"] / KILLS or answers[-1].done(), 600)
            if at_work.pid_of("gunicorn") != leader:
                leader, since = at_work.pid_of("gunicorn"), time.monotonic()
                killed["leader"] += 1
            killed["all"] += kill_one(at_work, rng, since)
        kept = [answer.result() for answer in answers]

    stored = Counter(name for name in names(at_work) if name.startswith("kept"))
    assert killed["all"] == KILLS
    assert set(kept) - set(stored) == set()
    assert [name for name, times in stored.items() if times > 1] == []
    print(
        f"{len(kept)} acknowledged writes through {KILLS} kills ({killed['leader']} of the leader, {writer.again} sent"
        f" again) in {time.monotonic() - began:.0f} s: 0 lost, 0 twice"
    )
