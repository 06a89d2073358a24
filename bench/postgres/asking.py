"""Requests through the whole application in one process, asked in turns and timed."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.postgres.place import spread

Ask = Callable[[int], Any]
"""Asks for the so-manieth time, so that each time can ask for something else."""

IDENT = "(lpad(to_hex({number}), 12, '0') || '7{kind}8000000000000000')::uuid"


def ident(number: str, kind: str) -> str:
    """In SQL: an id in the form of version 7. Those of one kind rise with their number, as the product's do in time."""
    return IDENT.format(number=f"({number})::bigint", kind=kind)


class Caller:
    """A person with a token of their own."""

    def __init__(self, person: Any) -> None:
        from django.test import Client
        from knox.models import AuthToken

        _row, token = AuthToken.objects.create(user=person)
        proxied: Any = {
            "HTTP_X_FORWARDED_PROTO": "https",
            "HTTP_X_FORWARDED_FOR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1",
        }
        self._client = Client(**proxied, HTTP_AUTHORIZATION=f"Bearer {token}", HTTP_ACCEPT_LANGUAGE="en")
        self.get("/api/v1/clients/?limit=1")  # the first use of a token is noted, and asks more than the next

    def get(self, path: str) -> Any:
        return _answered(path, self._client.get(path), 200)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return _answered(path, self._client.post(path, body, content_type="application/json"), 201)


@dataclass
class Found:
    times: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)


def measure(asked: dict[str, Ask], times: int, *, first: int = 3) -> dict[str, Found]:
    """Each `times` times after `first` times that count queries and rows, not time."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {name: Found() for name in asked}
    gc.freeze()  # as a web process does
    for turn in range(first + times):
        for name, ask in asked.items():
            if turn < first:
                with CaptureQueriesContext(connection) as queries:
                    found[name].rows.add(_rows(ask(turn).json()))
                found[name].queries.add(len(queries))
                continue
            gc.collect(0)
            began, before = time.perf_counter(), time.process_time()
            ask(turn)
            found[name].times.append(time.perf_counter() - began)
            found[name].spent.append(time.process_time() - before)
    return found


def show(found: dict[str, Found]) -> dict[str, tuple[float, float]]:
    """Prints a table; gives median and 99th percentile in milliseconds by name. CPU: of this process, at the median,
    without the database; that and the least time move least with what else the machine does."""
    print(f"{'':44}{'rows':>8}{'queries':>9}{'least ms':>10}{'median ms':>11}{'p99 ms':>9}{'CPU ms':>8}")
    spreads = {name: spread(each.times) for name, each in found.items()}
    for name, each in found.items():
        middle, late = spreads[name]
        line = f"{name:44}{_range(each.rows):>8}{_range(each.queries):>9}{min(each.times) * 1e3:10.1f}"
        line += f"{middle:11.1f}{late:9.1f}"
        print(f"{line}{median(each.spent) * 1e3:8.1f}")
    print()
    return spreads


def _answered(path: str, answer: Any, status: int) -> Any:
    if answer.status_code != status:
        raise SystemExit(f"{path}: {answer.status_code} {answer.content[:400]!r}")
    return answer


def _rows(body: Any) -> int:
    return len(body["results"]) if "results" in body else 1


def _range(numbers: set[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}-{high}"
