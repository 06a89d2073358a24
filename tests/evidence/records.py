"""One record of each kind as a caller sends it, and the calls that the tests of evidence make."""

from __future__ import annotations

from typing import Any

from accounts.models import Person
from assessments.evidence.kinds import KINDS, Kind
from assessments.evidence.recording import EXAMPLES
from tests.world import World, api

AS_OF = "2026-11-20T10:00:00+08:00"
RESOURCES = [kind.resource for kind in KINDS]
OTHER: dict[str, dict[str, Any]] = {
    "displays": {"text": "另一页"},
    "notices": {"text": "另一条"},
    "repayments": {"amount_due": "1300.00"},
    "repayment_months": {"code": "3"},
    "drawdowns": {"amount": "1.00"},
    "scores": {"value": 500},
    "credit_reports": {"inquiries": []},
    "platform_events": {"text": "另一事"},
    "legal_papers": {"case_no": "7"},
    "statements": {"text": "另一句"},
}
"""For each kind what makes the example another one."""


def kind_at(resource: str) -> Kind:
    return next(kind for kind in KINDS if kind.resource == resource)


def item(resource: str, **more: Any) -> dict[str, Any]:
    return {**EXAMPLES[kind_at(resource).name], **more}


def another(resource: str, **more: Any) -> dict[str, Any]:
    return item(resource, **OTHER[kind_at(resource).name], **more)


def record(world: World, resource: str, who: Person | None = None, **values: Any) -> Any:
    body = {"credit_account": str(world.account.pk), **item(resource), **values}
    return api(who or world.alice).post(f"/api/v1/{resource}/", body, format="json")


def correct(world: World, resource: str, ident: str, who: Person | None = None, **body: Any) -> Any:
    body = {"reason": "mistyped", **body}
    return api(who or world.alice).post(f"/api/v1/{resource}/{ident}/corrections/", body, format="json")


def bulk(world: World, resource: str, items: list[dict[str, Any]], who: Person | None = None) -> Any:
    items = [{"credit_account": str(world.account.pk), **one} for one in items]
    return api(who or world.alice).post(f"/api/v1/{resource}/bulk/", {"items": items}, format="json")


def listed(world: World, resource: str, query: str = "") -> list[dict[str, Any]]:
    answer = api(world.alice).get(f"/api/v1/{resource}/{query}")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["results"])


def evaluate(world: World, **body: Any) -> Any:
    return api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", body, format="json")
