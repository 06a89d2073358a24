"""The first story through the API, from intake to the end: what six people and the client see at each point."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from tests.cases.client_pages import Phone
from tests.journeys.people import (
    ONLY_HERS,
    Voice,
    account_of,
    day,
    moment,
    open_with_plan,
    phone_of,
    take_in,
    who_lists,
    who_sees,
)
from tests.world import World

pytestmark = pytest.mark.django_db
TEXT = "因您长期逾期未还,借呗服务已永久关闭。如有疑问请联系客服95188。"
PRIVATE = ("借呗", "蚂蚁", "8200", "900.00", "逾期")
PAYING = "repay_overdue"


def closed_for_arrears(world: World, alice: Voice) -> tuple[str, str]:
    """The client, and the account with what was seen of it."""
    values = {"identity_number": "11010519491231002X", "phone": "13800000000", "email": "wang@example.org"}
    client = take_in(alice, "王立", language="en", **values)
    account = account_of(alice, client, world.jiebei, "8200.00")
    seen: dict[str, Any] = {"credit_account": account, "provenance": "document_seen"}
    alice.post("notices/", **seen, received_at=moment(3), channel="in_app", text=TEXT)
    alice.post("displays/", **seen, observed_at=moment(3), shows_limit=False, can_draw=False, text="服务已关闭")
    for months in range(1, 6):
        alice.post("repayments/", **seen, due_on=str(day(30 * months)), amount_due="900.00")
    return client, account


def test_a_closed_account_becomes_a_case_with_a_plan_and_a_mail(world: World) -> None:
    alice = Voice(world.alice)
    _client, account = closed_for_arrears(world, alice)

    assessment, case = open_with_plan(alice, account)
    alice.post("steps/", case=case, title="Call the client", actor="advisor", due_on=str(day(-1)))
    call_command("tick")

    assert (assessment["status"], assessment["causes"][0]["cause"]) == ("closed", "overdue")
    planned = [step["action"] for step in alice.get(f"cases/{case}/")["steps"] if step["action"]]
    assert [step["action"] for step in assessment["plan"]] == planned
    assert mail.outbox
    for sent in mail.outbox:
        assert sent.to == [world.alice.email]
        assert not [word for word in PRIVATE if word in sent.subject]
    assert who_sees(world, f"cases/{case}/") == ONLY_HERS


def what_can_be_paid(world: World, alice: Voice, client: str, account: str) -> None:
    """From what a month leaves, the overdue debt first, and never from a loan."""
    debt: dict[str, Any] = {"kind": "loan", "read_on": str(day(0)), "last_paid_on": str(day(40))}
    late = {"balance": "8200.00", "overdue": "4500.00", "oldest_unpaid_on": str(day(150))}
    alice.post(f"clients/{client}/debts/", creditor="A lender", credit_account=account, **debt, **late)
    alice.post(f"clients/{client}/debts/", creditor="A bank", balance="3000.00", **debt)
    month = {"read_on": str(day(0)), "payday": str(day(-1))}
    wage = {"side": "income", "kind": "wage", "amount": "6000"}
    rent = {"side": "expense", "kind": "housing", "amount": "4500"}
    loan = {"side": "income", "kind": "loan", "amount": "4000"}
    alice.post(f"clients/{client}/budget/", 400, **month, lines=[wage, loan, rent])
    alice.post(f"clients/{client}/budget/", **month, lines=[wage, rent])

    plan = alice.get(f"clients/{client}/plan/")

    assert plan["free"] == "1500.00"
    assert [(pay["creditor"], pay["amount"]) for pay in plan["repayments"]] == [("A lender", "1500.00")] * 3
    for path in (f"clients/{client}/plan/", f"clients/{client}/debts/", f"clients/{client}/budget/"):
        assert who_sees(world, path) == ONLY_HERS, path


def steps(alice: Voice, case: str) -> dict[str, dict[str, Any]]:
    return {row["action"]: row for row in alice.rows(f"steps/?case={case}&limit=200")}


def everything_before_the_payment(alice: Voice, case: str) -> None:
    """After each act the open case names what is next, who does it, and when."""
    while steps(alice, case)[PAYING]["state"] != "ready":
        ready = next(row for row in steps(alice, case).values() if row["state"] == "ready")
        alice.post(f"steps/{ready['id']}/complete/", 200, note="done")
        shown = alice.get(f"cases/{case}/")
        assert shown["state"] == "open"
        assert all(shown[name] for name in ("next_action", "next_action_on", "owner")), shown


def the_client_pays(world: World, alice: Voice, case: str, phone: Phone) -> None:
    """The client's word completes nothing; an advisor's look does."""
    phone.get("/c/payment/")
    phone.post("/c/payment/", case=case, amount="4500", paid_on=str(day(1)), words="by card")
    assert steps(alice, case)[PAYING]["state"] == "ready"
    report = alice.rows(f"client-reports/?case={case}&waiting=true")[0]
    assert (report["kind"], report["amount"], report["look"]) == ("payment", "4500.00", None)
    assert who_sees(world, f"client-reports/{report['id']}/") == ONLY_HERS
    assert "client_told" in {why["code"] for why in alice.rows("work-queue/")[0]["why"]}
    alice.post(f"client-reports/{report['id']}/look/", finding="accepted", note="seen on the statement", complete=True)
    paid = steps(alice, case)[PAYING]
    assert (paid["state"], paid["done_on"]) == ("done", str(day(1)))


def test_a_closed_account_ends_with_its_debt_settled(world: World) -> None:
    alice = Voice(world.alice)
    client, account = closed_for_arrears(world, alice)
    _assessment, case = open_with_plan(alice, account)
    what_can_be_paid(world, alice, client, account)
    _link, phone = phone_of(alice, client)
    assert "the lender has closed this credit line" in phone.text
    everything_before_the_payment(alice, case)
    the_client_pays(world, alice, case, phone)

    ended = alice.post(f"cases/{case}/close/", 200, outcome="closed_settled", note="settled, as the certificate says")

    assert (ended["state"], ended["next_action_kind"]) == ("closed", "step")
    assert who_sees(world, f"cases/{case}/") == ONLY_HERS
    assert who_lists(world, "work-queue/?until=2099-01-01") == {"alice", "sun"}
    assert "nothing open for you" in phone.get("/c/")
