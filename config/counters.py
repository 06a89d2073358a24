"""Numbers that all processes count together, each for a while: rate limits and failed log-ins.

`COUNTERS` names where they are kept: a redis:// address, the path of a SQLite file of their own (never the database of
the work, so that counting waits for no writer), or nothing for this process alone. Where the shared place does not
answer, each process counts for itself meanwhile: nobody is let through uncounted, and nobody is kept out.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

import redis
import structlog
from django.conf import settings

from config import clock

PRUNE_EVERY = 2000  # additions
ALONE_SECONDS = 5.0  # before the shared place is asked again after it failed

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Counted:
    count: int
    seconds_left: float


NOTHING = Counted(0, 0.0)


class Counters(Protocol):
    def add(self, key: str, seconds: float, more: int = 1) -> Counted:
        """`more` of them. The first of a key begins its time; when that is over, it begins anew."""

    def read(self, key: str) -> Counted: ...

    def forget(self, key: str) -> None: ...


class OwnCounters:
    """Of this process alone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, float]] = {}

    def add(self, key: str, seconds: float, more: int = 1) -> Counted:
        now = _now()
        with self._lock:
            if len(self._kept) > PRUNE_EVERY:
                self._kept = {key: value for key, value in self._kept.items() if value[1] > now}
            count, ends = self._kept.get(key, (0, 0.0))
            count, ends = (count + more, ends) if ends > now else (more, now + seconds)
            self._kept[key] = count, ends
        return Counted(count, ends - now)

    def read(self, key: str) -> Counted:
        now = _now()
        count, ends = self._kept.get(key, (0, 0.0))
        return Counted(count, ends - now) if ends > now else NOTHING

    def forget(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)


class FileCounters:
    """In a SQLite file: one short statement in autocommit, and no wait for the disk (a power cut may forget counts)."""

    _ADD = """INSERT INTO counters (key, count, ends) VALUES (:key, :more, :ends) ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN counters.ends > :now THEN counters.count + :more ELSE :more END,
        ends = CASE WHEN counters.ends > :now THEN counters.ends ELSE :ends END RETURNING count, ends"""

    def __init__(self, path: str) -> None:
        self._path = path
        self._local = threading.local()
        self._added = 0

    def _connection(self) -> sqlite3.Connection:
        """One for each thread, never carried over a fork."""
        if getattr(self._local, "pid", 0) != os.getpid():
            made = sqlite3.connect(self._path, timeout=2, isolation_level=None)
            made.execute("PRAGMA journal_mode=WAL")
            made.execute("PRAGMA synchronous=OFF")
            made.execute("CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, count INTEGER, ends REAL)")
            self._local.connection, self._local.pid = made, os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def add(self, key: str, seconds: float, more: int = 1) -> Counted:
        now = _now()
        self._added += 1
        if self._added % PRUNE_EVERY == 0:
            self._connection().execute("DELETE FROM counters WHERE ends <= ?", [now])
        values = {"key": key, "now": now, "ends": now + seconds, "more": more}
        ((count, ends),) = self._connection().execute(self._ADD, values).fetchall()
        return Counted(count, ends - now)

    def read(self, key: str) -> Counted:
        now = _now()
        asked = "SELECT count, ends FROM counters WHERE key = ? AND ends > ?"
        found = self._connection().execute(asked, [key, now]).fetchone()
        return Counted(found[0], found[1] - now) if found else NOTHING

    def forget(self, key: str) -> None:
        self._connection().execute("DELETE FROM counters WHERE key = ?", [key])


class RedisCounters:
    def __init__(self, address: str, prefix: str) -> None:
        self._server: Any = redis.Redis.from_url(address, socket_connect_timeout=1, socket_timeout=1)
        self._prefix = f"{prefix}count:"

    def add(self, key: str, seconds: float, more: int = 1) -> Counted:
        name = self._prefix + key
        with self._server.pipeline(transaction=True) as together:
            together.set(name, 0, px=max(1, int(seconds * 1000)), nx=True).incr(name, more).pttl(name)
            _made, count, left = together.execute()
        return Counted(int(count), max(0, left) / 1000)

    def read(self, key: str) -> Counted:
        name = self._prefix + key
        with self._server.pipeline(transaction=True) as together:
            count, left = together.get(name).pttl(name).execute()
        return Counted(int(count), left / 1000) if count and left > 0 else NOTHING

    def forget(self, key: str) -> None:
        self._server.delete(self._prefix + key)


class SafeCounters:
    """The shared ones; for a while after they failed, this process's own."""

    def __init__(self, shared: Counters) -> None:
        self._shared, self._own, self._alone_until = shared, OwnCounters(), 0.0

    def add(self, key: str, seconds: float, more: int = 1) -> Counted:
        return self._asked(lambda counters: counters.add(key, seconds, more))

    def read(self, key: str) -> Counted:
        return self._asked(lambda counters: counters.read(key))

    def forget(self, key: str) -> None:
        self._asked(lambda counters: counters.forget(key))

    def _asked(self, ask: Callable[[Counters], T]) -> T:
        if _now() >= self._alone_until:
            try:
                return ask(self._shared)
            except (sqlite3.Error, redis.RedisError, OSError) as error:
                self._alone_until = _now() + ALONE_SECONDS
                log.warning("counting_alone", error=type(error).__name__)
        return ask(self._own)


class Portions:
    """Room under a high limit, taken from the shared count in portions and used up in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, tuple[int, Counted, float]] = {}  # what is left, what was counted, until when

    def take(self, key: str, seconds: float, portion: int) -> Counted:
        """The count at which the portion began that this one more is taken from."""
        now = _now()
        with self._lock:
            left, counted, ends = self._held.get(key, (0, NOTHING, 0.0))
            if left and ends > now:
                self._held[key] = left - 1, counted, ends
                return Counted(counted.count, ends - now)
        found = counters().add(key, seconds, portion)
        begun = Counted(found.count - portion + 1, found.seconds_left)
        with self._lock:
            if len(self._held) > PRUNE_EVERY:
                self._held.clear()
            self._held[key] = portion - 1, begun, now + found.seconds_left
        return begun


def counters() -> Counters:
    return _kept_in(settings.COUNTERS, settings.REDIS_PREFIX)


@cache
def _kept_in(place: str, prefix: str) -> Counters:
    if not place:
        return OwnCounters()
    return SafeCounters(RedisCounters(place, prefix) if place.startswith("redis") else FileCounters(place))


def _now() -> float:
    return clock.now().timestamp()
