"""A case's story: what is known of its account, what was said, advised and done, in one order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.correspondence import ago, case_of, correct, record, told
from tests.evidence.records import record as record_evidence
from tests.world import World, api, client_of

pytestmark = pytest.mark.django_db


def story(world: World, case: Any, who: str = "alice", **query: Any) -> Any:
    return api(world.people[who]).get(f"/api/v1/cases/{case.pk}/timeline/", query)


def test_everything_of_the_case_stands_in_the_order_in_which_it_happened(world: World) -> None:
    case = case_of(world)
    record(world, case, summary="the second", happened_at=ago(hours=2))
    record(world, case, summary="the first", happened_at=ago(days=40))
    record_evidence(world, "statements", made_at=ago(days=3))
    about = {"case": str(case.pk), "assessment": str(case.assessment_id), "given_at": ago(hours=1), "text": "pay first"}
    assert api(world.alice).post("/api/v1/advice/", about, format="json").status_code == 201

    rows = story(world, case).json()["results"]

    times = [row["happened_at"] for row in rows]
    assert times == sorted(times)
    assert {row["kind"] for row in rows} >= {"communications", "advice", "transitions", "statements", "assessments"}
    assert [row["item"]["summary"] for row in rows if row["kind"] == "communications"] == ["the first", "the second"]


def test_pages_follow_each_other_and_what_was_corrected_is_left_out(world: World) -> None:
    case = case_of(world)
    first = record(world, case, summary="wrong", happened_at=ago(hours=3)).json()
    entry = {
        name: value for name, value in told(case, summary="right", happened_at=ago(hours=3)).items() if name != "case"
    }
    assert correct(world, first["id"], reason="misheard", record=entry).status_code == 201

    whole = story(world, case).json()["results"]
    page, found = story(world, case, limit=1).json(), []
    while page["next"]:
        found += page["results"]
        page = api(world.alice).get(page["next"]).json()

    assert [*found, *page["results"]] == whole
    said = [row["item"]["summary"] for row in whole if row["kind"] == "communications"]
    assert said == ["right"]
    assert len(story(world, case, include_superseded="true").json()["results"]) == len(whole) + 1


def test_another_client_or_office_is_not_in_it(world: World) -> None:
    case = case_of(world)
    client_of(world.alice, "Li")

    assert story(world, case, who="zoe").status_code == 404
    assert story(world, case, who="ada").status_code == 404
    assert story(world, case, foo="1").status_code == 400
