"""Health pages. `/readyz` turns red only for database and migrations; a late tick degrades it and reddens `/alertz`.

Apps register their own probes when they are ready: a name and a function that gives a complaint, or "".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from config.upgrading import unmigrated

Probe = Callable[[], str]
Fact = Callable[[], dict[str, Any]]
_probes: dict[str, Probe] = {}
_facts: dict[str, Fact] = {}


def register_probe(name: str, probe: Probe) -> None:
    _probes[name] = probe


def register_fact(name: str, fact: Fact) -> None:
    """Something that `/readyz` tells besides its verdict."""
    _facts[name] = fact


def home(request: HttpRequest) -> HttpResponse:
    """A small page that leads to the admin, the documentation and the pages below."""
    return render(request, "home.html")


def healthz(request: HttpRequest) -> JsonResponse:
    """The process lives."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    complaint = _database_complaint()
    if complaint:
        return JsonResponse({"status": "down", "database": complaint}, status=503)
    degraded = _complaints()
    facts = {name: fact() for name, fact in sorted(_facts.items())}
    return JsonResponse({"status": "degraded" if degraded else "ok", "database": "ok", "degraded": degraded, **facts})


def alertz(request: HttpRequest) -> JsonResponse:
    """503 when a person should look: the tick is late, mail is refused, or the database is away."""
    database = _database_complaint()
    alerts = {"database": database} if database else _complaints()
    return JsonResponse({"status": "alert" if alerts else "ok", "alerts": alerts}, status=503 if alerts else 200)


def _database_complaint() -> str:
    try:
        pending = unmigrated(connection.alias)
    except DatabaseError:
        return "unreachable"
    return "migrations are pending" if pending else ""


def _complaints() -> dict[str, str]:
    return {name: complaint for name, probe in sorted(_probes.items()) if (complaint := probe())}
