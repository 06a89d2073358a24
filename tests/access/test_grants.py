"""Standing in, sharing, barring and breaking glass: they act at once, end on time, and never reach another office."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from accounts.audit.models import AuditEvent
from accounts.grants.models import Grant
from accounts.grants.services import tell_owners
from accounts.models import Person
from config import clock
from tests.world import NUMBER, World, api, browser, person, problems

pytestmark = pytest.mark.django_db


def hours(count: float) -> str:
    return (clock.now() + timedelta(hours=count)).isoformat()


def give(actor: Person, **body: Any) -> Any:
    return api(actor).post("/api/v1/grants/", {"reason": "on leave", **body}, format="json")


def substitute(world: World, actor: str = "sun", **more: Any) -> Any:
    body = {"kind": "substitute", "person": str(world.bob.pk), "advisor": str(world.alice.pk), "ends_at": hours(48)}
    return give(world.people[actor], **{**body, **more})


def sees_chen(who: Person) -> bool:
    fresh = Person.objects.get(pk=who.pk)  # as a new request loads it
    listed = [row["name"] for row in api(fresh).get("/api/v1/clients/").json()["results"]]
    return "Chen" in listed


def test_a_substitute_works_the_clients_from_start_to_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    answer = substitute(world, starts_at=hours(24))
    assert answer.status_code == 201

    seen = {}
    for after in (0, 25, 47, 49):
        monkeypatch.setattr(clock, "now", lambda after=after: now + timedelta(hours=after))
        seen[after] = sees_chen(world.bob)

    assert seen == {0: False, 25: True, 47: True, 49: False}


def test_an_advisor_lets_a_colleague_stand_in_but_not_for_somebody_else(world: World) -> None:
    assert substitute(world, "alice").status_code == 201
    assert substitute(world, "bob", person=str(person(world.east, "eve", "advisor").pk)).status_code == 403


def test_revoking_acts_at_once(world: World) -> None:
    grant = substitute(world).json()["id"]
    assert sees_chen(world.bob)

    answers = [api(world.sun).post(f"/api/v1/grants/{grant}/revoke/").status_code for _ in range(2)]

    assert (answers, sees_chen(world.bob)) == ([200, 409], False)


def test_a_shared_client_is_seen_and_worked_by_both(world: World) -> None:
    give(world.alice, kind="share", person=str(world.bob.pk), client=str(world.chen.pk))

    assert sees_chen(world.bob) and sees_chen(world.alice)
    changed = api(world.bob).patch(
        f"/api/v1/clients/{world.chen.pk}/", {"name": "Chen Yi"}, format="json", HTTP_IF_MATCH='"1"'
    )
    assert changed.status_code == 200


@pytest.mark.parametrize("who", ["alice", "sun"])
def test_a_conflict_of_interest_hides_the_client_from_whoever_it_bars(world: World, who: str) -> None:
    other = person(world.east, "su2", "supervisor")
    body = {"kind": "bar", "person": str(world.people[who].pk), "client": str(world.chen.pk)}
    assert give(other, **body, reason="a relative").status_code == 201

    assert not sees_chen(world.people[who])
    assert api(world.people[who]).get(f"/api/v1/credit-accounts/{world.account.pk}/").status_code == 404
    assert sees_chen(other)


def test_whoever_is_barred_does_not_lift_it_themselves(world: World) -> None:
    bar = give(world.sun, kind="bar", person=str(world.sun.pk), client=str(world.chen.pk)).json()["id"]

    assert api(world.sun).post(f"/api/v1/grants/{bar}/revoke/").status_code == 403


def test_nobody_grants_across_offices(world: World) -> None:
    stranger = {"kind": "share", "person": str(world.zoe.pk), "client": str(world.chen.pk)}
    assert problems(give(world.sun, **stranger)) == {"/person": "does_not_exist"}
    hidden = {"kind": "share", "person": str(world.bob.pk), "client": str(world.wu.pk)}
    assert problems(give(world.sun, **hidden)) == {"/client": "does_not_exist"}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"ends_at": None}, "/ends_at", "required"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at", "before_start"),
        ({"starts_at": "2020-01-01T00:00:00Z"}, "/starts_at", "past"),
        ({"ends_at": "2199-01-01T00:00:00Z"}, "/ends_at", "too_long"),
        ({"advisor": None}, "/advisor", "invalid"),
        ({"reason": ""}, "/reason", "blank"),
    ],
)
def test_impossible_grants_are_refused_by_field(world: World, change: Any, pointer: str, code: str) -> None:
    assert problems(substitute(world, **change)) == {pointer: code}
    assert not Grant.objects.exists()


def broken(world: World) -> Any:
    body = {"kind": "break_glass", "person": str(world.sun.pk), "client": str(world.chen.pk), "ends_at": hours(1)}
    return give(world.sun, **body, reason="court asks for the number today")


def test_a_supervisor_sees_the_number_only_after_breaking_glass(world: World) -> None:
    address = f"/api/v1/clients/{world.chen.pk}/identity/"
    before = api(world.sun).get(address)
    broken(world)
    after = api(world.sun).get(address)

    assert (before.status_code, before.json()["code"]) == (403, "break_glass")
    assert after.json()["identity_number"] == NUMBER
    assert AuditEvent.objects.filter(act="grant_break_glass", actor=world.sun).exists()


def test_the_owner_is_told_of_broken_glass_once_and_without_names(world: World) -> None:
    broken(world)

    told = [tell_owners(at=clock.now()) for _ in range(2)]

    assert (told, [sent.to for sent in mail.outbox]) == ([1, 0], [["alice@example.org"]])
    assert "Chen" not in mail.outbox[0].subject + str(mail.outbox[0].body)


def test_another_supervisor_reviews_broken_glass(world: World) -> None:
    grant = broken(world).json()["id"]
    other = person(world.east, "su2", "supervisor")

    own = api(world.sun).post(f"/api/v1/grants/{grant}/review/", {"note": "fine"}, format="json")
    reviews = [api(other).post(f"/api/v1/grants/{grant}/review/", {"note": "seen"}, format="json") for _ in range(2)]

    assert own.status_code == 403
    assert [answer.status_code for answer in reviews] == [200, 409]


def test_advisors_do_not_break_glass(world: World) -> None:
    body = {"kind": "break_glass", "person": str(world.alice.pk), "client": str(world.chen.pk), "ends_at": hours(1)}

    assert give(world.alice, **body).status_code == 403


def test_advisors_see_the_grants_that_concern_them(world: World) -> None:
    substitute(world)
    broken(world)

    def kinds(who: Person) -> list[str]:
        return sorted(row["kind"] for row in api(who).get("/api/v1/grants/").json()["results"])

    assert kinds(world.alice) == ["break_glass", "substitute"]
    assert kinds(world.bob) == ["substitute"]
    assert kinds(world.zoe) == []
    assert datetime.fromisoformat(api(world.sun).get("/api/v1/grants/").json()["results"][0]["starts_at"])


GRANTS = "/admin/accounts/grant/"
BLANK = {"advisor": "", "client": "", "starts_at_0": "", "starts_at_1": "", "ends_at_0": "", "ends_at_1": ""}


def given_in_admin(who: Person, **values: Any) -> Any:
    return browser(who).post(f"{GRANTS}add/", {**BLANK, "reason": "on leave", **values})


def until(day: str) -> dict[str, str]:
    return {"ends_at_0": day, "ends_at_1": "18:00:00"}


def test_an_advisor_lets_somebody_stand_in_and_ends_it_in_the_admin(world: World) -> None:
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    who = {"person": str(world.bob.pk), "advisor": str(world.alice.pk)}

    made = given_in_admin(world.alice, kind="substitute", **who, **until(day))

    grant = Grant.objects.get()
    page = made["Location"]
    assert sees_chen(world.bob)
    assert "End it" in browser(world.alice).get(page).content.decode()
    assert "End it" not in browser(world.bob).get(page).content.decode()
    browser(world.bob).post(f"{GRANTS}{grant.pk}/do/revoke/")
    assert sees_chen(world.bob)
    browser(world.alice).post(f"{GRANTS}{grant.pk}/do/revoke/")
    assert not sees_chen(world.bob)


def test_the_admin_says_at_its_field_what_a_grant_lacks_and_offers_people_of_the_office(world: World) -> None:
    endless = given_in_admin(world.sun, kind="substitute", person=str(world.bob.pk), advisor=str(world.alice.pk))
    mixed = given_in_admin(world.sun, kind="share", person=str(world.bob.pk), advisor=str(world.alice.pk))
    foreign = given_in_admin(world.sun, kind="share", person=str(world.zoe.pk), client=str(world.chen.pk))

    told = [list(page.context["adminform"].form.errors) for page in (endless, mixed, foreign)]
    assert told == [["ends_at"], ["advisor"], ["person"]]
    offered = browser(world.sun).get(f"{GRANTS}add/").content.decode()
    assert "Bob" in offered and "Lin" in offered
    assert "Zoe" not in offered and "Ada" not in offered
    assert not Grant.objects.exists()


def test_glass_is_broken_and_reviewed_in_the_admin(world: World) -> None:
    other = person(world.east, "su2", "supervisor")
    day = (clock.now() + timedelta(hours=2)).astimezone(ZoneInfo(world.east.zone))
    end = {"ends_at_0": day.date().isoformat(), "ends_at_1": day.strftime("%H:%M:%S")}

    given_in_admin(world.sun, kind="break_glass", person=str(world.sun.pk), client=str(world.chen.pk), **end)

    grant = Grant.objects.get()
    review = f"{GRANTS}{grant.pk}/do/review/"
    assert "do/review/" not in browser(world.sun).get(f"{GRANTS}{grant.pk}/change/").content.decode()
    assert "do/review/" in browser(other).get(f"{GRANTS}{grant.pk}/change/").content.decode()
    browser(world.sun).post(review, {"note": "fine"})
    assert Grant.objects.get().reviewed_at is None
    browser(other).post(review, {"note": "seen"})
    assert (Grant.objects.get().reviewed_by, Grant.objects.get().review) == (other, "seen")
    assert browser(world.alice).post(review, {"note": "x"}).status_code == 403


@pytest.mark.parametrize("who", ["alice", "sun"])
def test_nobody_is_given_what_they_have(world: World, who: str) -> None:
    """Chen is Alice's client, and nobody stands in for themselves."""
    alice = str(world.alice.pk)

    shared = give(world.people[who], kind="share", person=alice, client=str(world.chen.pk), ends_at=hours(48))

    assert problems(shared) == {"/person": "own_client"}
    assert problems(substitute(world, who, person=alice)) == {"/advisor": "invalid"}
