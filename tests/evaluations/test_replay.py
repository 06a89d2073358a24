"""An assessment replays under its own pack: the same engine gives the same bytes, and what differs is named."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import call_command

from accounts.models import AuditEvent
from assessments.models import Assessment, RulePack
from config.ids import uuid7
from tests.world import World, api, browser

pytestmark = pytest.mark.django_db
CLOSED = "因您长期逾期未还,借呗服务已永久关闭。"


@pytest.fixture
def assessment(world: World) -> Assessment:
    caller = api(world.alice)
    body = {"credit_account": str(world.account.pk), "received_at": "2026-10-12T09:00:00+08:00", "channel": "in_app"}
    caller.post("/api/v1/notices/", body | {"text": CLOSED}, format="json")
    caller.post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")
    return Assessment.objects.get()


def changed(assessment: Assessment, change: Any) -> Assessment:
    """Another row that says something else than the engine did."""
    data = json.loads(bytes(assessment.content))
    change(data)
    content = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    values = {name: getattr(assessment, name) for name in COPIED}
    digest = f"sha256:{sha256(content).hexdigest()}"
    return Assessment.objects.create(
        id=uuid7(), **values, engine_version=data["engine_version"], content=content, content_digest=digest
    )


COPIED = (
    "office", "client", "credit_account", "as_of", "known_at", "status", "risk_level", "pack", "input",
    "input_digest", "created_by", "created_at",
)  # fmt: skip


def replay(world: World, assessment: Assessment, method: str = "get") -> Any:
    return getattr(api(world.alice), method)(f"/api/v1/assessments/{assessment.pk}/replay/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_same_engine_says_the_same(world: World, assessment: Assessment, method: str) -> None:
    answer = replay(world, assessment, method)

    version = assessment.engine_version
    assert (answer.status_code, answer.json()) == (
        200,
        {"equal": True, "engine_then": version, "engine_now": version, "differences": []},
    )


def test_what_the_same_engine_would_say_differently_is_named(world: World, assessment: Assessment) -> None:
    def change(data: Any) -> None:
        data["status"] = "normal"
        del data["risk"]["points"]
        data["causes"].append({"cause": "score_drop"})

    body = replay(world, changed(assessment, change)).json()

    assert body["equal"] is False
    assert [(each["pointer"], each["kind"], each["then"], each["now"]) for each in body["differences"]] == [
        ("/causes/1", "removed", {"cause": "score_drop"}, None),
        ("/risk/points", "added", None, json.loads(bytes(assessment.content))["risk"]["points"]),
        ("/status", "changed", "normal", "closed"),
    ]


def test_another_engine_is_equal_where_only_its_version_differs(world: World, assessment: Assessment) -> None:
    older = changed(assessment, lambda data: data.update(engine_version="0.9.0"))

    body = replay(world, older).json()

    assert (body["equal"], body["engine_then"], body["differences"]) == (True, "0.9.0", [])


def test_what_cannot_be_read_any_more_is_a_conflict_in_words(world: World, assessment: Assessment) -> None:
    digest = "sha256:" + "0" * 64
    RulePack.objects.create(digest=digest, key="old", version="0", content=b"{}", created_at=assessment.created_at)
    assessment.pack_id = digest

    answer = replay(world, changed(assessment, lambda data: None))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_replayable")


def test_replaying_writes_only_who_saw_it_and_asks_the_database_constantly(
    world: World, assessment: Assessment, django_assert_num_queries: object
) -> None:
    events = AuditEvent.objects.exclude(act="view").count()
    replay(world, assessment)  # the pack is built once for a process

    with django_assert_num_queries(4):  # type: ignore[operator]
        replay(world, assessment)
    assert (Assessment.objects.count(), AuditEvent.objects.exclude(act="view").count()) == (1, events)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("who", "status"), [("zoe", 404), ("bob", 404), ("lin", 404), ("sun", 200), ("ada", 404)])
def test_who_may_replay(world: World, assessment: Assessment, who: str, status: int, method: str) -> None:
    caller = api(world.people[who])

    answer = getattr(caller, method)(f"/api/v1/assessments/{assessment.pk}/replay/")
    never = getattr(caller, method)(f"/api/v1/assessments/{uuid7()}/replay/")

    assert answer.status_code == status
    if status == 404:
        assert {**answer.json(), "request_id": ""} == {**never.json(), "request_id": ""}


def test_the_command_is_content_where_all_are_equal(assessment: Assessment, capsys: Any) -> None:
    call_command("replay_assessments")

    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "1 assessments: 1 equal, 0 different, 0 broken, 0 unreadable\n")


def test_the_command_fails_on_one_that_the_same_engine_sees_differently(assessment: Assessment, capsys: Any) -> None:
    wrong = changed(assessment, lambda data: data.update(status="normal"))

    with pytest.raises(SystemExit) as end:
        call_command("replay_assessments")

    said = capsys.readouterr()
    assert end.value.code == 1
    assert said.out == f"{wrong.pk} broken 1.0.0 -> 1.0.0: 1 at /status\n".replace("1.0.0", wrong.engine_version)
    assert "1 equal, 0 different, 1 broken" in said.err


def test_the_command_accepts_what_another_engine_saw_differently(assessment: Assessment, capsys: Any) -> None:
    changed(assessment, lambda data: data.update(status="normal", engine_version="0.9.0"))

    call_command("replay_assessments")

    assert "1 different" in capsys.readouterr().err


def test_the_admin_checks_an_assessment_against_its_input(world: World, assessment: Assessment) -> None:
    visitor = browser(world.alice)
    wrong = changed(assessment, lambda data: data.update(status="normal"))

    said = [
        visitor.post(f"/admin/assessments/assessment/{each.pk}/do/replay/", follow=True).content.decode()
        for each in (assessment, wrong)
    ]

    assert "the answer is the same" in said[0]
    assert "the answer differs in 1 places" in said[1]
