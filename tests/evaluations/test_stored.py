"""Evidence is recorded once; evaluating keeps an immutable answer that can be read in both languages."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from assessments.models import Assessment, Notice, RulePack
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
CLOSED = "因您长期逾期未还,借呗服务已永久关闭。"


def record(world: World, kind: str = "notices", **values: Any) -> Any:
    body = {"credit_account": str(world.account.pk), **values}
    if kind == "notices":
        body = {"received_at": "2026-10-12T09:00:00+08:00", "channel": "in_app", "text": CLOSED} | body
    return api(world.alice).post(f"/api/v1/{kind}/", body, format="json")


def evaluate(world: World, **body: Any) -> Any:
    return api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", body, format="json")


def test_what_was_recorded_is_what_is_evaluated(world: World) -> None:
    cited = record(world).json()["id"]
    record(world, "repayments", due_on="2026-05-05", amount_due="900.00")

    answer = evaluate(world)

    body = answer.json()
    assert (answer.status_code, body["status"], body["causes"][0]["cause"]) == (201, "closed", "overdue")
    assert body["status_reasons"][0]["evidence"] == [cited]


def test_a_stored_answer_reads_the_same_later_and_in_the_other_language(world: World) -> None:
    record(world)
    first = evaluate(world).json()

    again = api(world.alice).get(f"/api/v1/assessments/{first['id']}/").json()
    chinese = api(world.alice).get(f"/api/v1/assessments/{first['id']}/", headers={"Accept-Language": "zh-Hans"}).json()

    assert again == first
    assert chinese["status"] == "closed"
    assert chinese["status_reasons"][0]["text"] != first["status_reasons"][0]["text"]


def test_stored_bytes_are_canonical_and_carry_their_digest(world: World) -> None:
    record(world)
    evaluate(world)
    stored = Assessment.objects.get()

    content = bytes(stored.content)
    data = json.loads(content)
    assert stored.content_digest == "sha256:" + sha256(content).hexdigest()
    assert json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == content
    assert stored.pack_id == data["pack"]["digest"] == "sha256:" + sha256(bytes(stored.pack.content)).hexdigest()


@pytest.mark.parametrize("model", [Assessment, Notice, RulePack])
def test_the_database_refuses_to_change_what_was_recorded(world: World, model: Any) -> None:
    record(world)
    evaluate(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().update(created_at="2020-01-01T00:00:00Z")


def test_what_was_known_earlier_is_evaluated_without_what_came_later(world: World) -> None:
    record(world)

    answer = evaluate(world, known_at="2026-10-13T00:00:00Z")

    assert answer.json()["status"] == "unknown"


@pytest.mark.parametrize("field", ["as_of", "known_at"])
def test_the_future_is_not_evaluated(world: World, field: str) -> None:
    assert problems(evaluate(world, **{field: "2199-01-01T00:00:00Z"})) == {f"/{field}": "future"}
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("kind", "values", "pointer"),
    [("notices", {"received_at": "2199-01-01T00:00:00Z"}, "/received_at"),
     ("notices", {"provenance": "official_report"}, "/provenance"),
     ("notices", {"id": "mine"}, "/id"),
     ("notices", {"credit_account": "00000000-0000-7000-8000-000000000000"}, "/credit_account"),
     ("displays", {"observed_at": "2026-10-12"}, "/observed_at"),
     ("repayments", {"due_on": "2026-10-12", "amount_due": "1.00", "paid_on": "2199-01-01"}, "/paid_on"),
     ("repayments", {"due_on": "2026-10-12", "amount_due": "1.00",
                     "payments": [{"paid_on": "2199-01-01", "amount": "1.00"}]}, "/payments/0/paid_on")],
)  # fmt: skip
def test_bad_records_are_refused_by_field(world: World, kind: str, values: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(record(world, kind, **values))
    assert not Notice.objects.exists()


def test_payments_and_parts_come_back_as_they_were_given(world: World) -> None:
    payments = [{"paid_on": "2026-10-13", "amount": "0.10"}]
    parts = {"principal": "0.90", "interest": "0.10"}
    made = record(world, "repayments", due_on="2026-10-12", amount_due="1.00", payments=payments, parts=parts).json()

    shown = api(world.alice).get(f"/api/v1/repayments/{made['id']}/").json()

    assert (shown["payments"], shown["parts"]["principal"], shown["parts"]["fee"]) == (payments, "0.90", None)
    assert evaluate(world).status_code == 201


def test_the_lender_of_record_is_what_the_plan_names(world: World) -> None:
    caller = api(world.alice)
    lender = caller.post("/api/v1/lenders/", {"name": "某某信托有限公司", "kind": "trust"}, format="json").json()
    path = f"/api/v1/credit-accounts/{world.account.pk}/"
    etag = caller.get(path)["ETag"]
    changed = caller.patch(path, {"lender_of_record": lender["id"]}, format="json", headers={"If-Match": etag})
    assert changed.status_code == 200, changed.content
    record(world, text="综合评估未通过，暂不能借款。")

    plan = evaluate(world).json()["plan"]

    assert "某某信托有限公司" in next(step["why"] for step in plan if step["action"] == "contact_customer_service")
    assert json.loads(bytes(Assessment.objects.get().input))["lender_type"] == "trust"
