"""One supervised process: started to die with the supervisor, restarted with back-off, stopped with all it started."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 15.0  # seconds between asking and killing
STEADY = 30.0  # a process that lived this long starts with a clean record
PAUSE = 0.5  # seconds before the first restart; doubled with each death in a row
PATIENCE = 5  # deaths in a row before giving up
LOG_BYTES = 10_000_000
PR_SET_PDEATHSIG = 1


class GaveUpError(Exception):
    """Something that must run does not: told to a person as it stands."""


@dataclass
class Child:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    deaths: int = 0
    _started: float = 0.0
    _retry_at: float = 0.0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = spawn(self.command, self.environment, stdout=log.fileno())
        self._started = time.monotonic()

    def look_after(self) -> None:
        """Restart it when it died; called a few times a second."""
        if self._process is None:
            if time.monotonic() >= self._retry_at:
                self.start()
        elif self._process.poll() is not None:
            self._bury(self._process)

    def _bury(self, dead: subprocess.Popen[bytes]) -> None:
        kill_group(dead.pid)  # what it started must not outlive it
        self.deaths = 1 if time.monotonic() - self._started > STEADY else self.deaths + 1
        self._process = None
        how = _how_it_ended(dead.returncode)
        if self.deaths > PATIENCE:
            raise GaveUpError(f"{self.name} {how}, {self.deaths} times in a row. The end of {self.log}:\n{self.tail()}")
        delay = PAUSE * 2 ** (self.deaths - 1)
        self._retry_at = time.monotonic() + delay
        print(f"{self.name} {how}; starting it again in {delay:g} s (log: {self.log})", file=sys.stderr, flush=True)

    def ask_to_stop(self) -> None:
        """Only the leader is asked: it stops its own children in the right order."""
        if self._process and self._process.poll() is None:
            self._process.terminate()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill_rest(self) -> None:
        if self._process:
            kill_group(self._process.pid)
            self._process.wait()
            self._process = None

    def tail(self, lines: int = 15) -> str:
        try:
            text = self.log.read_bytes()[-20_000:].decode(errors="replace")
        except OSError:
            return ""
        return "\n".join("    " + line for line in text.splitlines()[-lines:])

    def shorten_log(self) -> None:
        """Keep one older piece. Children append, so emptying the file under them is safe."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
            os.truncate(self.log, 0)


def spawn(command: Sequence[str], environment: Mapping[str, str], stdout: int) -> subprocess.Popen[bytes]:
    """In a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""
    return subprocess.Popen(  # noqa: S603 - the commands are ours
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.STDOUT if stdout != subprocess.PIPE else None,
        start_new_session=True,
        preexec_fn=DieWith(os.getpid()),
    )


class DieWith:
    """On Linux the kernel asks a child to stop when its parent is gone, however the parent went."""

    def __init__(self, parent: int) -> None:
        self._parent = parent
        self._libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def __call__(self) -> None:
        if self._libc is not None:
            self._libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != self._parent:  # it went before the kernel was told
                os._exit(1)


def stop_all(children: Sequence[Child], token: str) -> None:
    for child in children:
        child.ask_to_stop()
    give_up_at = time.monotonic() + GRACE
    while any(child.is_running for child in children) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    for child in children:
        child.kill_rest()
    _end_marked(token, signal.SIGKILL)


def clear_leftovers(token: str) -> int:
    """End what a killed supervisor left behind; the number of processes it was."""
    left = len(marked(token))
    _end_marked(token, signal.SIGTERM)
    _end_marked(token, signal.SIGKILL)
    return left


def _end_marked(token: str, number: signal.Signals) -> None:
    """Signal every process of a run until none is left: one may just be starting another, and dying takes a moment."""
    give_up_at = time.monotonic() + 5
    asked: set[int] = set()
    while (left := marked(token)) and time.monotonic() < give_up_at:
        for pid in set(left) - asked:
            _signal(pid, number)
        asked |= set(left)
        time.sleep(0.02)


def marked(token: str) -> list[int]:
    """Living processes that carry a run's token in their environment (Linux; elsewhere process groups must do)."""
    if not token:
        return []
    mark = f"REINSTATE_RUN={token}".encode()
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if mark in _environment_of(entry)]


def _environment_of(entry: Path) -> list[bytes]:
    try:
        return (entry / "environ").read_bytes().split(b"\0")
    except OSError:  # another user's, or gone meanwhile
        return []


def kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _how_it_ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
