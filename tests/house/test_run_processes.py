"""The supervisor's hold on one process, shown with small programs instead of the real ones."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.supervisor import processes
from config.supervisor.processes import Child, GaveUpError, clear_leftovers, marked, stop_all

TOKEN = "token-of-the-process-tests"
SLEEPER = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
PARENT_OF_A_SLEEPER = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {SLEEPER!r}])"
SUPERVISOR_OF_A_SLEEPER = f"""
import sys, time
from pathlib import Path
from config.supervisor.processes import Child

Child("sample", [sys.executable, "-c", {SLEEPER!r}], {{"REINSTATE_RUN": {TOKEN!r}}}, Path(sys.argv[1])).start()
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    assert clear_leftovers(TOKEN) == 0


def child(tmp_path: Path, program: str) -> Child:
    made = Child(
        "sample", [sys.executable, "-c", program], {**os.environ, "REINSTATE_RUN": TOKEN}, tmp_path / "sample.log"
    )
    made.start()
    return made


def wait_for_processes(count: int) -> None:
    give_up_at = time.monotonic() + 10
    while len(marked(TOKEN)) != count:
        assert time.monotonic() < give_up_at, marked(TOKEN)
        time.sleep(0.02)


def test_stopping_takes_what_the_process_started_along(tmp_path: Path) -> None:
    made = child(tmp_path, PARENT_OF_A_SLEEPER)
    wait_for_processes(2)

    stop_all([made], TOKEN)

    assert marked(TOKEN) == []


def test_process_that_will_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.3)
    made = child(tmp_path, STUBBORN)
    while not made.tail():
        time.sleep(0.02)

    stop_all([made], TOKEN)

    assert marked(TOKEN) == []


def test_dead_process_is_started_again_after_a_pause(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = child(tmp_path, SLEEPER)
    wait_for_processes(1)
    (first,) = marked(TOKEN)
    os.kill(first, 9)
    while not made.deaths:
        made.look_after()

    made.look_after()
    assert not made.is_running
    time.sleep(0.6)
    made.look_after()

    assert made.is_running
    assert marked(TOKEN) != [first]
    assert "sample was ended by SIGKILL; starting it again in 0.5 s" in capsys.readouterr().err
    stop_all([made], TOKEN)


def test_process_that_keeps_dying_is_given_up_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "PAUSE", 0.01)
    made = child(tmp_path, "raise SystemExit('no such module')")

    with pytest.raises(GaveUpError, match=r"(?s)sample ended with exit code 1, 6 times in a row.*no such module"):
        while True:
            made.look_after()

    assert made.log.read_text().count("no such module") == 6


def test_process_that_lived_long_starts_with_a_clean_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "STEADY", 0.0)
    monkeypatch.setattr(processes, "PAUSE", 0.0)
    made = child(tmp_path, "pass")
    give_up_at = time.monotonic() + 2

    while time.monotonic() < give_up_at:
        made.look_after()
        assert made.deaths <= 1

    stop_all([made], TOKEN)


def test_children_end_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISOR_OF_A_SLEEPER, str(tmp_path / "sample.log")])
    wait_for_processes(1)

    supervisor.kill()
    supervisor.wait()

    wait_for_processes(0)


def test_log_keeps_one_older_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "LOG_BYTES", 10)
    made = Child("sample", [], {}, tmp_path / "sample.log")
    made.log.write_text("more than ten bytes")

    made.shorten_log()

    assert made.log.read_text() == ""
    assert (tmp_path / "sample.log.1").read_text() == "more than ten bytes"
