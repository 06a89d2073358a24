"""Stored or posted, the same evidence gives the same answer, whatever the history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from assessments.engine.canonical import plain
from assessments.engine.evidence import Evidence
from assessments.evidence.kinds import KINDS
from assessments.packs import schemes
from config import clock
from tests.engine.histories import AS_OF, histories
from tests.evidence.records import bulk
from tests.world import World, account_of, api

pytestmark = pytest.mark.django_db
ONLY_STORED = {
    "id", "office", "client", "credit_account", "known_at", "content_digest", "created_by", "created_at",
    "newer_evidence", "override",
}  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_a_stored_history_is_judged_as_the_same_one_posted(world: World, history: Evidence) -> None:
    account = str(account_of(world.chen, world.jiebei).pk)
    stored = {kind.name: list(recorded(world, account, kind.name, history)) for kind in KINDS}

    kept = api(world.alice).post(
        f"/api/v1/credit-accounts/{account}/evaluate/", {"as_of": AS_OF.isoformat()}, format="json"
    )
    body = {"as_of": AS_OF.isoformat(), "product": "jiebei", "evidence": stored}
    posted = api(world.alice).post("/api/v1/evaluations/", body, format="json")

    assert (kept.status_code, posted.status_code) == (201, 200), (kept.json(), posted.json())
    assert {name: value for name, value in kept.json().items() if name not in ONLY_STORED} == posted.json()


def recorded(world: World, account: str, name: str, history: Evidence) -> Iterator[dict[str, Any]]:
    """Records the history's items of a kind, and gives them back with the ids they got."""
    items = [as_sent(name, item) for item in getattr(history, name) if can_be_sent(name, item)]
    if not items:
        return
    answer = bulk(world, name.replace("_", "-"), [{**item, "credit_account": account} for item in items])
    assert answer.status_code == 201, answer.json()
    for item, row in zip(items, answer.json()["results"], strict=True):
        yield {**item, "id": row["id"]}


def can_be_sent(name: str, item: Any) -> bool:
    """What was before 1900 and a payment to come are not recorded, and a score needs a scale."""
    instants = (getattr(item, field.name) for field in fields(item))
    if any(isinstance(instant, datetime) and instant.year < 1900 for instant in instants):
        return False
    if name == "repayments":
        days = [payment.paid_on for payment in item.payments] + ([item.paid_on] if item.paid_on else [])
        return all(date(1900, 1, 1) <= day <= clock.today("Asia/Shanghai") for day in days)
    return name != "scores" or item.scheme in schemes()


def as_sent(name: str, item: Any) -> dict[str, Any]:
    sent: dict[str, Any] = plain(item)
    del sent["id"]
    if sent["provenance"] in ("official_report", "lender_issued"):
        sent["provenance"] = "document_seen"
    if name == "repayment_months":
        sent["month"] = sent["month"][:7]
    if name == "credit_reports":
        sent["inquiries"] = [one for one in sent["inquiries"] if one["on"] <= sent["issued_on"]]
        for account in sent["accounts"]:
            account["performance"] = [
                _month(one) for one in account["performance"] if one["month"] <= sent["issued_on"]
            ]
    return sent


def _month(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "month": date.fromisoformat(entry["month"]).strftime("%Y-%m")}
