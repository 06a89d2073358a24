"""Counts of all processes together: none is lost, each ends with its time, and a place that is away hinders nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from config.counters import Counters, FileCounters, OwnCounters, Portions, RedisCounters, SafeCounters, counters

ROOT = Path(__file__).resolve().parents[2]
PROCESSES, TIMES = 3, 400


@pytest.fixture(params=["own", "file", "redis"] if os.environ.get("REDIS_URL") else ["own", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Counters]:
    if request.param == "redis":
        prefix = f"test-{uuid4().hex}:"
        yield RedisCounters(os.environ["REDIS_URL"], prefix)
        with redis.Redis.from_url(os.environ["REDIS_URL"]) as server:
            for key in server.scan_iter(match=f"{prefix}*"):
                server.delete(key)
        return
    yield OwnCounters() if request.param == "own" else FileCounters(str(tmp_path / "counters.sqlite3"))


def test_a_key_counts_up_and_is_forgotten_when_asked(kept: Counters) -> None:
    counts = [kept.add("a", 60).count for _ in range(3)]
    kept.add("b", 60)

    assert counts == [1, 2, 3]
    assert kept.read("a").count == 3
    assert 55 < kept.read("a").seconds_left <= 60
    kept.forget("a")
    assert (kept.read("a").count, kept.read("b").count) == (0, 1)


def test_a_key_begins_anew_when_its_time_is_over(kept: Counters) -> None:
    kept.add("a", 0.05)
    kept.add("a", 60)
    time.sleep(0.1)

    assert kept.read("a").count == 0
    assert kept.add("a", 60).count == 1


@pytest.mark.parametrize("where", ["file", "redis"])
def test_several_processes_lose_no_count(where: str, tmp_path: Path) -> None:
    place = str(tmp_path / "counters.sqlite3") if where == "file" else os.environ.get("REDIS_URL", "")
    if not place:
        return  # without Redis there is only the file
    prefix = f"test-{uuid4().hex}:"
    line = [sys.executable, "-m", "tests.people.counting", place, prefix, "k", str(TIMES)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    running = [
        subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    said = [process.communicate(timeout=60) for process in running]

    assert [err for _out, err in said if err] == []
    told = [json.loads(out) for out, _err in said]
    assert [one["different"] for one in told] == [TIMES] * PROCESSES
    assert max(one["highest"] for one in told) == TIMES * PROCESSES


def test_each_process_counts_for_itself_while_the_shared_place_is_away() -> None:
    kept = SafeCounters(RedisCounters("redis://127.0.0.1:1/0", "none:"))

    assert [kept.add("a", 60).count for _ in range(3)] == [1, 2, 3]
    assert kept.read("a").count == 3


def test_several_at_once_count_as_many(kept: Counters) -> None:
    assert [kept.add("a", 60, more).count for more in (12, 1, 12)] == [12, 13, 25]


def test_portions_of_two_processes_fill_one_limit() -> None:
    key, one, other = uuid4().hex, Portions(), Portions()

    begun = [part.take(key, 60, 3).count for part in (one, other, one, one, one, other, other)]

    assert begun == [1, 4, 1, 1, 7, 4, 4]  # whatever begins above the limit is refused
    assert counters().read(key).count == 9


def test_a_portion_ends_with_its_time() -> None:
    key, held = uuid4().hex, Portions()

    held.take(key, 0.05, 100)
    time.sleep(0.06)

    assert held.take(key, 60, 100).seconds_left > 59
