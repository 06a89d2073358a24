"""A whole Reinstate of its own for one test: data folder, port, and on services a database that goes with it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import redis

from config.supervisor.processes import marked

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "config.supervisor"]


@dataclass
class Installation:
    data: Path
    environment: dict[str, str]
    port: int
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, command: list[str] | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            command or COMMAND,
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def refused(self) -> str:
        """What a start that must not succeed says."""
        result = subprocess.run(
            COMMAND, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert result.returncode == 1, result.stdout
        return result.stderr

    @property
    def token(self) -> str:
        return str(json.loads((self.data / "run.json").read_text()).get("token", ""))

    def pid_of(self, word: str) -> int:
        """The leader among the processes whose command line names `word`."""
        return min((pid for pid in marked(self.token) if word in command_line(pid)), default=0)

    def readyz(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as response:
            said: dict[str, Any] = json.load(response)
        return said

    def answers(self) -> bool:
        try:
            return bool(self.readyz())
        except OSError:
            return False


def greeting_of(process: subprocess.Popen[str]) -> str:
    """Everything it says until it is ready; fails with that when it ends before."""
    said: list[str] = []
    for line in process.stdout or ():
        said.append(line)
        if "Ctrl-C stops it" in line:
            return "".join(said)
    raise AssertionError("it ended before it was ready:\n" + "".join(said))


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def wait_until(holds: Callable[[], object], seconds: float = 30) -> bool:
    give_up_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.1)
    return True


@contextmanager
def installation(data: Path) -> Iterator[Installation]:
    port = free_port()
    with own_database(port) as servers:
        kept = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "REINSTATE_URL")}
        made = Installation(
            data,
            {
                **kept,
                **servers,
                "REINSTATE_DATA": str(data),
                "PORT": str(port),
                "REINSTATE_WEB_PROCESSES": "1",
                "REINSTATE_DEMO_PASSWORD": "a-password-of-this-test",
                "REINSTATE_DEMO_ACCOUNTS": "0",
            },
            port,
        )
        try:
            yield made
        finally:
            end(made)


@contextmanager
def own_database(port: int) -> Iterator[dict[str, str]]:
    """On services, a database and a Redis prefix of this installation's own; on SQLite nothing is needed."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        yield {}
        return
    name = f"reinstate_crash_{os.getpid()}_{port}"
    with psycopg.connect(_with_name(address, "postgres"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": _with_name(address, name), "REINSTATE_REDIS_PREFIX": f"{name}:"}
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            forget_keys(f"{name}:")


def forget_keys(prefix: str) -> None:
    if address := os.environ.get("REDIS_URL"):
        with redis.Redis.from_url(address) as server:
            for key in server.scan_iter(match=f"{prefix}*"):
                server.delete(key)


def _with_name(address: str, name: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{name}"))


def end(made: Installation) -> None:
    token = made.token if (made.data / "run.json").exists() and (made.data / "run.json").stat().st_size > 2 else ""
    for process in made.started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()
    for pid in marked(token):
        os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
