"""Several threads on one database: many callers at once, and two acts that meet half way."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from time import sleep
from typing import Any

import pytest
from django.db import connection

CALLERS = 8


def at_once(call: Callable[[int], Any]) -> list[Any]:
    start = Barrier(CALLERS)

    def one(number: int) -> Any:
        try:
            start.wait()
            return call(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CALLERS) as pool:
        return list(pool.map(one, range(CALLERS)))


class Meeting:
    """Two acts, each stopped at a place of its own until the other has come as far: what each holds by then, the other
    may want. Where the second cannot come so far, as on SQLite with its one writer, the first goes on after a while."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.patching = monkeypatch
        self.barrier = Barrier(2)

    def after(self, owner: Any, name: str) -> None:
        """Stops once `owner.name` has done its part."""
        real = getattr(owner, name)

        def stopped(*args: Any, **kwargs: Any) -> Any:
            given = real(*args, **kwargs)
            self._wait()
            return given

        self.patching.setattr(owner, name, stopped)

    def before(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def stopped(*args: Any, **kwargs: Any) -> Any:
            self._wait()
            return real(*args, **kwargs)

        self.patching.setattr(owner, name, stopped)

    def _wait(self) -> None:
        try:
            self.barrier.wait(0.7)
            self.barrier.abort()  # they meet once
        except BrokenBarrierError:
            pass

    def of(self, *acts: Callable[[], Any]) -> list[Any]:
        """What each answered, in the order given; the second starts a little later."""

        def one(number: int) -> Any:
            try:
                sleep(number * 0.1)
                return acts[number]()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(one, range(len(acts))))
