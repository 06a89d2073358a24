"""A correction is a further row; what was known before it stays known; of two corrections one comes first."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEvent
from assessments.models import Notice, Score
from config.ids import uuid7
from tests.evidence.records import RESOURCES, another, correct, evaluate, item, kind_at, listed, record
from tests.world import World, account_of, api, browser, problems

pytestmark = pytest.mark.django_db
CLOSED = "您的借呗已被永久关闭。"


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_corrected_item_and_its_correction_name_each_other(world: World, resource: str) -> None:
    old = record(world, resource, source="export", source_ref="7").json()

    new = correct(world, resource, old["id"], world.sun, record=another(resource))

    before = api(world.alice).get(f"/api/v1/{resource}/{old['id']}/").json()
    assert (new.status_code, new.json()["supersedes"], new.json()["reason"]) == (201, old["id"], "mistyped")
    assert (new.json()["source"], new.json()["source_ref"]) == ("export", "7")
    assert before["superseded_by"] == new.json()["id"]
    assert before["superseded"] == {
        "by": new.json()["id"], "withdrawn": False, "reason": "mistyped", "recorded_by": str(world.sun.pk),
        "recorded_at": new.json()["recorded_at"],
    }  # fmt: skip
    assert listed(world, resource) == [new.json()]
    assert [row["id"] for row in listed(world, resource, "?include_superseded=true")] == [new.json()["id"], old["id"]]


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_withdrawn_item_is_gone_from_lists_and_says_why(world: World, resource: str) -> None:
    old = record(world, resource).json()

    gone = correct(world, resource, old["id"], reason="another client's", withdrawn=True)

    before = api(world.alice).get(f"/api/v1/{resource}/{old['id']}/").json()
    assert (gone.status_code, gone.json()["withdrawn"], gone.json()["supersedes"]) == (201, True, old["id"])
    assert (before["superseded"]["withdrawn"], before["superseded"]["reason"]) == (True, "another client's")
    assert listed(world, resource) == []
    assert len(listed(world, resource, "?include_superseded=true")) == 2


@pytest.mark.parametrize("second", [{"record": another("notices")}, {"withdrawn": True}])
def test_a_second_correction_is_a_conflict_that_names_the_first(world: World, second: dict[str, Any]) -> None:
    old = record(world, "notices").json()["id"]
    first = correct(world, "notices", old, withdrawn=True).json()["id"]

    answer = correct(world, "notices", old, **second)

    assert (answer.status_code, answer.json()["code"]) == (409, "superseded")
    assert answer.json()["superseded_by"] == first
    assert first in answer.json()["detail"]
    assert Notice.objects.count() == 2


def test_a_correction_can_be_corrected_and_a_withdrawal_taken_back(world: World) -> None:
    first = record(world, "scores").json()["id"]
    second = correct(world, "scores", first, record=item("scores", value=500)).json()["id"]
    third = correct(world, "scores", second, withdrawn=True).json()["id"]

    assert correct(world, "scores", third, withdrawn=True).json()["code"] == "withdrawn"
    fourth = correct(world, "scores", third, record=item("scores", value=501)).json()

    assert listed(world, "scores") == [fourth]


def test_what_was_known_before_a_correction_is_still_evaluated(world: World) -> None:
    old = record(world, "notices", text=CLOSED, channel="in_app").json()
    new = correct(world, "notices", old["id"], record=item("notices", text="服务已恢复，欢迎继续使用。")).json()

    then = evaluate(world, known_at=old["recorded_at"]).json()
    now = evaluate(world, known_at=new["recorded_at"]).json()

    assert (then["status"], then["status_reasons"][0]["evidence"]) == ("closed", [old["id"]])
    assert now["status"] != "closed"
    assert old["id"] not in str(now)


def test_what_was_withdrawn_is_evaluated_only_as_of_before(world: World) -> None:
    old = record(world, "notices", text=CLOSED).json()
    correct(world, "notices", old["id"], withdrawn=True)

    assert evaluate(world, known_at=old["recorded_at"]).json()["status"] == "closed"
    assert evaluate(world).json()["status"] == "unknown"


@pytest.mark.parametrize("change", ["recorded", "corrected", "withdrawn"])
def test_an_answer_says_when_more_is_known_than_it_knew(world: World, change: str) -> None:
    old = record(world, "scores").json()["id"]
    made = evaluate(world).json()
    path, page = f"/api/v1/assessments/{made['id']}/", f"/admin/assessments/assessment/{made['id']}/change/"
    before, quiet = api(world.alice).get(path).json(), browser(world.alice).get(page).content.decode()

    if change == "recorded":
        record(world, "statements")
    else:
        correct(
            world, "scores", old, **({"withdrawn": True} if change == "withdrawn" else {"record": another("scores")})
        )

    after, loud = api(world.alice).get(path).json(), browser(world.alice).get(page).content.decode()
    assert [made["newer_evidence"], before["newer_evidence"], after["newer_evidence"]] == [False, False, True]
    assert ("Evaluate it again" in quiet, "Evaluate it again" in loud) == (False, True)


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({}, "/record", "one_of"),
    ({"record": item("scores"), "withdrawn": True}, "/record", "one_of"),
    ({"withdrawn": False}, "/withdrawn", "invalid"),
    ({"withdrawn": True, "reason": ""}, "/reason", "blank"),
    ({"withdrawn": True, "reason": "a\x00"}, "/reason", "control"),
    ({"record": item("scores", value=1)}, "/record/value", "off_scale"),
    ({"record": item("scores", read_on="2199-01-01")}, "/record/read_on", "future"),
    ({"record": item("scores", provenance="official_report")}, "/record/provenance", "document_required"),
    ({"record": item("scores", credit_account=str(uuid7()))}, "/record/credit_account", "fixed"),
    ({"record": item("scores", source_ref="8")}, "/record/source_ref", "fixed"),
    ({"record": item("scores", id="x")}, "/record/id", "unknown_field"),
    ({"withdrawn": True, "wrong": 1}, "/wrong", "unknown_field"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), BAD)
def test_bad_corrections_are_refused_by_field(world: World, body: dict[str, Any], pointer: str, code: str) -> None:
    old = record(world, "scores", source_ref="7").json()["id"]

    assert problems(correct(world, "scores", old, **body)) == {pointer: code}
    assert Score.objects.count() == 1


def test_a_correction_may_repeat_the_account_and_the_reference(world: World) -> None:
    old = record(world, "scores", source_ref="7").json()["id"]
    record_again = item("scores", value=500, credit_account=str(world.account.pk), source_ref="7")

    assert correct(world, "scores", old, record=record_again).status_code == 201


@pytest.mark.parametrize(("who", "status"), [("lin", 404), ("ada", 404), ("bob", 404), ("zoe", 404), ("sun", 201)])
def test_who_corrects(world: World, who: str, status: int) -> None:
    old = record(world, "scores").json()["id"]

    assert correct(world, "scores", old, world.people[who], withdrawn=True).status_code == status


@pytest.mark.parametrize("change", ["account", "reason", "nothing superseded"])
def test_the_database_itself_holds_a_correction_to_its_account_and_reason(world: World, change: str) -> None:
    old = Score.objects.get(pk=record(world, "scores").json()["id"])
    names = ("office", "client", "recorded_by", "happened_at", "provenance", *kind_at("scores").columns)
    right: dict[str, Any] = {name: getattr(old, name) for name in names}
    right |= {"credit_account": world.account, "supersedes": old, "reason": "mistyped"}
    wrongs: dict[str, dict[str, Any]] = {
        "account": {"credit_account": account_of(world.chen, world.jiebei)},
        "reason": {"reason": ""},
        "nothing superseded": {"supersedes": None},
    }

    with pytest.raises(DatabaseError), transaction.atomic():
        Score(**right | wrongs[change]).save(force_insert=True)
    Score(**right).save(force_insert=True)


def test_corrections_are_in_the_log_with_who_made_them(world: World) -> None:
    old = record(world, "scores").json()["id"]
    new = correct(world, "scores", old, world.sun, record=another("scores")).json()["id"]
    gone = correct(world, "scores", new, withdrawn=True).json()["id"]

    acts = {str(event.object_id): (event.act, event.actor) for event in AuditEvent.objects.filter(kind="score")}
    assert (acts[new], acts[gone]) == (("correct", world.sun), ("withdraw", world.alice))
