"""One plan for a client: shared steps once, an order without circles, repayments from free money alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.client_plan.merging import merged
from cases.files.models import Step, StepOrder, StepState
from cases.models import CaseFile
from config import clock
from tests.cases.stories import planned
from tests.cases.test_finances import earns, owes
from tests.cases.test_work_queue import case_with
from tests.world import World, api

pytestmark = pytest.mark.django_db
SHARED = "obtain_credit_report"


@pytest.fixture
def today() -> date:
    return clock.today("Asia/Shanghai")


def plan(world: World, who: str = "alice") -> Any:
    return api(world.people[who]).get(f"/api/v1/clients/{world.chen.pk}/plan/")


def two_cases(world: World) -> list[CaseFile]:
    return [case_with(world, planned(SHARED), planned("repay_overdue", after=(SHARED,))) for _ in range(2)]


def test_what_serves_every_case_stands_once_and_before_what_waits_for_it(world: World) -> None:
    cases = two_cases(world)

    steps = plan(world).json()["steps"]

    assert [step["action"] for step in steps] == [SHARED, "repay_overdue", "repay_overdue"]
    assert {each["case"] for each in steps[0]["stands_for"]} == {str(case.pk) for case in cases}
    assert [step["after"] for step in steps] == [[], [steps[0]["id"]], [steps[0]["id"]]]


def test_doing_it_in_one_case_does_it_in_all(world: World) -> None:
    first, second = two_cases(world)

    answer = api(world.alice).post(f"/api/v1/steps/{first.next_step_id}/complete/", {"note": "read"}, format="json")

    assert answer.status_code == 200
    states = Step.objects.filter(action=SHARED).values_list("state", flat=True)
    assert list(states) == [StepState.DONE, StepState.DONE]
    for case in (first, second):
        case.refresh_from_db()
        assert case.next_step and case.next_step.action == "repay_overdue"


def test_doing_what_concerns_one_lender_does_nothing_elsewhere(world: World) -> None:
    first, second = (case_with(world, planned("repay_overdue")) for _ in range(2))

    api(world.alice).post(f"/api/v1/steps/{first.next_step_id}/complete/", {"note": "paid"}, format="json")

    second.refresh_from_db()
    assert second.next_step and second.next_step.state == StepState.READY


def test_repayments_name_creditor_amount_and_source_and_never_exceed_what_is_free(world: World, today: date) -> None:
    payday = today + timedelta(days=3)
    day = (today - timedelta(days=40)).isoformat()
    owes(world, creditor="East Bank", overdue="1200.00", oldest_unpaid_on=day, annual_cost="18.00")
    owes(world, creditor="West Card", overdue="5000.00", oldest_unpaid_on=day, annual_cost="24.00")
    earns(world, payday=payday.isoformat())

    body = plan(world).json()

    assert body["free"] == "3500.00"
    by_month: dict[str, float] = {}
    for each in body["repayments"]:
        by_month[each["on"]] = by_month.get(each["on"], 0) + float(each["amount"])
        assert each["creditor"] in ("East Bank", "West Card") and "income" in each["money"]
    assert max(by_month.values()) <= 3500
    assert sum(by_month.values()) == 6200
    assert min(by_month) == payday.isoformat()


def test_what_may_be_barred_by_time_or_is_disputed_is_not_paid_before_a_lawyers_word(world: World) -> None:
    owes(world, creditor="Old Lender", oldest_unpaid_on="2020-01-05", last_paid_on="2020-02-01")
    owes(world, creditor="Wrong Lender", state="disputed")
    owes(world, creditor="Unknown Lender", oldest_unpaid_on=None)
    earns(world)

    body = plan(world).json()

    assert body["repayments"] == []
    assert all(each["waits_for_lawyer"] for each in body["debts"])
    assert "Old Lender" in " ".join(body["notes"])


def test_income_that_does_not_cover_what_is_necessary_pays_nothing(world: World) -> None:
    owes(world)
    earns(world, lines=[{"side": "expense", "kind": "housing", "amount": "10.00"}])

    body = plan(world).json()

    assert (body["repayments"], body["free"]) == ([], "-10.00")
    assert "does not cover" in body["notes"][0]


def test_without_debts_and_budget_it_says_what_is_missing(world: World) -> None:
    notes = plan(world).json()["notes"]

    assert len(notes) == 2


def test_only_caseworkers_who_see_the_client_see_the_plan(world: World) -> None:
    assert [plan(world, who).status_code for who in ("alice", "sun", "bob", "zoe", "ada")] == [200, 200, 404, 404, 404]


def test_the_count_of_queries_does_not_grow_with_cases_and_debts(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert plan(world).status_code == 200
        return len(queries)

    case_with(world, planned(SHARED))
    owes(world)
    earns(world)
    first = asked()
    for number in range(3):
        case_with(world, planned(SHARED), planned("repay_overdue"))
        owes(world, creditor=f"Lender {number}")

    assert asked() == first


def unsaved(action: str, position: int, before: list[Step]) -> Step:
    step = Step(action=action, position=position, state=StepState.READY)
    orders = [StepOrder(step=step, after=other) for other in before]
    step._prefetched_objects_cache = {"orders": orders}  # type: ignore[attr-defined]
    return step


@settings(max_examples=200, deadline=None)
@given(st.lists(st.permutations(["obtain_credit_report", "consult_lawyer", "repay_overdue"]), max_size=4))
def test_however_cases_order_their_steps_no_circle_is_left(orders: list[list[str]]) -> None:
    steps = []
    for actions in orders:
        before: list[Step] = []
        for position, action in enumerate(actions):
            before = [*before, unsaved(action, position, before)]
        steps += before

    found = merged(steps)

    assert sorted(row.pk for each in found for row in each.rows) == sorted(step.pk for step in steps)
    place = {each.id: index for index, each in enumerate(found)}
    assert all(place[before] < place[each.id] for each in found for before in each.after)
