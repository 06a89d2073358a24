"""A case with correspondence, as the tests of it share it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Person
from cases.models import CaseFile
from config import clock
from tests.cases.stories import opened, planned
from tests.world import World, api

URL = "/api/v1/communications/"


def case_of(world: World) -> CaseFile:
    return opened(world, planned("ask", due="2099-10-16"), at=clock.now() - timedelta(days=30))


def told(case: CaseFile, /, **more: Any) -> dict[str, Any]:
    at = clock.now() - timedelta(hours=1)
    entry = {"kind": "call", "direction": "outgoing", "happened_at": at.isoformat(), "summary": "asked for the reason"}
    return {"case": str(case.pk), **entry, "counterpart": "customer service", "agent_number": "8812", **more}


def record(world: World, case: CaseFile, /, who: Person | None = None, **more: Any) -> Any:
    return api(who or world.alice).post(URL, told(case, **more), format="json")


def correct(world: World, ident: str, who: Person | None = None, **body: Any) -> Any:
    return api(who or world.alice).post(f"{URL}{ident}/corrections/", body, format="json")


def ago(**span: float) -> str:
    at: datetime = clock.now() - timedelta(**span)
    return at.isoformat()
