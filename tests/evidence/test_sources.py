"""What a source sends twice is kept once; many items are recorded in one go, all of them or none."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent
from assessments.models import Drawdown, Notice
from config.ids import uuid7
from tests.evidence.records import RESOURCES, another, bulk, correct, item, kind_at, listed, record
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_same_again_is_the_stored_row(world: World, resource: str) -> None:
    first = record(world, resource, source="export", source_ref="7")

    again = record(world, resource, source="export", source_ref="7")

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert AuditEvent.objects.filter(act="record").count() == 1


@pytest.mark.parametrize("resource", RESOURCES)
def test_another_content_under_the_same_reference_is_a_conflict(world: World, resource: str) -> None:
    first = record(world, resource, source="export", source_ref="7").json()["id"]

    answer = record(world, resource, source="export", source_ref="7", **another(resource))

    assert (answer.status_code, answer.json()["code"], answer.json()["stored"]) == (409, "source_ref_taken", first)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/source_ref"]
    assert len(listed(world, resource)) == 1


@pytest.mark.parametrize("other", [{"source": "crm"}, {"source_ref": "8"}, {"source_ref": ""}])
def test_a_reference_belongs_to_its_source(world: World, other: dict[str, Any]) -> None:
    record(world, "scores", source="export", source_ref="7")

    assert record(world, "scores", **{"source": "export", "source_ref": "7", **other}).status_code == 201


def test_a_reference_belongs_to_its_account_and_kind(world: World) -> None:
    record(world, "scores", source_ref="7")
    second = account_of(world.chen, world.jiebei)

    assert record(world, "scores", source_ref="7", credit_account=str(second.pk)).status_code == 201
    assert record(world, "statements", source_ref="7").status_code == 201


def test_without_a_reference_equal_items_are_separate(world: World) -> None:
    assert [record(world, "drawdowns", source="export").status_code for _ in range(2)] == [201, 201]
    assert Drawdown.objects.count() == 2


def test_a_source_that_repeats_what_was_corrected_gets_the_row_with_its_successor(world: World) -> None:
    old = record(world, "scores", source_ref="7").json()["id"]
    new = correct(world, "scores", old, record=another("scores")).json()["id"]

    again = record(world, "scores", source_ref="7")

    assert (again.status_code, again.json()["id"], again.json()["superseded_by"]) == (200, old, new)
    assert len(listed(world, "scores")) == 1


def test_lists_are_narrowed_by_source(world: World) -> None:
    record(world, "scores", source="a", source_ref="1")
    record(world, "scores", source="b", source_ref="1")

    assert [row["source"] for row in listed(world, "scores", "?source=b&source_ref=1")] == ["b"]
    assert problems(api(world.alice).get("/api/v1/scores/?include_superseded=yes")) == {
        "/include_superseded": "invalid_filter"
    }


@pytest.mark.parametrize("resource", RESOURCES)
def test_many_items_come_back_in_their_order(world: World, resource: str) -> None:
    answer = bulk(world, resource, [item(resource, source_ref=str(number)) for number in range(7)])

    body = answer.json()
    assert (answer.status_code, body["recorded"]) == (201, 7)
    assert [row["source_ref"] for row in body["results"]] == list("0123456")
    assert AuditEvent.objects.filter(act="record").count() == 7


def test_one_wrong_item_and_none_is_kept(world: World) -> None:
    items = [item("drawdowns") for _ in range(5)]
    items[3]["amount"] = "-1.00"
    items[4] |= {"at": "2026-10-01", "wrong": 1}

    assert problems(bulk(world, "drawdowns", items)) == {
        "/items/3/amount": "negative",
        "/items/4/at": "naive",
        "/items/4/wrong": "unknown_field",
    }
    assert Drawdown.objects.count() == 0


def test_what_only_the_office_can_know_is_said_of_every_item_too(world: World) -> None:
    items = [item("notices") for _ in range(4)]
    items[1]["received_at"] = "2199-01-01T00:00:00Z"
    items[2]["credit_account"] = str(account_of(world.wu, world.jiebei).pk)
    items[3]["credit_account"] = str(uuid7())

    assert problems(bulk(world, "notices", items)) == {
        "/items/1/received_at": "future",
        "/items/2/credit_account": "does_not_exist",
        "/items/3/credit_account": "does_not_exist",
    }
    assert Notice.objects.count() == 0


def test_a_conflict_names_its_item_and_nothing_is_kept(world: World) -> None:
    record(world, "scores", source_ref="7")

    answer = bulk(world, "scores", [item("scores", source_ref="6"), another("scores", source_ref="7")])

    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (409, ["/items/1/source_ref"])
    assert len(listed(world, "scores")) == 1


def test_a_reference_given_twice_in_one_request_is_named(world: World) -> None:
    twice = [item("scores", source_ref="7"), item("scores", source_ref="7")]

    assert problems(bulk(world, "scores", twice)) == {"/items/1/source_ref": "repeated"}


def test_a_repeated_delivery_adds_only_what_is_new(world: World) -> None:
    items = [item("scores", source_ref=str(number)) for number in range(3)]
    bulk(world, "scores", items[:2])

    more, same = bulk(world, "scores", items), bulk(world, "scores", items)

    assert (more.status_code, more.json()["recorded"]) == (201, 1)
    assert (same.status_code, same.json()["recorded"]) == (200, 0)
    assert same.json()["results"] == more.json()["results"]


@pytest.mark.parametrize("number", [0, 1001])
def test_none_and_too_many_are_refused(world: World, number: int) -> None:
    assert list(problems(bulk(world, "scores", [item("scores")] * number))) == ["/items"]


def test_a_thousand_items_take_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    items = [item("scores", source_ref=str(number)) for number in range(1000)]

    with django_assert_max_num_queries(60):  # SQLite takes at most 999 values in a statement
        answer = bulk(world, "scores", items)

    assert (answer.status_code, kind_at("scores").model._default_manager.count()) == (201, 1000)
