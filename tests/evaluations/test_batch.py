"""`POST evaluations/batch/`: each item as if it were posted alone; a wrong one spoils none of the others."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.models import Assessment
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
AS_OF = "2026-10-15T10:00:00+08:00"
NOTICE = {"received_at": "2026-10-12T09:00:00+08:00", "channel": "in_app", "text": "您的借呗已被永久关闭。"}
CLOSED = {"as_of": AS_OF, "product": "jiebei", "evidence": {"notices": [NOTICE]}}
UNPAID = {"as_of": AS_OF, "evidence": {"repayments": [{"due_on": "2026-08-10", "amount_due": "1200.00"}]}}


def post(world: World, items: Any, **headers: Any) -> Any:
    return api(world.alice).post("/api/v1/evaluations/batch/", {"items": items}, format="json", **headers)


def test_each_result_is_what_the_item_alone_would_answer(world: World) -> None:
    alone = [api(world.alice).post("/api/v1/evaluations/", one, format="json").json() for one in (CLOSED, UNPAID)]

    answer = post(world, [CLOSED, UNPAID])

    assert (answer.status_code, answer.json()) == (200, {"results": alone})
    assert not Assessment.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "pointer", "code"),
    [({"evidence": {"notices": [NOTICE, {"channel": "owl"}]}}, "/items/1/evidence/notices/1/channel", "invalid_choice"),
     ({"as_of": "2026-10-15T10:00:00"}, "/items/1/as_of", "naive"),
     ({"extra": 1}, "/items/1/extra", "unknown_field"),
     (None, "/items/1", "null"),
     ([], "/items/1", "invalid"),
     ("text", "/items/1", "invalid")],
)  # fmt: skip
def test_a_wrong_item_is_named_and_spoils_none_of_the_others(world: World, wrong: Any, pointer: str, code: str) -> None:
    results = post(world, [CLOSED, wrong, UNPAID]).json()["results"]

    assert [results[0]["status"], results[2]["status"]] == ["closed", "unknown"]
    assert list(results[1]) == ["errors"]
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in results[1]["errors"]]


def test_an_item_with_many_errors_names_the_first_twenty(world: World) -> None:
    results = post(world, [{"evidence": {"notices": [{}] * 500}}]).json()["results"]

    assert len(results[0]["errors"]) == 20


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/items"),
        ({"items": {}}, "/items"),
        ({"items": [{}] * 501}, "/items"),
        ({"items": [], "as_of": 1}, "/as_of"),
    ],
)
def test_a_wrong_frame_is_refused_as_a_whole(world: World, body: Any, pointer: str) -> None:
    assert pointer in problems(api(world.alice).post("/api/v1/evaluations/batch/", body, format="json"))


def test_five_hundred_are_answered(world: World) -> None:
    assert len(post(world, [UNPAID] * 500).json()["results"]) == 500


def test_nobody_is_answered_without_a_token() -> None:
    assert api().post("/api/v1/evaluations/batch/", {}, format="json").status_code == 401


def test_texts_come_in_the_callers_language(world: World) -> None:
    chinese = post(world, [CLOSED], headers={"Accept-Language": "zh-Hans"}).json()["results"][0]

    assert "关闭" in chinese["status_reasons"][0]["text"]


def test_the_database_is_asked_the_same_whatever_the_number(world: World, django_assert_num_queries: object) -> None:
    caller = api(world.alice)

    with django_assert_num_queries(1):  # type: ignore[operator]
        caller.post("/api/v1/evaluations/batch/", {"items": [CLOSED] * 20}, format="json")
