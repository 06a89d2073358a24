"""What-if over HTTP: posted and stored evidence, what is assumed marked as such, nothing stored."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from assessments.models import Assessment, Display, Notice, Repayment
from config import clock
from config.ids import uuid7
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db
AS_OF, LATER = "2026-10-15T10:00:00+08:00", "2026-12-15T10:00:00+08:00"
UNPAID = {"id": "r1", "due_on": "2026-08-10", "amount_due": "1200.00"}
USABLE = {"observed_at": "2026-12-10T10:00:00+08:00", "shows_limit": True, "can_draw": True}
PAID = {"repayment": "r1", "paid_on": "2026-10-20"}


def post(world: World, assume: Any, language: str = "en", **body: Any) -> Any:
    whole = {"as_of": AS_OF, "product": "jiebei", "evidence": {"repayments": [UNPAID]}, "assume": assume} | body
    return api(world.alice).post(
        "/api/v1/evaluations/what-if/", whole, format="json", headers={"Accept-Language": language}
    )


def ask(world: World, body: Any, who: str = "alice", account: Any = None) -> Any:
    path = f"/api/v1/credit-accounts/{account or world.account.pk}/what-if/"
    return api(world.people[who]).post(path, body, format="json")


def record(world: World, **values: Any) -> str:
    body = {"credit_account": str(world.account.pk), "due_on": "2026-08-10", "amount_due": "1200.00"} | values
    return str(api(world.alice).post("/api/v1/repayments/", body, format="json").json()["id"])


def changes(answer: Any) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each["part"], each["name"]): each for each in answer.json()["changes"]}


def test_assuming_nothing_is_the_plain_answer_without_changes(world: World) -> None:
    body = {"as_of": AS_OF, "product": "jiebei", "evidence": {"repayments": [UNPAID]}}
    plain = api(world.alice).post("/api/v1/evaluations/", body, format="json").json()

    answer = post(world, {}).json()

    assert answer == plain | {"assumed": {"since": "2026-10-15T02:00:00Z", "evidence": []}, "changes": []}


def test_the_answer_is_that_of_the_evidence_with_what_is_assumed(world: World) -> None:
    assumed = {"as_of": LATER, "payments": [PAID], "evidence": {"displays": [USABLE]}}

    answer = post(world, assumed)

    body = answer.json()
    assert (answer.status_code, body["status"], body["as_of"]) == (200, "normal", "2026-12-15T02:00:00Z")
    assert body["assumed"]["evidence"] == ["assumed:displays:" + body["assumed"]["evidence"][0][-12:], "r1"]
    assert body["status_reasons"][0]["evidence"] == body["assumed"]["evidence"][:1]
    assert changes(answer)["step", "repay_overdue"]["kind"] == "removed"
    assert not Assessment.objects.exists() and not Display.objects.exists()


def test_changes_read_in_both_languages_and_codes_do_not_move(world: World) -> None:
    assumed = {"payments": [{**PAID, "paid_on": "2026-10-15"}]}

    english, chinese = post(world, assumed), post(world, assumed, "zh-Hans")

    assert changes(english)["risk", "points"]["text"].startswith("Risk points: ")
    assert changes(chinese)["risk", "points"]["text"].startswith("风险分值：")
    assert list(changes(english)) == list(changes(chinese))
    assert "Pay what is overdue" in changes(english)["step", "repay_overdue"]["text"]
    assert not any(each["text"].isascii() for each in chinese.json()["changes"])


def test_what_time_alone_would_change_is_marked(world: World) -> None:
    idle = changes(post(world, {"as_of": LATER}))
    seen = changes(post(world, {"as_of": LATER, "evidence": {"displays": [USABLE]}}))

    assert all(each["by_time"] for each in idle.values())
    assert idle["risk", "points"]["then"] >= idle["risk", "points"]["now"]
    assert not seen["status", "status"]["by_time"]


@pytest.mark.parametrize(
    ("assume", "pointer", "code"),
    [({"as_of": "2026-10-14T10:00:00+08:00"}, "/assume/as_of", "past"),
     ({"payments": [PAID, {**PAID, "repayment": "r2"}]}, "/assume/payments/1/repayment", "does_not_exist"),
     ({"payments": [{**PAID, "amount": "0.00"}]}, "/assume/payments/0/amount", "zero"),
     ({"payments": [{"repayment": "r1"}]}, "/assume/payments/0/paid_on", "required"),
     ({"evidence": {"displays": [{"observed_at": "2026-12-10"}]}}, "/assume/evidence/displays/0/observed_at", "naive"),
     ({"extra": 1}, "/assume/extra", "unknown_field")],
)  # fmt: skip
def test_bad_assumptions_are_refused_by_pointer(world: World, assume: Any, pointer: str, code: str) -> None:
    assert problems(post(world, assume)).get(pointer) == code


def test_what_was_seen_may_not_call_itself_assumed(world: World) -> None:
    evidence = {"repayments": [UNPAID, {**UNPAID, "id": "assumed:r2"}]}

    assert problems(post(world, {}, evidence=evidence)) == {"/evidence/repayments/1/id": "reserved"}


def test_an_account_is_asked_with_its_stored_evidence(world: World) -> None:
    ident = record(world)
    payment = {"repayment": ident, "paid_on": "2199-01-05"}

    answer = ask(world, {"as_of": "2199-02-01T00:00:00Z", "payments": [payment]})

    assert (answer.status_code, answer.json()["assumed"]["evidence"]) == (200, [ident])
    assert changes(answer)["step", "repay_overdue"]["kind"] == "removed"
    assert (Assessment.objects.count(), Notice.objects.count(), Repayment.objects.count()) == (0, 0, 1)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [({"as_of": "2026-01-01T00:00:00Z"}, "/as_of", "past"), ({"wrong": 1}, "/wrong", "unknown_field"),
     ({"payments": [PAID]}, "/payments/0/repayment", "does_not_exist")],
)  # fmt: skip
def test_bad_questions_about_an_account_are_refused(world: World, body: Any, pointer: str, code: str) -> None:
    assert problems(ask(world, body)) == {pointer: code}


@pytest.mark.parametrize(("who", "status"), [("zoe", 404), ("bob", 404), ("lin", 404), ("ada", 404), ("sun", 200)])
def test_who_may_ask(world: World, who: str, status: int) -> None:
    hidden, never = ask(world, {"wrong": 1}, who), ask(world, {"wrong": 1}, who, uuid7())

    assert ask(world, {}, who).status_code == status
    if status == 404:
        assert {**hidden.json(), "request_id": ""} == {**never.json(), "request_id": ""}


def test_the_database_is_asked_the_same_whatever_is_assumed(world: World, django_assert_num_queries: object) -> None:
    ident = record(world)
    many = {"evidence": {"notices": [{"received_at": LATER, "channel": "sms"}] * 30},
            "payments": [{"repayment": ident, "paid_on": "2199-01-05", "amount": "1.00"}] * 30}  # fmt: skip

    for body in ({}, many):
        with django_assert_num_queries(8):  # type: ignore[operator]
            assert ask(world, body).status_code == 200


def supposed(world: World, who: str = "alice", language: str = "en", **given: Any) -> Any:
    path = f"/admin/assessments/assessment/what-if/{world.account.pk}/"
    return browser(world.people[who]).post(path, given, headers={"Accept-Language": language})


def test_the_admins_form_says_what_the_api_says_and_stores_nothing(world: World) -> None:
    ident, later = record(world), (clock.now() + timedelta(days=40)).date().isoformat()
    before = Assessment.objects.count(), Repayment.objects.count()
    assumed: dict[str, Any] = {
        "paid": [ident],
        "paid_on": later,
        "shown_on": later,
        "missed_on": later,
        "missed_amount": "10.00",
    }

    page = supposed(world, **assumed)

    sides, texts = page.context["found"]["sides"], [text for text, _by_time in page.context["found"]["changes"]]
    assert [side["status"] for side in sides] == ["unknown", "normal"]
    assert texts[0] == "Status: Not known → Normal"
    assert [title for title, _day, _urgent in sides[0]["plan"]] != [title for title, *_ in sides[1]["plan"]]
    shown = supposed(world, "sun", "zh-Hans", **assumed).content.decode()
    assert "会有的不同" in shown and "正常" in shown
    assert (Assessment.objects.count(), Repayment.objects.count()) == before
    assert "<script>" not in shown and " onclick" not in shown


def test_the_form_says_what_is_wrong_where_it_is_wrong(world: World) -> None:
    record(world)

    page = supposed(world, paid=["x"], as_of="2020-01-01", missed_on="2199-01-01", notice_on="2199-01-01")

    assert list(page.context["form"].errors) == ["paid", "missed_amount", "notice_text"]
    assert list(supposed(world, as_of="2020-01-01").context["form"].errors) == ["as_of"]
    assert page.context["found"] is None


def test_the_form_is_where_the_account_is_seen(world: World) -> None:
    record(world)
    path = f"/admin/assessments/assessment/what-if/{world.account.pk}/"

    assert (
        browser(world.alice).post(f"/admin/accounts/creditaccount/{world.account.pk}/do/what_if/")["Location"] == path
    )
    assert browser(world.alice).get(path).status_code == 200
    for who in ("zoe", "bob", "lin", "ada"):
        assert supposed(world, who).status_code == 404
    assert browser(world.alice).get(f"/admin/assessments/assessment/what-if/{uuid7()}/").status_code == 404
