"""Reports: an office's figures for its supervisor, by the matrix, at a cost that does not grow."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import CreditAccount, Lender
from cases.models import CaseFile, Deadline
from cases.reports.selectors import Load
from cases.reports.tables import as_csv
from config import clock
from config.ids import uuid7
from tests.cases.stories import assessed, opened, planned, term
from tests.world import World, account_of, api, browser, client_of

pytestmark = pytest.mark.django_db
NAMES = ("ageing", "load", "lender-replies", "cases-at-risk")


def told(world: World, name: str, **query: str) -> Any:
    answer = api(world.sun).get(f"/api/v1/reports/{name}/", query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


@pytest.fixture
def case(world: World) -> CaseFile:
    """Opened forty days ago; the lender's answer was due and did not come."""
    lender = Lender.objects.create(name="East Bank", kind="bank")
    CreditAccount.objects.filter(pk=world.account.pk).update(lender_of_record=lender)
    answer = planned("ask", actor="lender") | {"deadline": term("2026-10-16", clock="lender")}
    case = opened(world, answer, at=clock.now() - timedelta(days=40))
    Deadline.objects.update(state="missed", counted_from=(clock.now() - timedelta(days=38)).date())
    return case


def test_a_case_that_may_be_forgotten_is_named_with_the_reason(world: World, case: CaseFile) -> None:
    (one,) = told(world, "cases-at-risk")

    assert (one["reference"], one["owner_name"]) == (case.reference, "Alice")
    assert set(one["why"]) >= {"deadline_missed", "next_action_overdue"}


def test_load_ages_and_replies_are_counted(world: World, case: CaseFile) -> None:
    assert told(world, "load")[0] | {"overdue": 1} == {
        "owner": str(world.alice.pk), "owner_name": "Alice", "live": 1, "waiting": 0, "urgent": 0, "overdue": 1,
    }  # fmt: skip
    assert [row["cases"] for row in told(world, "ageing") if row["state"] == "open"] == [0, 1, 0, 0]
    (replies,) = told(world, "lender-replies")
    assert (replies["lender_name"], replies["awaited"], replies["late_or_none"]) == ("East Bank", 1, 1)


@pytest.mark.parametrize("name", NAMES)
def test_supervisors_alone_read_them_and_of_their_own_office(world: World, case: CaseFile, name: str) -> None:
    answers = {who.role: api(who).get(f"/api/v1/reports/{name}/").status_code for who in (world.alice, world.lin)}
    assert answers == {"advisor": 403, "lawyer": 403}
    world.zoe.role = "supervisor"
    world.zoe.save()
    found = api(world.zoe).get(f"/api/v1/reports/{name}/").json()["results"]
    assert not any(row.get("cases") for row in found if name == "ageing") and (name == "ageing" or found == [])


def test_more_cases_cost_no_more_queries(world: World, case: CaseFile) -> None:
    costs = [cost(world)]
    for number in range(3):
        other = account_of(client_of(world.alice, f"Client {number}"), world.jiebei)
        values = {"office": world.east, "client": other.client, "credit_account": other, "owner": world.alice}
        on = clock.now().date() - timedelta(days=number)
        CaseFile.objects.create(
            **values, assessment=assessed(world, account=other), next_action="adopt_plan", next_action_on=on
        )
    costs.append(cost(world))

    assert costs[0] == costs[1]


def cost(world: World) -> list[int]:
    counts = []
    for name in NAMES:
        with CaptureQueriesContext(connection) as seen:
            told(world, name)
        counts.append(len(seen))
    return counts


def test_as_a_table_for_spreadsheets_nothing_is_reckoned_with() -> None:
    row = Load(uuid7(), '=HYPERLINK("x")', 1, 0, 0, 0)

    assert """"'=HYPERLINK(""x"")\"""" in as_csv([row], Load)


def test_the_table_is_handed_out_and_another_form_is_refused(world: World, case: CaseFile) -> None:
    answer = api(world.sun).get("/api/v1/reports/load/", {"as": "csv"})

    assert answer["Content-Type"].startswith("text/csv") and "Alice" in answer.content.decode()
    assert api(world.sun).get("/api/v1/reports/load/", {"as": "xml"}).status_code == 400


def test_the_admin_shows_them_to_supervisors(world: World, case: CaseFile) -> None:
    page = browser(world.sun).get("/admin/cases/casefile/reports/")

    assert case.reference in page.content.decode() and "East Bank" in page.content.decode()
    assert browser(world.alice).get("/admin/cases/casefile/reports/").status_code == 403
