"""A case is opened from an account and its assessment; one account has one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.models import CaseFile
from config.ids import uuid7
from tests.cases.stories import DAY, NOW, assessed, evaluated, opened, planned
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db


def post(world: World, who: str = "alice", **body: Any) -> Any:
    body = {"credit_account": str(world.account.pk)} | body
    return api(world.people[who]).post("/api/v1/cases/", body, format="json")


def test_a_new_case_has_a_next_action_an_owner_and_a_date(world: World) -> None:
    newest = evaluated(world)

    answer = post(world)

    body = answer.json()
    assert (answer.status_code, body["state"], body["assessment"]) == (201, "open", str(newest.pk))
    assert (body["owner"], body["next_action"]) == (str(world.alice.pk), "Adopt the plan")
    assert body["next_action_on"] and answer["ETag"] == '"1"'


def test_a_supervisor_opens_a_case_for_the_clients_advisor(world: World) -> None:
    evaluated(world)

    assert post(world, "sun").json()["owner"] == str(world.alice.pk)


def test_the_newest_assessment_is_taken_where_none_is_named(world: World) -> None:
    assessed(world)
    newer = assessed(world, at=NOW + DAY)

    assert post(world).json()["assessment"] == str(newer.pk)


def test_an_older_assessment_can_be_named(world: World) -> None:
    older = assessed(world)
    assessed(world, at=NOW + DAY)

    assert post(world, assessment=str(older.pk)).json()["assessment"] == str(older.pk)


def test_an_account_that_was_never_evaluated_has_nothing_to_open_from(world: World) -> None:
    answer = post(world)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_evaluated")


def test_a_second_case_of_an_account_is_refused_with_the_id_of_the_first(world: World) -> None:
    case = opened(world)

    answer = post(world)

    assert (answer.status_code, answer.json()["code"]) == (409, "case_exists")
    assert str(case.pk) in answer.json()["detail"]


def test_two_cases_of_an_account_cannot_be_stored(world: World) -> None:
    case = opened(world)
    case.pk = uuid7()

    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)


@pytest.mark.parametrize("gap", [{"owner": None}, {"next_action": ""}, {"next_action_on": None}])
def test_a_live_case_without_action_owner_or_date_cannot_be_stored(world: World, gap: dict[str, Any]) -> None:
    case = opened(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseFile.objects.filter(pk=case.pk).update(**gap)


@pytest.mark.parametrize("who", ["zoe", "bob"])
def test_a_hidden_account_is_refused_as_one_that_never_was(world: World, who: str) -> None:
    evaluated(world)

    hidden, absent = post(world, who), post(world, who, credit_account=str(uuid7()))

    assert problems(hidden) == problems(absent) == {"/credit_account": "does_not_exist"}


def test_an_assessment_of_another_account_is_refused(world: World) -> None:
    other = account_of(world.chen, world.jiebei)
    assessment = evaluated(world)

    answer = post(world, credit_account=str(other.pk), assessment=str(assessment.pk))

    assert problems(answer) == {"/assessment": "does_not_exist"}


@pytest.mark.parametrize("who", ["lin", "ada"])
def test_only_caseworkers_open_cases(world: World, who: str) -> None:
    evaluated(world)

    assert post(world, who).status_code == 403


def test_what_is_not_known_in_the_body_is_refused(world: World) -> None:
    evaluated(world)

    assert problems(post(world, owner=str(world.bob.pk))) == {"/owner": "unknown_field"}
    assert problems(post(world, assessment=None)) == {"/assessment": "null"}


def test_the_detail_shows_the_plan_and_its_steps_in_the_callers_language(world: World) -> None:
    case = opened(world, planned("first"), planned("second", after=("first",)))

    english = api(world.alice).get(f"/api/v1/cases/{case.pk}/").json()
    chinese = api(world.alice).get(f"/api/v1/cases/{case.pk}/", headers={"Accept-Language": "zh-Hans"}).json()

    assert english["plan"]["number"] == 1
    assert [step["action"] for step in english["steps"]] == ["first", "second"]
    assert english["next_action"] == english["steps"][0]["title"] != chinese["next_action"]
    assert english["steps"][1]["after"] == [english["steps"][0]["id"]]
