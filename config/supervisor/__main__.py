"""`python -m config.supervisor`: prepare, start, wait until it can be used, say so, look after it, stop it whole."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from typing import Any

from config import clock
from config.supervisor.greeting import greeting
from config.supervisor.place import ROOT, Place, RefusedError, describe, require_free_port, sole_keeper
from config.supervisor.processes import Child, GaveUpError, clear_leftovers, spawn, stop_all
from config.supervisor.readiness import Readiness

START_PATIENCE = (
    180.0  # seconds until the service must be usable: a busy machine needs most of a minute for a first start
)
GLANCE = 0.1  # seconds between two looks


class Asked:
    """True once somebody wants it to end: a signal came, or the parent that started it is gone."""

    def __init__(self) -> None:
        self._signalled = False
        self._parent = os.getppid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means: stay
                signal.signal(number, self._hear)

    def _hear(self, number: int, frame: object) -> None:
        self._signalled = True

    def __bool__(self) -> bool:
        return self._signalled or os.getppid() != self._parent


def main() -> int:
    os.chdir(ROOT)
    asked_to_stop = Asked()
    try:
        return run(Place.of(os.environ), asked_to_stop)
    except RefusedError as refused:
        print(refused, file=sys.stderr)
        return 1


def run(place: Place, asked_to_stop: Asked) -> int:
    began, token = time.monotonic(), secrets.token_hex(16)
    with sole_keeper(place) as run_file:
        if left := clear_leftovers(run_file.read().get("token", "")):
            print(f"Ended {left} processes that an earlier run left behind.", file=sys.stderr)
        require_free_port(place)
        run_file.write(**describe(place, token))
        environment = place.environment(os.environ, token)
        prepared = prepare(environment, asked_to_stop)
        children = [] if prepared is None else start_all(place, environment)
        try:
            if prepared is not None:
                keep_running(place, children, prepared, began, asked_to_stop)
        except GaveUpError as given_up:
            print(f"\nReinstate stops: {given_up}", file=sys.stderr)
            return 1
        finally:
            stop_all(children, token)
            run_file.write()
    print("Stopped; nothing is left running.", flush=True)
    return 0


def prepare(environment: dict[str, str], asked_to_stop: Asked) -> dict[str, Any] | None:
    """Tables, static files and demo data, in a process of its own. None when asked to stop meanwhile."""
    print("Preparing the database …", flush=True)
    process = spawn([sys.executable, "manage.py", "prepare"], environment, stdout=subprocess.PIPE)
    while process.poll() is None:
        if asked_to_stop:
            process.terminate()
            process.wait()
            return None
        time.sleep(0.02)
    if process.returncode or process.stdout is None:
        raise RefusedError("Reinstate was not started: the preparation above failed.")
    *_, last_line = process.stdout.read().splitlines()  # what the commands before it said went by
    said: dict[str, Any] = json.loads(last_line)
    return said


def start_all(place: Place, environment: dict[str, str]) -> list[Child]:
    children = [
        Child(name, [sys.executable, "-m", *command], environment, place.logs / f"{name}.log")
        for name, command in commands(place, environment).items()
    ]
    for child in children:
        child.start()
    return children


def commands(place: Place, environment: dict[str, str]) -> dict[str, list[str]]:
    """Two cores: two web processes of four threads each, one process for the work behind it."""
    web = environment.get("REINSTATE_WEB_PROCESSES") or "2"
    worker = environment.get("REINSTATE_WORKER_PROCESSES") or "1"
    celery = ["celery", "-A", "config.celery"]
    return {
        "web": [
            *("gunicorn", "--bind", place.address, "--workers", web, "--worker-class", "gthread"),
            *("--threads", "4", "--keep-alive", "30", "--timeout", "60", "--graceful-timeout", "10"),
            *("--limit-request-line", "8190", "--no-control-socket", "config.wsgi:application"),
        ],
        "worker": [
            *(*celery, "worker", "--pool", "prefork", "--concurrency", worker, "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle", "--without-heartbeat"),
        ],
        # No pid file: the run file keeps a second beat out, and one left by kill -9 must not keep this one out.
        "beat": [*celery, "beat", "--pidfile=", "--loglevel", "INFO"],
    }


def keep_running(
    place: Place, children: list[Child], prepared: dict[str, Any], began: float, asked_to_stop: Asked
) -> None:
    print("Starting web, worker and beat …", flush=True)
    readiness = Readiness(place, clock.now())
    greeted, looked_at_logs = False, time.monotonic()
    while not asked_to_stop:
        for child in children:
            child.look_after()
        if not greeted and readiness.reached():
            greeted = True
            print(greeting(place, prepared, time.monotonic() - began), flush=True)
        elif not greeted and time.monotonic() - began > START_PATIENCE:
            raise GaveUpError(f"after {START_PATIENCE:g} s {readiness.complaint}. Logs: {place.logs}")
        if time.monotonic() - looked_at_logs > 60:
            looked_at_logs = time.monotonic()
            for child in children:
                child.shorten_log()
        time.sleep(GLANCE)


if __name__ == "__main__":
    raise SystemExit(main())
