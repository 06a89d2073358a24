"""A whole Reinstate of its own for one test: data folder, port, and on services a database that goes with it."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
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
def installation(data: Path, *, migrated: bool = False) -> Iterator[Installation]:
    """`migrated`: with empty tables made before, for tests that are not about a first start; to make them takes half a
    minute."""
    port = free_port()
    template = empty_tables() if migrated else ""
    if template and "DATABASE_URL" not in os.environ:
        data.mkdir(exist_ok=True)
        shutil.copy(template, data)
    with own_database(port, template) as servers:
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


@cache
def empty_tables() -> str:
    """A SQLite file, or on services the name of a database: made once for each process that runs tests."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | {
        "REINSTATE_DATA": str(folder)
    }
    made = str(folder / "reinstate.sqlite3")
    if address := os.environ.get("DATABASE_URL"):
        made = f"reinstate_crash_template_{os.getpid()}"
        _on_server(address, f'CREATE DATABASE "{made}"')
        atexit.register(_on_server, address, f'DROP DATABASE "{made}" WITH (FORCE)')
        environment["DATABASE_URL"] = _with_name(address, made)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
    return made


def _on_server(address: str, statement: str) -> None:
    with psycopg.connect(_with_name(address, "postgres"), autocommit=True) as server:
        server.execute(statement)


@contextmanager
def own_database(port: int, template: str = "") -> Iterator[dict[str, str]]:
    """On services, a database and a Redis prefix of this installation's own; on SQLite nothing is needed."""
    address = os.environ.get("DATABASE_URL")
    if not address:
        yield {}
        return
    name = f"reinstate_crash_{os.getpid()}_{port}"
    _on_server(address, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield {"DATABASE_URL": _with_name(address, name), "REINSTATE_REDIS_PREFIX": f"{name}:"}
    finally:
        _on_server(address, f'DROP DATABASE "{name}" WITH (FORCE)')
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
