"""What an authority or the lender issued is recorded with the stored paper and with who saw it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Document
from assessments.models import Score
from config.ids import uuid7
from tests.documents.files import hand_in
from tests.evidence.records import RESOURCES, bulk, correct, evaluate, item, kind_at, record
from tests.world import World, api, client_of, problems

pytestmark = pytest.mark.django_db
ISSUED = ["official_report", "lender_issued"]


def paper(world: World, **more: Any) -> dict[str, Any]:
    return {"document": hand_in(world).json()["id"], "seen_by": str(world.alice.pk), **more}


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("provenance", ISSUED)
def test_with_paper_and_witness_it_is_recorded(world: World, resource: str, provenance: str) -> None:
    given = paper(world, provenance=provenance)

    made = record(world, resource, **given)

    assert made.status_code == 201
    assert {name: made.json()[name] for name in given} == given
    assert evaluate(world).status_code == 201


@pytest.mark.parametrize("missing", ["document", "seen_by"])
def test_without_one_of_them_it_is_refused(world: World, missing: str) -> None:
    given = {**paper(world), missing: None}

    assert problems(record(world, "scores", provenance="lender_issued", **given)) == {
        "/provenance": "document_required"
    }
    assert record(world, "scores", provenance="document_seen", **given).status_code == 201


def test_papers_and_people_out_of_sight_are_as_if_they_never_were(world: World) -> None:
    document = hand_in(world, who=world.zoe, client=str(world.wu.pk)).json()["id"]

    for ident in (document, str(uuid7())):
        assert problems(record(world, "scores", document=ident)) == {"/document": "does_not_exist"}
    for ident in (str(world.zoe.pk), str(uuid7())):
        assert problems(record(world, "scores", seen_by=ident)) == {"/seen_by": "does_not_exist"}


def test_the_paper_of_another_client_proves_nothing(world: World) -> None:
    second = client_of(world.alice, "Second")
    document = hand_in(world, client=str(second.pk)).json()["id"]

    assert problems(record(world, "scores", document=document)) == {"/document": "does_not_exist"}
    row = Score.objects.get(pk=record(world, "scores").json()["id"])
    row.pk, row.document = uuid7(), Document.objects.get(pk=document)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_itself_wants_paper_and_witness(world: World) -> None:
    row = Score.objects.get(pk=record(world, "scores").json()["id"])
    row.pk, row.provenance = uuid7(), "official_report"

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


def test_a_correction_brings_its_own_paper_and_a_withdrawal_repeats_it(world: World) -> None:
    old = record(world, "scores", provenance="official_report", **paper(world)).json()

    bare = correct(world, "scores", old["id"], record=item("scores", value=500, provenance="official_report"))
    gone = correct(world, "scores", old["id"], withdrawn=True).json()

    assert problems(bare) == {"/record/provenance": "document_required"}
    assert [gone[name] for name in ("provenance", "document", "seen_by")] == [
        old[name] for name in ("provenance", "document", "seen_by")
    ]


def test_the_same_item_with_another_paper_is_another_one(world: World) -> None:
    record(world, "scores", source_ref="7", **paper(world))

    assert record(world, "scores", source_ref="7").json()["code"] == "source_ref_taken"


def test_many_items_of_one_paper_take_few_queries(world: World, django_assert_max_num_queries: Any) -> None:
    given = paper(world, provenance="lender_issued")

    with django_assert_max_num_queries(12):
        answer = bulk(world, "repayment-months", [item("repayment-months", **given) for _ in range(30)])

    assert answer.status_code == 201
    assert kind_at("repayment-months").model._default_manager.count() == 30
    assert api(world.alice).get("/api/v1/repayment-months/").status_code == 200
