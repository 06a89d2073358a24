"""What pays or acknowledges a debt that may be barred by time waits for a lawyer's or supervisor's decision."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.files.services.steps import add_step
from cases.finances.services import record_debt
from cases.models import CaseFile
from tests.cases.stories import NOW, opened, planned, step_of
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> CaseFile:
    return opened(world, planned("ask", due="2190-01-01"), planned("repay_overdue", due="2190-01-01"))


def owed(world: World, last_paid_on: Any = None) -> None:
    values = {
        "client": world.chen.pk, "creditor": "Bank", "credit_account": world.account.pk, "kind": "loan",
        "balance": Decimal("900.00"), "overdue": Decimal("900.00"), "last_paid_on": last_paid_on,
        "read_on": NOW.date(), "provenance": "client_stated",
    }  # fmt: skip
    record_debt(actor=world.alice, values=values, at=NOW)


def decided(world: World, case: CaseFile, who: str, decision: str) -> Any:
    body = {"case": str(case.pk), "decision": decision, "reason": "a demand of 2025 is on file"}
    return api(world.people[who]).post("/api/v1/limitation-decisions/", body, format="json")


def completed(world: World, case: CaseFile) -> Any:
    path = f"/api/v1/steps/{step_of(case, 'repay_overdue').pk}/complete/"
    return api(world.alice).post(path, {"note": "paid"}, format="json")


def test_a_debt_of_unknown_age_holds_what_pays_it_and_says_why(world: World, case: CaseFile) -> None:
    owed(world)

    step = api(world.alice).get(f"/api/v1/steps/{step_of(case, 'repay_overdue').pk}/").json()
    refused = completed(world, case)

    assert (step["state"], step["hold"]) == ("waiting", "limitation")
    assert "188" in step["hold_reason"]
    assert (refused.status_code, refused.json()["code"]) == (409, "limitation_undecided")
    assert step_of(case, "ask").state == "ready"


@pytest.mark.parametrize(("last_paid_on", "held"), [("2023-10-14", True), ("2023-10-15", False)])
def test_three_years_to_the_day(world: World, case: CaseFile, last_paid_on: str, held: bool) -> None:
    owed(world, date.fromisoformat(last_paid_on))

    assert (step_of(case, "repay_overdue").hold == "limitation") == held


def test_only_a_lawyer_of_the_case_or_a_supervisor_decides_and_the_newest_holds(world: World, case: CaseFile) -> None:
    owed(world)
    assert decided(world, case, "alice", "proceed").status_code == 403
    assert problems(decided(world, case, "lin", "proceed")) == {"/case": "does_not_exist"}

    assert decided(world, case, "sun", "proceed").status_code == 201
    assert step_of(case, "repay_overdue").state == "ready"
    assert decided(world, case, "sun", "withhold").status_code == 201
    assert completed(world, case).json()["code"] == "limitation_undecided"
    assert decided(world, case, "sun", "proceed").status_code == 201
    assert completed(world, case).status_code == 200


def test_a_case_in_which_nothing_else_is_left_asks_for_the_decision(world: World) -> None:
    case = opened(world, planned("repay_overdue"))
    owed(world)

    case.refresh_from_db()
    (row,) = api(world.alice).get("/api/v1/work-queue/").json()["results"]

    assert case.next_action == "decide_limitation"
    assert row["why"][-1]["code"] == "limitation"


def test_a_persons_own_step_that_pays_waits_too(world: World, case: CaseFile) -> None:
    owed(world)
    values = {"title": "sign the instalment plan", "actor": "client", "acknowledges_debt": True}

    assert add_step(actor=world.alice, case_id=case.pk, values=values, at=NOW).hold == "limitation"
