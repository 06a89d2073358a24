"""Many at once: one correction comes first, and what a source sends in parallel is kept once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest

from assessments.models import Notice, Score
from cases.models import Step
from tests.cases.correspondence import case_of
from tests.evidence.records import bulk, correct, item, record
from tests.racing import CALLERS, at_once
from tests.world import World, api, build_world, problems

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(on_a_file: None) -> World:
    return build_world()


def correcting(world: World, ident: str, caller: int) -> Any:
    return correct(world, "scores", ident, record=item("scores", value=400 + caller))


def sending(world: World, ref: str, caller: int) -> Any:
    return record(world, "notices", source="a", source_ref=ref)


def test_of_many_corrections_one_comes_first_and_the_others_name_it(world: World) -> None:
    for _round in range(3):
        old = record(world, "scores").json()["id"]

        answers = at_once(partial(correcting, world, old))

        assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CALLERS - 1}
        first = next(answer.json()["id"] for answer in answers if answer.status_code == 201)
        assert {answer.json()["superseded_by"] for answer in answers if answer.status_code == 409} == {first}
        assert Score.objects.filter(supersedes=old).count() == 1


def test_the_same_item_sent_many_times_at_once_is_one_row(world: World) -> None:
    for number in range(3):
        answers = at_once(partial(sending, world, str(number)))

        assert Counter(answer.status_code for answer in answers) == {201: 1, 200: CALLERS - 1}
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert Notice.objects.count() == 3


def test_of_different_contents_under_one_reference_one_is_kept(world: World) -> None:
    answers = at_once(lambda number: record(world, "scores", source_ref="7", value=400 + number))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: CALLERS - 1}
    assert Score.objects.count() == 1


def test_overlapping_deliveries_keep_each_item_once(world: World) -> None:
    def delivery(number: int) -> list[dict[str, Any]]:
        return [item("scores", source_ref=str(ref)) for ref in range(number, number + 10)]

    answers = at_once(lambda number: bulk(world, "scores", delivery(number)))

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.json()["recorded"] for answer in answers) == Score.objects.count() == 10 + CALLERS - 1


def test_nothing_outlives_an_erasure_that_is_confirmed_meanwhile(world: World) -> None:
    case = case_of(world)
    asked = {"client": str(world.chen.pk), "basis": "client_asks", "reason": "x"}
    ident = api(world.alice).post("/api/v1/erasures/", asked, format="json").json()["id"]

    def one(number: int) -> Any:
        if number == CALLERS // 2:
            return api(world.sun).post(f"/api/v1/erasures/{ident}/confirm/")
        if number % 2:
            return record(world, "scores", value=400 + number)
        step = {"case": str(case.pk), "title": "x", "actor": "advisor"}  # holds the case while it writes
        return api(world.alice).post("/api/v1/steps/", step, format="json")

    answers = at_once(one)

    confirmed = answers.pop(CALLERS // 2)
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "done")
    assert {answer.status_code for answer in answers} <= {201, 400, 409}
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"client_erased"}
    assert all("/case" in problems(answer) for answer in answers if answer.status_code == 400)  # not there any more
    assert Score.objects.count() == Step.objects.count() == 0
