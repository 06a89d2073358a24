"""Every kind is recorded once, shown as it was given, and kept from whoever does not see the client."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEvent
from assessments.models import CreditReport, Score
from config.ids import uuid7
from tests.evidence.records import AS_OF, RESOURCES, evaluate, item, kind_at, listed, record
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("resource", RESOURCES)
def test_what_is_recorded_is_shown_as_it_was_given(world: World, resource: str) -> None:
    made = record(world, resource, provenance="document_seen", source="export", source_ref="7")

    shown = api(world.alice).get(f"/api/v1/{resource}/{made.json()['id']}/").json()
    assert (made.status_code, made.json()) == (201, shown)
    assert listed(world, resource) == [shown]
    assert within(item(resource), shown)
    assert (shown["provenance"], shown["source"], shown["source_ref"]) == ("document_seen", "export", "7")
    assert (shown["supersedes"], shown["superseded_by"], shown["superseded"]) == (None, None, None)


def within(given: Any, shown: Any) -> bool:
    """Whether everything that was given is there; instants in the one offset of answers."""
    if isinstance(given, dict):
        return all(within(value, shown[name]) for name, value in given.items())
    if isinstance(given, list):
        return len(given) == len(shown) and all(map(within, given, shown))
    return shown == given or (shown, given) == ("2026-11-18T01:30:00Z", "2026-11-18T09:30:00+08:00")


@pytest.mark.parametrize("resource", RESOURCES)
def test_whoever_does_not_see_the_client_records_and_reads_nothing(world: World, resource: str) -> None:
    ident = record(world, resource).json()["id"]

    for name in ("bob", "zoe"):
        person = world.people[name]
        assert problems(record(world, resource, person)) == {"/credit_account": "does_not_exist"}
        assert api(person).get(f"/api/v1/{resource}/").json()["results"] == []
        for method, ending in (("get", ""), ("post", "corrections/")):
            hidden = getattr(api(person), method)(f"/api/v1/{resource}/{ident}/{ending}")
            absent = getattr(api(person), method)(f"/api/v1/{resource}/{uuid7()}/{ending}")
            assert hidden.status_code == absent.status_code == 404
            assert {**hidden.json(), "request_id": ""} == {**absent.json(), "request_id": ""}


@pytest.mark.parametrize(("who", "status"), [("ada", 403), ("lin", 403), ("sun", 201)])
def test_caseworkers_record_and_nobody_else(world: World, who: str, status: int) -> None:
    assert record(world, "scores", world.people[who]).status_code == status
    assert Score.objects.count() == (status == 201)


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_it(world: World, resource: str, act: str) -> None:
    record(world, resource)
    rows = kind_at(resource).model._default_manager.all()

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="x") if act == "update" else rows.delete()


def test_the_database_refuses_a_row_on_another_clients_account(world: World) -> None:
    other = account_of(world.wu, world.jiebei)
    row = Score(
        office=world.east, client=world.chen, credit_account=other, scheme="zhima", value=600, recorded_by=world.alice,
        read_on="2026-10-01", happened_at="2026-10-01T00:00:00Z", provenance="client_stated",
    )  # fmt: skip

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


BAD = [
    ("scores", {"value": 349}, "/value"),
    ("scores", {"scheme": "owl"}, "/scheme"),
    ("scores", {"read_on": "2199-01-01"}, "/read_on"),
    ("drawdowns", {"amount": "1.005"}, "/amount"),
    ("drawdowns", {"at": "2199-01-01T00:00:00Z"}, "/at"),
    ("repayment-months", {"month": "2199-01"}, "/month"),
    ("repayment-months", {"code": "8"}, "/code"),
    ("credit-reports", {"issued_on": "2026-09-01"}, "/inquiries/0/on"),
    ("credit-reports", {"accounts": [{"kind": "loan", "months": "NX"}]}, "/accounts/0/months"),
    ("legal-papers", {"served_on": "2199-01-01"}, "/served_on"),
    ("platform-events", {"ends_at": "2026-11-01T00:00:00Z"}, "/ends_at"),
    ("statements", {"made_at": "2026-11-18"}, "/made_at"),
    ("statements", {"text": "a\x00"}, "/text"),
    ("statements", {"source_ref": "x" * 201}, "/source_ref"),
    ("statements", {"recorded_at": AS_OF}, "/recorded_at"),
    ("statements", {"supersedes": None}, "/supersedes"),
    ("statements", {"provenance": "lender_issued"}, "/provenance"),
]


@pytest.mark.parametrize(("resource", "values", "pointer"), BAD)
def test_bad_items_are_refused_by_field(world: World, resource: str, values: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(record(world, resource, **values))
    assert not kind_at(resource).model._default_manager.exists()


def test_all_that_is_wrong_with_an_item_is_said_at_once(world: World) -> None:
    wrong = problems(record(world, "scores", read_on="2199-01-01", provenance="official_report"))

    assert wrong == {"/provenance": "document_required", "/read_on": "future"}


def test_an_announced_event_and_an_instalment_may_lie_ahead(world: World) -> None:
    ahead: dict[str, Any] = {"starts_at": "2199-01-01T00:00:00Z", "ends_at": None}

    assert record(world, "platform-events", **ahead).status_code == 201
    assert record(world, "repayments", due_on="2199-01-01", payments=[]).status_code == 201


def test_a_day_counts_from_its_start_in_the_offices_zone(world: World) -> None:
    assert record(world, "scores", read_on="2026-10-10").json()["happened_at"] == "2026-10-09T16:00:00Z"


def test_each_record_is_in_the_log(world: World) -> None:
    made = record(world, "credit-reports").json()

    event = AuditEvent.objects.get(object_id=made["id"])
    assert (event.act, event.kind, event.actor) == ("record", "creditreport", world.alice)
    assert CreditReport.objects.get().recorded_by == world.alice


@pytest.mark.parametrize("known", [True, False])
def test_evaluating_asks_as_often_for_much_evidence_as_for_none(
    world: World, known: bool, django_assert_max_num_queries: Any
) -> None:
    for resource in RESOURCES if known else ():
        for number in range(3):
            record(world, resource, source_ref=str(number))

    with django_assert_max_num_queries(26):  # one asks which of the ten kinds there are, and one for each of those
        assert evaluate(world).status_code == 201
