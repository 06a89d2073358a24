"""Where a person is signed in, and that what is ended opens nothing from that moment on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session as BrowserSession
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Person, Session
from accounts.people import services as people
from accounts.sessions import services
from config import clock
from config.errors import NotIdentified
from tests.world import PASSWORD, World, api, bearing, browser

pytestmark = pytest.mark.django_db
SESSIONS = "/api/v1/auth/sessions/"
EVERYWHERE = "/api/v1/auth/sign-out-everywhere/"


@pytest.fixture(autouse=True)
def nothing_noted_yet() -> None:
    services._noted.clear()


def signed_in(email: str = "alice@example.org", **about: Any) -> Any:
    """A caller with a token of their own."""
    given = {"email": email, "password": PASSWORD}
    return bearing(api().post("/api/v1/auth/tokens/", given, format="json", **about).json()["token"])


def logged_in(email: str = "alice@example.org") -> Browser:
    visitor = Browser(HTTP_ACCEPT_LANGUAGE="en")
    assert visitor.post("/admin/login/", {"username": email, "password": PASSWORD}).status_code == 302
    return visitor


def opens(caller: Any) -> bool:
    paths = ("/api/v1/users/",) if isinstance(caller, APIClient) else ("/api/v1/users/", "/admin/")
    return all(caller.get(path).status_code == 200 for path in paths)


def told(caller: Any) -> list[tuple[str, bool]]:
    return sorted((row["kind"], row["current"]) for row in caller.get(SESSIONS).json()["results"])


def test_each_caller_sees_all_of_their_own_and_which_is_this_one(world: World) -> None:
    here, there, visitor = signed_in(), signed_in(REMOTE_ADDR="203.0.113.9"), logged_in()
    signed_in("bob@example.org")

    for token in (here, there):
        assert told(token) == [("browser", False), ("token", False), ("token", True)]
    assert told(visitor) == [("browser", True), ("token", False), ("token", False)]
    rows = here.get(SESSIONS).json()["results"]
    assert {row["address"] for row in rows} == {"127.0.0.1", "203.0.113.9"}
    assert all(row["created_at"] <= row["last_used_at"] < row["ends_at"] for row in rows)
    assert not any(digest in str(rows) for digest in AuthToken.objects.values_list("digest", flat=True))


def test_one_that_is_ended_opens_nothing_at_once_and_the_others_stay(world: World) -> None:
    here, there, visitor = signed_in(), signed_in(), logged_in()
    rows = {(row["kind"], row["current"]): row["id"] for row in here.get(SESSIONS).json()["results"]}

    for which in (("token", False), ("browser", False)):
        assert here.delete(f"{SESSIONS}{rows[which]}/").status_code == 204
        assert here.delete(f"{SESSIONS}{rows[which]}/").status_code == 404

    assert [opens(caller) for caller in (here, there, visitor)] == [True, False, False]
    assert AuditEvent.objects.filter(act="end_session", actor=world.alice).count() == 2


def test_nobody_sees_or_ends_somebody_elses(world: World) -> None:
    bobs = signed_in("bob@example.org")
    session = Session.objects.get(person=world.bob)

    for who in (world.alice, world.ada, world.sun, world.zoe):
        assert api(who).get(f"{SESSIONS}{session.pk}/").status_code == 404
        assert api(who).delete(f"{SESSIONS}{session.pk}/").status_code == 404
    assert opens(bobs)


def test_signing_out_everywhere_ends_tokens_and_browsers_this_one_too(world: World) -> None:
    mine, bobs = [signed_in(), signed_in(), logged_in(), browser(world.alice)], signed_in("bob@example.org")
    mine[3].get("/admin/")

    assert mine[0].post(EVERYWHERE).status_code == 204

    assert [opens(caller) for caller in mine] == [False] * 4
    assert opens(bobs)
    assert (AuthToken.objects.count(), BrowserSession.objects.count(), Session.objects.count()) == (1, 0, 1)
    assert AuditEvent.objects.get(act="sign_out_everywhere").actor == world.alice


def test_an_administrator_signs_a_colleague_out_everywhere(world: World) -> None:
    callers = [signed_in(), logged_in()]
    path = f"/api/v1/users/{world.alice.pk}/end-sessions/"

    assert [api(who).post(path).status_code for who in (world.bob, world.sun, world.zoe)] == [403, 403, 404]
    assert [opens(caller) for caller in callers] == [True, True]
    assert api(world.ada).post(path).json()["id"] == str(world.alice.pk)

    assert [opens(caller) for caller in callers] == [False, False]
    event = AuditEvent.objects.get(act="end_sessions")
    assert (event.actor, event.object_id) == (world.ada, world.alice.pk)


@pytest.mark.parametrize("change", [{"role": "lawyer"}, {"is_active": False}])
def test_another_role_and_being_switched_off_end_all_at_once(world: World, change: dict[str, object]) -> None:
    callers = [signed_in(), logged_in()]

    answer = api(world.ada).patch(
        f"/api/v1/users/{world.alice.pk}/", change, format="json", headers={"If-Match": f'"{world.alice.version}"'}
    )

    assert answer.status_code == 200
    assert [opens(caller) for caller in callers] == [False, False]


def test_who_loses_their_password_while_it_is_compared_is_not_let_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Person.objects.get(pk=world.alice.pk)
    people.change_own_password(actor=world.alice, password="calm-harbour-21", at=clock.now())
    monkeypatch.setattr(people, "authenticate", lambda **given: before)

    with pytest.raises(NotIdentified):
        people.issue_token(email="alice@example.org", password=PASSWORD, otp="", at=clock.now())


def test_use_is_noted_every_five_minutes_and_at_once_from_another_place(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, began = signed_in(), clock.now()

    def used(after: timedelta, place: str) -> tuple[bool, str]:
        monkeypatch.setattr(clock, "now", lambda: began + after)
        before = Session.objects.get().last_used_at
        assert caller.get("/api/v1/users/", REMOTE_ADDR=place).status_code == 200
        row = Session.objects.get()
        return row.last_used_at > before, row.last_address

    assert used(timedelta(minutes=4), "127.0.0.1") == (False, "127.0.0.1")
    assert used(timedelta(minutes=4, seconds=1), "203.0.113.9") == (True, "203.0.113.9")
    assert used(timedelta(minutes=8), "203.0.113.9") == (False, "203.0.113.9")
    assert used(timedelta(minutes=11), "203.0.113.9") == (True, "203.0.113.9")


def test_noting_costs_no_query_where_it_was_noted_just_now(world: World) -> None:
    caller = signed_in()
    caller.get("/api/v1/users/")

    with CaptureQueriesContext(connection) as caught:
        caller.get("/api/v1/users/")

    assert not any("accounts_session" in query["sql"] for query in caught.captured_queries)


def test_one_from_before_there_were_rows_is_shown_once_it_is_used(world: World) -> None:
    _row, token = AuthToken.objects.create(user=world.alice)
    visitor = Browser()
    visitor.force_login(world.alice)  # past the log-in page

    visitor.get("/admin/")

    assert told(bearing(token)) == [("browser", False), ("token", True)]


def test_what_has_run_out_is_not_shown_and_removed_by_night(world: World) -> None:
    signed_in()
    AuthToken.objects.update(expiry=clock.now())

    assert api(world.alice).get(SESSIONS).json()["results"] == []
    services.prune(at=clock.now())
    assert (AuthToken.objects.count(), Session.objects.count()) == (0, 0)


def test_the_list_needs_the_same_queries_for_one_and_for_many(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            api(world.alice).get(SESSIONS)
        return len(caught.captured_queries)

    logged_in()
    one = asked()
    for _each in range(4):
        signed_in()

    assert asked() == one


def test_the_page_ends_another_session_and_stays_and_its_own_and_leaves(world: World) -> None:
    here, there = logged_in(), logged_in()
    page = "/admin/accounts/session/"
    rows = {row.current: row for row in here.get(page).context["cl"].result_list}

    other = here.post(f"{page}{rows[False].pk}/do/end/")
    assert (other.status_code, other["Location"], opens(there), opens(here)) == (302, page, False, True)
    own = here.post(f"{page}{rows[True].pk}/do/end/")
    assert (own.status_code, own["Location"], opens(here)) == (302, "/admin/login/", False)


def test_the_pages_sign_out_everywhere(world: World) -> None:
    here, token, boss = logged_in(), signed_in(), logged_in("ada@example.org")
    ident = Session.objects.filter(person=world.alice).values_list("pk", flat=True)[0]

    assert here.post(f"/admin/accounts/session/{ident}/do/end-all/")["Location"] == "/admin/login/"
    assert [opens(caller) for caller in (here, token, boss)] == [False, False, True]

    again = signed_in()
    assert boss.post(f"/admin/accounts/person/{world.alice.pk}/do/end-sessions/").status_code == 302
    assert [opens(caller) for caller in (again, boss)] == [False, True]


def test_leaving_the_admin_is_recorded(world: World) -> None:
    logged_in().post("/admin/logout/")

    assert AuditEvent.objects.filter(act="sign_out", actor=world.alice).count() == 1
    assert Session.objects.count() == 0
