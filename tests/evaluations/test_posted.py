"""`POST evaluations/`: strict in, honest out, nothing stored."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.models import Assessment, Notice
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
AS_OF = "2026-10-15T10:00:00+08:00"
KEYS = [
    "status", "status_detail", "temporary", "returns_when", "status_confidence", "status_reasons", "causes", "risk",
    "warnings", "conflicts", "gaps", "what_would_change", "referral", "plan", "ignored", "pack", "engine_version",
    "input_digest", "as_of",
]  # fmt: skip


def post(world: World, evidence: dict[str, Any], **body: Any) -> Any:
    whole = {"as_of": AS_OF, "product": "jiebei", "evidence": evidence} | body
    return api(world.alice).post("/api/v1/evaluations/", whole, format="json")


def notice(text: str, **values: Any) -> dict[str, Any]:
    return {"received_at": "2026-10-12T09:00:00+08:00", "channel": "in_app", "text": text} | values


def test_an_empty_file_is_unknown_with_gaps(world: World) -> None:
    answer = api(world.alice).post("/api/v1/evaluations/", {}, format="json")

    body = answer.json()
    assert (answer.status_code, list(body)) == (200, KEYS)
    assert (body["status"], body["status_detail"]) == ("unknown", "insufficient_evidence")
    assert {"display", "notice", "repayment", "credit_report"} <= {gap["missing"] for gap in body["gaps"]}


def test_nothing_is_stored(world: World) -> None:
    post(world, {"notices": [notice("您的借呗已被永久关闭。")]})

    assert (Assessment.objects.count(), Notice.objects.count()) == (0, 0)


def test_the_same_instant_in_another_offset_gives_the_same_answer(world: World) -> None:
    east = post(world, {"notices": [notice("您的借呗已暂停")]})
    utc = post(
        world, {"notices": [notice("您的借呗已暂停", received_at="2026-10-12T01:00:00Z")]}, as_of="2026-10-15T02:00:00Z"
    )

    assert east.json() == utc.json()


def test_texts_come_in_the_callers_language(world: World) -> None:
    body = {"evidence": {"notices": [notice("您的借呗已被永久关闭。")]}}
    texts = [
        api(world.alice)
        .post("/api/v1/evaluations/", body, format="json", headers={"Accept-Language": language})
        .json()["status_reasons"][0]["text"]
        for language in ("zh-Hans", "en")
    ]

    assert "关闭" in texts[0]
    assert texts[1].isascii()


AT = "2026-10-01T00:00:00Z"
BAD = [
    ({"drawdowns": [{"at": AT, "amount": "-1.00"}]}, "/evidence/drawdowns/0/amount"),
    ({"drawdowns": [{"at": AT, "amount": "NaN"}]}, "/evidence/drawdowns/0/amount"),
    ({"drawdowns": [{"at": AT, "amount": "1.005"}]}, "/evidence/drawdowns/0/amount"),
    ({"drawdowns": [{"at": AT, "amount": 5}]}, "/evidence/drawdowns/0/amount"),
    ({"drawdowns": [{"at": AT, "amount": "1000000000000.00"}]}, "/evidence/drawdowns/0/amount"),
    ({"drawdowns": [{"at": "2026-10-01T00:00:00", "amount": "1.00"}]}, "/evidence/drawdowns/0/at"),
    ({"drawdowns": [{"at": AT, "amount": "1.00", "counterparty": "friend"}]}, "/evidence/drawdowns/0/counterparty"),
    ({"repayments": [{"due_on": "2026-02-31", "amount_due": "1.00"}]}, "/evidence/repayments/0/due_on"),
    ({"repayments": [{"due_on": "2026-02-01"}]}, "/evidence/repayments/0/amount_due"),
    ({"repayments": [{"due_on": "2026-02-01", "amount_due": None}]}, "/evidence/repayments/0/amount_due"),
    ({"repayments": [{"due_on": "2026-02-01", "amount_due": "1.00", "payments": [{"paid_on": "x", "amount": "1.00"}]}]},
     "/evidence/repayments/0/payments/0/paid_on"),
    ({"repayment_months": [{"month": "2026-13", "code": "N"}]}, "/evidence/repayment_months/0/month"),
    ({"repayment_months": [{"month": "2026-12", "code": "8"}]}, "/evidence/repayment_months/0/code"),
    ({"scores": [{"scheme": "zhima", "value": 349, "read_on": "2026-10-01"}]}, "/evidence/scores/0/value"),
    ({"scores": [{"scheme": "zhima", "value": 951, "read_on": "2026-10-01"}]}, "/evidence/scores/0/value"),
    ({"scores": [{"scheme": "zhima", "value": True, "read_on": "2026-10-01"}]}, "/evidence/scores/0/value"),
    ({"scores": [{"scheme": "owl", "value": 600, "read_on": "2026-10-01"}]}, "/evidence/scores/0/scheme"),
    ({"notices": [{"received_at": AT, "channel": "owl"}]}, "/evidence/notices/0/channel"),
    ({"notices": [{"received_at": AT, "channel": "sms", "text": None}]}, "/evidence/notices/0/text"),
    ({"notices": [{"received_at": AT, "channel": "sms", "text": "a\x00"}]}, "/evidence/notices/0/text"),
    ({"notices": [{"received_at": AT, "channel": "sms", "text": "x" * 10_001}]}, "/evidence/notices/0/text"),
    ({"notices": [{"id": "a", "received_at": AT, "channel": "sms"}] * 2}, "/evidence/notices/1/id"),
    ({"displays": [{"observed_at": AT, "can_draw": "yes"}]}, "/evidence/displays/0/can_draw"),
    ({"displays": [{"observed_at": AT, "provenance": "rumour"}]}, "/evidence/displays/0/provenance"),
    ({"platform_events": [{"kind": "maintenance", "starts_at": AT, "ends_at": "2026-09-30T00:00:00Z"}]},
     "/evidence/platform_events/0/ends_at"),
    ({"credit_reports": [{"issued_on": "2026-10-01", "inquiries": [{"on": "2026-10-02", "reason": "self"}]}]},
     "/evidence/credit_reports/0/inquiries/0/on"),
    ({"credit_reports": [{"issued_on": "2026-10-01", "accounts": [{"kind": "loan", "months": "NX"}]}]},
     "/evidence/credit_reports/0/accounts/0/months"),
    ({"legal_papers": [{"kind": "postcard", "served_on": "2026-10-01"}]}, "/evidence/legal_papers/0/kind"),
    ({"wrong": []}, "/evidence/wrong"),
    ({"notices": {}}, "/evidence/notices"),
    ({"notices": [{"received_at": AT, "channel": "sms"}] * 5_001}, "/evidence/notices"),
]  # fmt: skip


@pytest.mark.parametrize(("evidence", "pointer"), BAD, ids=[f"{n}-{row[1]}" for n, row in enumerate(BAD)])
def test_bad_evidence_is_refused_by_pointer(world: World, evidence: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(post(world, evidence))


@pytest.mark.parametrize(
    ("body", "pointer"),
    [({"product": "jiebai"}, "/product"), ({"as_of": "2026-10-15"}, "/as_of"), ({"extra": 1}, "/extra"),
     ({"outstanding_amount": "1e5"}, "/outstanding_amount")],
)  # fmt: skip
def test_bad_frames_are_refused_by_pointer(world: World, body: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(post(world, {}, **body))


def test_nulls_mean_not_known_and_texts_may_be_absent(world: World) -> None:
    evidence = {
        "displays": [{"observed_at": AT, "shows_limit": None, "can_draw": None}],
        "repayments": [{"due_on": "2026-10-01", "amount_due": "1.00", "paid_on": None, "amount_paid": None}],
        "platform_events": [{"kind": "maintenance", "starts_at": AT, "ends_at": None, "text": ""}],
        "notices": [{"received_at": AT, "channel": "sms"}],
    }

    assert post(world, evidence).status_code == 200


def test_equal_items_without_id_are_separate_and_cited_by_content(world: World) -> None:
    body = post(world, {"repayments": [{"due_on": "2026-09-01", "amount_due": "1.00"}] * 2}).json()

    cited = sorted({ident for cause in body["causes"] for reason in cause["for"] for ident in reason["evidence"]})
    assert [len(cited), cited[1]] == [2, cited[0] + ":2"]


def test_classify_answers_each_text_in_order(world: World) -> None:
    answer = api(world.alice).post(
        "/api/v1/notices/classify/", {"texts": ["您的借呗已被永久关闭。", ""]}, format="json"
    )

    assert [row["status"] for row in answer.json()["results"]] == ["closed", "unknown"]


@pytest.mark.parametrize(
    ("lender", "line"),
    [
        ({}, "12378"),
        ({"lender": "某某小额贷款有限公司", "lender_type": "small_loan"}, "12345"),
        ({"lender": "某某支付有限公司", "lender_type": "payment"}, "12363"),
    ],
)
def test_a_posted_lender_decides_where_to_complain(world: World, lender: dict[str, str], line: str) -> None:
    plan = post(world, {"notices": [notice("综合评估未通过，暂不能借款。")]}, **lender).json()["plan"]

    assert line in next(step["why"] for step in plan if step["action"] == "file_complaint")


def test_an_unknown_kind_of_lender_is_an_error_at_its_field(world: World) -> None:
    assert problems(post(world, {}, lender_type="shop")) == {"/lender_type": "invalid_choice"}
