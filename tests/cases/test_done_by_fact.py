"""A step is done by its fact: the payment or the report that is recorded, by whoever may record it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.models import CaseFile
from config import clock
from tests.cases.stories import opened, planned, step_of
from tests.evidence.records import bulk, correct, record
from tests.world import World, account_of, api

pytestmark = pytest.mark.django_db
TODAY = clock.today("Asia/Shanghai")
DUE = (TODAY - timedelta(days=40)).isoformat()
PAID = (TODAY - timedelta(days=1)).isoformat()
OPEN: dict[str, Any] = {
    "due_on": DUE,
    "amount_due": "1200.00",
    "paid_on": None,
    "amount_paid": None,
    "payments": [],
    "parts": None,
}
SETTLED: dict[str, Any] = {**OPEN, "paid_on": PAID, "amount_paid": "1200.00", "provenance": "document_seen"}
PAY, REPORT, LATER = "repay_overdue", "obtain_credit_report", "check_report_after_update"


@pytest.fixture
def owed(world: World) -> str:
    """An instalment that is not paid."""
    return str(record(world, "repayments", **OPEN).json()["id"])


@pytest.fixture
def case(world: World, owed: str) -> CaseFile:
    return opened(
        world, planned(PAY), planned(REPORT), planned(LATER, after=(PAY,)), at=clock.now() - timedelta(minutes=1)
    )


def paid(world: World, ident: str, **more: Any) -> Any:
    answer = correct(world, "repayments", ident, record={**SETTLED, **more})
    assert answer.status_code == 201, answer.content
    return answer


def report(world: World, issued: Any = TODAY, **more: Any) -> Any:
    answer = record(world, "credit-reports", issued_on=issued.isoformat(), **more)
    assert answer.status_code == 201, answer.content
    return answer


def states(case: CaseFile) -> list[str]:
    return [step_of(case, action).state for action in (PAY, REPORT, LATER)]


def test_the_last_payment_completes_its_step_and_what_stood_behind_is_ready(
    world: World, case: CaseFile, owed: str
) -> None:
    paid(world, owed)

    done = step_of(case, PAY)
    assert (states(case), done.done_on) == (["done", "ready", "ready"], TODAY - timedelta(days=1))
    assert (done.done_by, "1200" in done.note) == (world.alice, True)


def test_a_payment_that_leaves_something_open_completes_nothing(world: World, case: CaseFile, owed: str) -> None:
    paid(world, owed, amount_paid="1199.99")

    assert states(case)[0] == "ready"


def test_an_instalment_beside_it_that_is_not_paid_keeps_the_step_open(world: World, case: CaseFile, owed: str) -> None:
    record(world, "repayments", **{**OPEN, "due_on": (TODAY - timedelta(days=70)).isoformat()})

    paid(world, owed)

    assert states(case)[0] == "ready"


def test_the_clients_word_alone_completes_nothing(world: World, case: CaseFile, owed: str) -> None:
    paid(world, owed, provenance="client_stated")
    report(world, provenance="client_stated")

    assert states(case) == ["ready", "ready", "waiting"]


def test_arrears_at_another_lender_keep_the_step_open(world: World, case: CaseFile, owed: str) -> None:
    elsewhere = {
        "kind": "loan",
        "institution": "某银行",
        "status": "逾期",
        "overdue_amount": "900.00",
    }
    report(world, accounts=[{**elsewhere, "months": "N1"}], provenance="document_seen")

    paid(world, owed)

    assert states(case)[0] == "ready"


def test_a_report_completes_what_asked_for_one_in_every_case_of_the_client(world: World, case: CaseFile) -> None:
    other = account_of(world.chen, world.jiebei)

    record(
        world, "credit-reports", credit_account=str(other.pk), issued_on=TODAY.isoformat(), provenance="document_seen"
    )

    assert states(case) == ["ready", "done", "waiting"]


def test_an_old_report_is_not_the_one_that_was_asked_for(world: World, case: CaseFile) -> None:
    report(world, TODAY - timedelta(days=31), provenance="document_seen")

    assert states(case)[1] == "ready"


def test_a_fact_that_came_early_completes_its_step_when_that_is_ready(world: World, case: CaseFile, owed: str) -> None:
    report(world, provenance="document_seen")
    assert states(case) == ["ready", "done", "waiting"]

    paid(world, owed)

    assert states(case) == ["done", "done", "done"]


def test_what_somebody_reopened_is_not_done_again_by_the_same_record(world: World, case: CaseFile, owed: str) -> None:
    paid(world, owed)
    path = f"/api/v1/steps/{step_of(case, PAY).pk}/reopen/"
    assert api(world.alice).post(path, {"reason": "the lender sent it back"}, format="json").status_code == 200

    api(world.alice).post(f"/api/v1/steps/{step_of(case, REPORT).pk}/complete/", {}, format="json")

    assert states(case) == ["ready", "done", "waiting"]


def test_a_bulk_of_instalments_is_looked_at_once(
    world: World, case: CaseFile, owed: str, django_assert_max_num_queries: Any
) -> None:
    paid(world, owed, amount_paid="1.00")
    many = [{**OPEN, "due_on": f"2025-{month:02}-10", "loan_ref": "x"} for month in range(1, 13)]

    with django_assert_max_num_queries(60):
        assert bulk(world, "repayments", many).status_code == 201
