"""Invitations and resets by mail: a link works once and for a while, and nothing tells whether an address exists."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from knox.models import AuthToken

from accounts.models import AuditEvent, PasswordLink, Person
from accounts.password_links import services
from accounts.password_links.mail import mail_of
from accounts.password_links.selectors import token_of
from cases.reminders.services.tick import tick
from config import clock
from tests.access.admin_world import set_up_second_factor
from tests.world import PASSWORD, World, api, browser, problems

pytestmark = pytest.mark.django_db
RESET, SET = "/api/v1/auth/password-reset/", "/api/v1/auth/password/"
NEW = "calm-harbour-21"


def ask(email: str, place: str = "192.0.2.1") -> Any:
    return api().post(RESET, {"email": email}, format="json", REMOTE_ADDR=place)


def sent(to: str) -> str:
    """The link of the newest mail to an address."""
    services.send_due(at=clock.now())
    body = next(one.body for one in reversed(mail.outbox) if one.to == [to])
    found = re.search(r"/admin/set-password/(\S+)/", str(body))
    assert found, body
    return found[1]


def put(link: str, password: str = NEW) -> Any:
    return api().post(SET, {"link": link, "password": password}, format="json")


def sign_in(email: str, password: str) -> int:
    return api().post("/api/v1/auth/tokens/", {"email": email, "password": password}, format="json").status_code


def invited(world: World, email: str = "new@example.org") -> Any:
    given = {"email": email, "name": "New", "role": "advisor", "language": "en"}
    return api(world.ada).post("/api/v1/users/", given, format="json")


def test_an_invited_person_sets_a_password_by_the_link_and_signs_in(world: World) -> None:
    made = invited(world)
    assert (made.status_code, made.json()["joined"]) == (201, False)
    assert sign_in("new@example.org", NEW) == 401

    assert put(sent("new@example.org")).status_code == 204

    assert sign_in("new@example.org", NEW) == 201
    assert "Ada of East invited you" in mail.outbox[0].body
    assert AuditEvent.objects.filter(object_id=made.json()["id"], act="change").exists()


def test_a_link_works_once(world: World) -> None:
    invited(world)
    link = sent("new@example.org")

    assert put(link).status_code == 204
    assert problems(put(link, "another-river-5")) == {"/link": "link_ended"}
    assert sign_in("new@example.org", NEW) == 201


def test_a_weak_password_is_refused_and_uses_nothing_up(world: World) -> None:
    invited(world)
    link = sent("new@example.org")

    for weak in ("short", "123456789012", "password1234"[:12], "new@example.org"):
        assert problems(put(link, weak)) == {"/password": "password"}
    assert put(link).status_code == 204


def test_forged_used_overtaken_expired_and_dead_links_are_refused_in_the_same_words(world: World) -> None:
    invited(world)
    first = sent("new@example.org")
    person = Person.objects.get(email="new@example.org")
    services.invite_again(actor=world.ada, person=person, at=clock.now())
    expired = PasswordLink.objects.create(
        person=person, office=person.office, purpose="reset", expires_at=clock.now(), sent_at=clock.now()
    )
    ask("bob@example.org")
    of_bob = sent("bob@example.org")
    Person.objects.filter(pk=world.bob.pk).update(is_active=False)
    some = token_of(expired)

    answers = [put(link) for link in (first, some, some[:-1], some[:-4] + "AAAA", of_bob, str(person.pk), "x")]

    assert {one.status_code for one in answers} == {400}
    assert len({one.json()["errors"][0]["detail"] for one in answers}) == 1
    pages = [Browser().get(f"/admin/set-password/{link}/") for link in (first, some, of_bob, "x")]
    assert {one.status_code for one in pages} == {404}


def test_the_answer_is_the_same_whether_or_not_an_address_exists(world: World) -> None:
    known, unknown = ask("alice@example.org"), ask("nobody@example.org")

    assert known.status_code == unknown.status_code == 202
    assert known.json() == unknown.json()
    assert set(known.headers) == set(unknown.headers)


def test_asking_does_the_same_work_whether_or_not_an_address_exists(
    world: World, django_assert_num_queries: Any
) -> None:
    for address in ("alice@example.org", "nobody@example.org"):
        with django_assert_num_queries(3):  # a savepoint, one row, and its release
            ask(address)


def test_a_reset_ends_tokens_and_sessions(world: World) -> None:
    visitor = browser(world.alice)
    AuthToken.objects.create(user=world.alice)
    assert visitor.get("/admin/").status_code == 200
    ask("Alice@Example.org")

    assert put(sent("alice@example.org")).status_code == 204

    assert AuthToken.objects.count() == 0
    assert visitor.get("/admin/").status_code == 302
    assert (sign_in("alice@example.org", PASSWORD), sign_in("alice@example.org", NEW)) == (401, 201)
    assert AuditEvent.objects.filter(act="ask_password_reset", object_id=world.alice.pk, actor=None).count() == 1


def test_whoever_reads_the_mail_alone_still_needs_the_second_factor(world: World) -> None:
    set_up_second_factor(world.alice)
    ask("alice@example.org")
    put(sent("alice@example.org"))

    answer = api().post("/api/v1/auth/tokens/", {"email": "alice@example.org", "password": NEW}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "otp_required")


def test_of_an_address_that_nobody_has_nothing_is_kept_or_sent(world: World) -> None:
    ask("nobody@example.org")
    Person.objects.filter(pk=world.zoe.pk).update(is_active=False)
    ask("zoe@example.org")
    assert b"nobody" not in bytes(PasswordLink.objects.earliest("created_at").address_sealed)

    services.send_due(at=clock.now())

    assert (PasswordLink.objects.count(), len(mail.outbox)) == (0, 0)


def test_too_many_mails_are_stopped_by_what_was_asked_not_by_who_has_the_address(world: World) -> None:
    known, unknown = (
        [ask(address).status_code for _ in range(6)] for address in ("alice@example.org", "nobody@example.org")
    )

    assert known == unknown == [202] * 5 + [429]


def test_a_tick_sends_what_no_worker_did_and_forgets_addresses_that_were_never_looked_up(world: World) -> None:
    invited(world)
    old = clock.now() - timedelta(hours=2)
    services.ask_reset(address="alice@example.org", at=old)

    tick(now=clock.now)

    assert [one.to for one in mail.outbox] == [["new@example.org"]]
    assert not PasswordLink.objects.filter(person=None).exists()


def test_a_mail_that_fails_is_sent_at_the_next_look_with_the_same_message_id(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited(world)
    made = mail_of

    def refused(link: PasswordLink) -> Any:
        made(link).send()
        raise ConnectionResetError

    monkeypatch.setattr(services, "mail_of", refused)
    assert services.send_due(at=clock.now()) == 0
    monkeypatch.setattr(services, "mail_of", made)

    assert services.send_due(at=clock.now()) == 1
    first, second = mail.outbox
    assert (first.extra_headers, first.body) == (second.extra_headers, second.body)


def test_adding_people_tells_nothing_of_other_offices(world: World) -> None:
    elsewhere, nowhere = invited(world, "zoe@example.org"), invited(world, "nobody@example.org")
    ada = api(world.ada)

    def told(answer: Any) -> dict[str, Any]:
        body = ada.get(f"/api/v1/users/{answer.json()['id']}/").json()
        own = {"id", "email", "created_at", "updated_at"}
        return {key: value for key, value in body.items() if key not in own}

    assert (elsewhere.status_code, elsewhere.json()["email"]) == (201, "zoe@example.org")
    assert told(elsewhere) == told(nowhere)
    assert problems(invited(world, "zoe@example.org")) == problems(invited(world, "nobody@example.org"))
    services.send_due(at=clock.now())
    to_zoe = next(one for one in mail.outbox if one.to == ["zoe@example.org"])
    assert "set-password" not in to_zoe.body
    assert Person.objects.get(pk=world.zoe.pk).email == "zoe@example.org"
    assert sign_in("zoe@example.org", PASSWORD) == 201


def test_inviting_again_is_for_those_who_have_not_joined(world: World) -> None:
    ident = invited(world).json()["id"]
    path = f"/api/v1/users/{ident}/invite/"
    first = sent("new@example.org")

    assert api(world.ada).post(path).status_code == 200
    assert put(first).status_code == 400
    assert put(sent("new@example.org")).status_code == 204
    again = api(world.ada).post(path)
    assert (again.status_code, again.json()["code"]) == (409, "already_joined")
    assert api(world.sun).post(path).status_code == 403


def test_the_pages_ask_for_a_link_and_set_the_password(world: World) -> None:
    visitor = Browser(HTTP_ACCEPT_LANGUAGE="en")
    asked = visitor.post("/admin/forgotten-password/", {"email": "alice@example.org"})
    path = f"/admin/set-password/{sent('alice@example.org')}/"
    page = visitor.get(path)
    unequal = visitor.post(path, {"password": NEW, "again": "x"})
    weak = visitor.post(path, {"password": "short", "again": "short"})

    assert "a link is on its way" in asked.content.decode()
    assert (page.status_code, page["Cache-Control"].split(",")[0]) == (200, "max-age=0")
    assert "no-store" in page["Cache-Control"]
    assert "not the same" in unequal.content.decode()
    assert "too short" in weak.content.decode()
    assert visitor.post(path, {"password": NEW, "again": NEW})["Location"] == "/admin/login/"
    assert sign_in("alice@example.org", NEW) == 201


@pytest.mark.parametrize("path", ["/admin/forgotten-password/", "/admin/set-password/x/"])
def test_the_pages_are_there_in_chinese_and_run_no_inline_script(world: World, path: str) -> None:
    page = Browser(HTTP_ACCEPT_LANGUAGE="zh-hans").get(path)

    assert re.search("[一-鿿]{4}", page.content.decode())
    assert "'unsafe-inline'" not in page["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page.content.decode())


def test_the_log_in_page_leads_to_a_new_password(world: World) -> None:
    assert "/admin/forgotten-password/" in Browser().get("/admin/login/").content.decode()
