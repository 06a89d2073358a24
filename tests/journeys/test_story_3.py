"""The third story through the API: a system upgrade stops an account, it heals by itself, and the end is looked after
by another advisor. At each point: what each of six people and the client see."""

from __future__ import annotations

from typing import Any

import pytest

from config import clock
from tests.journeys.people import (
    NOBODY_ELSE,
    ONLY_HERS,
    Voice,
    account_of,
    day,
    moment,
    open_with_plan,
    phone_of,
    take_in,
    who_lists,
    who_sees,
)
from tests.world import World

pytestmark = pytest.mark.django_db
BOBS_NOW = {**NOBODY_ELSE, "alice": 404, "bob": 200, "sun": 200}


def it_stands_still(alice: Voice, account: str) -> None:
    seen: dict[str, Any] = {"credit_account": account, "provenance": "document_seen"}
    alice.post("platform-events/", **seen, kind="maintenance", starts_at=moment(1), ends_at=moment(-2), text="upgrade")
    alice.post("displays/", **seen, observed_at=moment(1), shows_limit=False, can_draw=False, text="系统升级，暂不可用")
    for back in (70, 40, 10):
        due = str(day(back))
        alice.post("repayments/", **seen, due_on=due, amount_due="500.00", paid_on=due)


def it_works_again(alice: Voice, account: str) -> dict[str, Any]:
    now = clock.now().isoformat()
    seen: dict[str, Any] = {"credit_account": account, "provenance": "document_seen"}
    limits = {"limit_total": "12000.00", "limit_available": "10000.00"}
    alice.post("displays/", **seen, observed_at=now, shows_limit=True, can_draw=True, **limits)
    alice.post("notices/", **seen, received_at=now, channel="in_app", text="服务已恢复，欢迎继续使用。")
    return alice.post(f"credit-accounts/{account}/evaluate/")


def reasons(row: dict[str, Any]) -> list[str]:
    return [reason["code"] for reason in row["why"]]


def the_plan_follows_what_is_new(world: World, alice: Voice, case: str, healed: dict[str, Any]) -> None:
    assert reasons(alice.rows("work-queue/")[0]) == ["due_today", "newer_assessment"]
    changes = f"cases/{case}/plan-changes/"
    assert who_sees(world, changes) == ONLY_HERS
    asked = {change["action"]: change["change"] for change in alice.get(changes)["changes"]}
    assert (asked["wait_for_maintenance"], asked["re_evaluate"]) == ("dropped", "changed")
    decisions = [{"action": action, "accepted": True} for action in asked]
    alice.post(changes, assessment=healed["id"], decisions=decisions)
    assert "newer_assessment" not in reasons(alice.rows("work-queue/?until=2099-01-01")[0])
    in_plan = {row["action"] for row in alice.rows(f"steps/?case={case}") if row["state"] in ("ready", "waiting")}
    assert in_plan == {"follow_platform_announcements", "re_evaluate"}


def it_ends_well(world: World, alice: Voice, case: str) -> list[dict[str, Any]]:
    """The three looks that come of it."""
    ending = {"outcome": "reinstated", "note": "It healed by itself (invented)"}
    tried = [Voice(world.people[name]).tries(f"cases/{case}/outcome/", **ending) for name in NOBODY_ELSE]
    assert set(tried) <= {403, 404}
    assert alice.post(f"cases/{case}/outcome/", 200, **ending)["next_action_kind"] == "review_and_close"
    assert "Its outcome is recorded" in alice.rows("work-queue/")[0]["why"][-1]["text"]
    closed = alice.post(f"cases/{case}/close/", 200, **ending)
    assert (closed["state"], closed["outcome"], closed["next_action_kind"]) == ("closed", "reinstated", "step")
    looks = [row for row in alice.rows(f"steps/?case={case}&limit=100") if row["action"] == "aftercare"]
    assert [look["state"] for look in looks] == ["ready"] * 3
    assert who_lists(world, "work-queue/") == set()
    assert who_lists(world, "work-queue/?until=2099-01-01") == {"alice", "sun"}
    return looks


def test_a_short_outage_from_intake_to_aftercare(world: World) -> None:
    alice, bob, sun = Voice(world.alice), Voice(world.bob), Voice(world.sun)
    client = take_in(alice, "Anna Reed", email="anna@example.org", language="en")
    account = account_of(alice, client, world.jiebei, "2000.00")
    it_stands_still(alice, account)
    assessment, case = open_with_plan(alice, account)
    assert [assessment[name] for name in ("status", "status_detail", "temporary")] == ["suspended", "maintenance", True]
    assert [cause["cause"] for cause in assessment["causes"]] == ["maintenance"]
    assert who_sees(world, f"cases/{case}/") == ONLY_HERS
    _link, phone = phone_of(alice, client)
    assert "Wait until the maintenance is over" in phone.text
    assert "new borrowing is stopped at the moment" in phone.text

    healed = it_works_again(alice, account)
    assert (healed["status"], healed["causes"]) == ("normal", [])
    assert who_sees(world, f"assessments/{healed['id']}/") == ONLY_HERS
    the_plan_follows_what_is_new(world, alice, case, healed)
    assert "Wait until the maintenance is over" not in phone.get("/c/")
    looks = it_ends_well(world, alice, case)
    assert "nothing open for you" in phone.get("/c/")

    leaves = {"from": str(world.alice.pk), "to": str(world.bob.pk), "reason": "leaves the office"}
    moved = sun.post("cases/hand-over/", 200, **leaves)
    assert moved["cases"] == 1
    for path in (f"clients/{client}/", f"credit-accounts/{account}/", f"cases/{case}/", f"steps/{looks[0]['id']}/"):
        assert who_sees(world, path) == BOBS_NOW, path
    assert who_lists(world, "work-queue/?until=2099-01-01") == {"bob", "sun"}
    assert "Your advisor: Bob" in phone.get("/c/")
    done = bob.post(f"steps/{looks[0]['id']}/complete/", 200, note="It still lends (invented)")
    assert (done["state"], bob.get(f"cases/{case}/")["state"]) == ("done", "closed")
    assert alice.tries(f"steps/{looks[1]['id']}/complete/", note="") == 404
