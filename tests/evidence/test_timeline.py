"""One account's story: every kind and every assessment, in the order in which things happened."""

from __future__ import annotations

from typing import Any

import pytest

from config.ids import uuid7
from tests.evidence.records import RESOURCES, another, correct, evaluate, record
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db


def timeline(world: World, query: str = "", who: str = "alice") -> Any:
    return api(world.people[who]).get(f"/api/v1/credit-accounts/{world.account.pk}/timeline/{query}")


def walked(world: World, query: str) -> list[dict[str, Any]]:
    path, entries = timeline(world, query).wsgi_request.get_full_path(), []
    while path:
        page = api(world.alice).get(path).json()
        entries += page["results"]
        path = page["next"]
    return entries


def test_every_kind_and_the_assessments_stand_in_the_order_of_what_happened(world: World) -> None:
    for resource in RESOURCES:
        record(world, resource)
    evaluate(world, as_of="2026-10-11T00:00:00Z")

    entries = timeline(world).json()["results"]

    assert {entry["kind"] for entry in entries} == {r.replace("-", "_") for r in RESOURCES} | {"assessments"}
    moments = [entry["happened_at"] for entry in entries]
    assert moments == sorted(moments)
    for entry in entries:
        path = f"/api/v1/{entry['kind'].replace('_', '-')}/"
        listed = api(world.alice).get(path).json()["results"]
        assert entry["item"] in listed
        assert entry["id"] == entry["item"]["id"]


@pytest.mark.parametrize("query", ["?limit=4", "?limit=4&ordering=-happened_at", "?limit=3&ordering=created_at"])
def test_pages_walk_through_all_entries_once(world: World, query: str) -> None:
    made = [record(world, resource).json()["id"] for resource in RESOURCES for _ in range(2)]

    entries = walked(world, query)

    assert sorted(entry["id"] for entry in entries) == sorted(made)
    name = "recorded_at" if "created_at" in query else "happened_at"
    moments = [(entry[name], entry["id"]) for entry in entries]
    assert moments == sorted(moments, reverse="-happened_at" in query)


def test_a_page_leads_back_to_the_one_before(world: World) -> None:
    for number in range(6):
        record(world, "scores", read_on=f"2026-10-{number + 10}")
    first = timeline(world, "?limit=3&count=true").json()

    second = api(world.alice).get(first["next"]).json()
    back = api(world.alice).get(second["previous"]).json()

    assert (first["count"], first["count_exact"]) == (6, True)
    assert back["results"] == first["results"]
    assert second["next"] is None


def test_what_no_longer_holds_is_told_only_when_asked_for(world: World) -> None:
    old = record(world, "scores").json()["id"]
    new = correct(world, "scores", old, record=another("scores")).json()["id"]

    assert [entry["id"] for entry in timeline(world).json()["results"]] == [new]
    everything = timeline(world, "?include_superseded=true").json()["results"]
    assert [(entry["id"], entry["item"]["superseded_by"]) for entry in everything] == [(old, new), (new, None)]


@pytest.mark.parametrize("who", ["bob", "zoe", "lin", "ada"])
def test_whoever_does_not_see_the_account_has_no_timeline(world: World, who: str) -> None:
    hidden = timeline(world, who=who)
    absent = api(world.people[who]).get(f"/api/v1/credit-accounts/{uuid7()}/timeline/")

    assert hidden.status_code == absent.status_code == 404
    assert {**hidden.json(), "request_id": ""} == {**absent.json(), "request_id": ""}


def test_another_account_of_the_same_client_is_another_story(world: World) -> None:
    other = account_of(world.chen, world.jiebei)
    record(world, "scores", credit_account=str(other.pk))

    assert timeline(world).json()["results"] == []


def test_a_long_story_takes_no_more_queries_than_a_short_one(world: World, django_assert_max_num_queries: Any) -> None:
    for resource in RESOURCES:
        for _ in range(4):
            record(world, resource)
    evaluate(world)

    with django_assert_max_num_queries(16):
        assert len(timeline(world).json()["results"]) == 41


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("?include_superseded=1", "/include_superseded"), ("?ordering=id", "/ordering"), ("?kind=scores", "/kind"),
     ("?cursor=x", "/cursor"), ("?limit=0", "/limit")],
)  # fmt: skip
def test_bad_queries_are_refused_by_name(world: World, query: str, pointer: str) -> None:
    assert list(problems(timeline(world, query))) == [pointer]
