"""A client's link opens the client's own matter with a code, and nothing else; what is wrong is as if it never was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.urls import reverse

from accounts.audit.models import AuditEvent
from accounts.erasures.services import ask_erasure, confirm_erasure
from accounts.exports.sections import as_told
from accounts.models import CreditProduct, Person
from cases.client_links.models import ClientLink, ClientLinkCode
from cases.client_links.services.entering import prune, send_due
from cases.client_links.services.links import LONGEST, make_link, revoke_link
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from config import clock
from config.tokens import digest_of
from tests.cases.client_pages import Phone, linked, mailed_code
from tests.cases.stories import NOW, assessed, opened, planned
from tests.privacy.agreements import consented, withdrawn
from tests.world import World, account_of, api, browser, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(world: World) -> ClientLink:
    return linked(world)[0]


def acts(link: ClientLink) -> list[str]:
    return list(AuditEvent.objects.filter(actor_id=link.account_id).order_by("id").values_list("act", flat=True))


def later(monkeypatch: pytest.MonkeyPatch, **delta: float) -> None:
    then = clock.now() + timedelta(**delta)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_a_client_opens_the_own_matter_with_a_code(world: World) -> None:
    opened(world, planned("obtain_credit_report", due="2099-10-16"), planned("appeal", after=("obtain_credit_report",)))
    link, phone = linked(world)

    phone.enter()

    assert "For Chen" in phone.text
    assert "Get your own credit report" in phone.text
    assert "By 2099-10-16" in phone.text
    assert "借呗" in phone.text
    assert "the lender has closed this credit line" in phone.text
    assert acts(link) == ["open", "ask_code", "enter", "view"]
    view = AuditEvent.objects.get(actor_id=link.account_id, act="view")
    assert (view.role, view.route) == ("client_by_link", "c/")
    assert set(view.clients) == {str(world.chen.pk)}


def test_of_two_cases_what_serves_both_stands_once_and_the_rest_names_its_account(world: World) -> None:
    opened(world, planned("obtain_credit_report"), planned("appeal"))
    product = CreditProduct.objects.create(key="huabei", name="花呗")
    huabei = account_of(world.chen, product)
    second = assessed(world, planned("obtain_credit_report"), planned("appeal"), account=huabei)
    case = open_case(actor=world.alice, account_id=huabei.pk, assessment_id=second.pk, at=NOW)
    adopt_plan(actor=world.alice, case=case, assessment_id=second.pk, force=False, at=NOW)

    shown = linked(world)[1].enter().text.partition('id="state"')[0]

    assert shown.count("<h3>Get your own credit report</h3>") == 1
    assert [shown.count(f'<p class="hint">{account.product}</p>') for account in (world.account, huabei)] == [1, 1]


def test_pages_are_small_and_send_nothing_elsewhere(world: World) -> None:
    opened(world, *(planned(f"ask{n}", due="2099-10-16") for n in range(15)))
    phone = linked(world)[1].enter()

    assert len(phone.answer.content) < 30_000
    assert phone.answer["Referrer-Policy"] == "no-referrer"
    assert phone.answer["Cache-Control"] == "no-store"
    policy = phone.answer["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "unsafe" not in policy
    assert "<script" not in phone.text
    assert "http" not in phone.text.replace("http-equiv", "")


def test_pages_speak_the_clients_language_until_another_is_chosen(world: World) -> None:
    phone = linked(world)[1]

    assert '<html lang="zh-Hans">' in phone.get(phone.door)
    assert '<html lang="en">' in phone.get(f"{phone.door}?language=en")
    assert '<html lang="en">' in phone.get(phone.door)
    assert phone.answer["Content-Language"] == "en"


def test_the_mail_holds_the_code_and_nothing_of_the_matter(world: World) -> None:
    world.chen.language = "en"
    world.chen.save(update_fields=["language"])
    phone = linked(world)[1]
    phone.get(phone.door)
    phone.post(phone.door, ask="1")
    send_due(at=clock.now())
    send_due(at=clock.now())

    assert [(sent.to, sent.subject) for sent in mail.outbox] == [(["chen@example.org"], "Your code")]
    assert phone.door not in str(mail.outbox[0].body)
    assert "Chen" not in str(mail.outbox[0].body)


def bodies(phone: Phone, paths: list[str]) -> set[tuple[int, str]]:
    found = set()
    for path in paths:
        text = phone.get(path)
        found.add((phone.status, text))
    return found


def test_what_is_wrong_with_a_link_answers_as_what_never_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first, phone = linked(world)
    token = phone.door.split("/")[3]
    second, other = linked(world)  # ends the first
    revoke_link(actor=world.alice, link=second, at=clock.now())
    _third, last = linked(world)
    later(monkeypatch, days=31)

    stranger = Phone("x")
    texts = bodies(stranger, [f"/c/open/{word}/" for word in (token, token[:-1], "x" * 43, "%00", "9" * 900)])
    texts |= bodies(stranger, [other.door, last.door, "/c/"])

    assert len(texts) == 1
    assert next(iter(texts))[0] == 404
    assert Person.objects.get(pk=first.account_id).is_active is False
    assert AuditEvent.objects.filter(act="open").count() == 0


def test_a_wrong_a_used_and_an_old_code_are_refused_alike(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link, phone = linked(world)
    phone.enter()
    used = mailed_code()
    phone.post(phone.door, ask="1")
    assert phone.status == 200
    send_due(at=clock.now())
    newest = mailed_code()

    texts = {phone.post(phone.door, code=code).replace(code, "") for code in ("000000x", used)}
    later(monkeypatch, minutes=16)
    texts.add(phone.post(phone.door, code=newest).replace(newest, ""))

    assert phone.status == 400
    assert len(texts) == 1
    assert "Only the newest one works" in texts.pop()
    assert acts(link)[-3:] == ["refuse_code"] * 3


def test_guessing_is_stopped_by_code_and_by_link(world: World) -> None:
    phone = linked(world)[1]
    phone.get(phone.door)
    for _each in range(2):
        phone.post(phone.door, ask="1")
        for _guess in range(5):
            phone.post(phone.door, code="000000")
        code = ClientLinkCode.objects.latest("created_at")
        assert code.tries == 5
        phone.get(phone.door)

    phone.post(phone.door, code="000000")

    assert phone.status == 429
    assert ClientLinkCode.objects.latest("created_at").used_at is None


def test_codes_are_not_sent_without_end(world: World) -> None:
    phone = linked(world)[1]
    phone.get(phone.door)

    for _each in range(5):
        phone.post(phone.door, ask="1")
    assert phone.status == 200
    phone.post(phone.door, ask="1")

    assert phone.status == 429
    assert ClientLinkCode.objects.count() == 5


def test_who_tries_addresses_is_slowed_and_a_link_from_the_same_place_is_not(world: World) -> None:
    stranger, phone = Phone("x"), linked(world)[1]
    for _each in range(100):
        stranger.get("/c/open/x/")
    assert stranger.status == 404

    stranger.get("/c/open/x/")
    phone.get(phone.door)

    assert (stranger.status, phone.status) == (429, 200)


def test_without_an_email_the_advisor_reads_a_code_out(world: World) -> None:
    link, phone = linked(world, email="")
    phone.get(f"{phone.door}?language=en")
    assert "your advisor tells you a code" in phone.text
    phone.post(phone.door, ask="1")
    assert ClientLinkCode.objects.count() == 0

    told = api(world.alice).post(f"/api/v1/client-links/{link.pk}/code/").json()["code"]
    phone.get(phone.door)
    phone.post(phone.door, code=f" {told[:3]}-{told[3:]} ")

    assert phone.status == 302
    assert AuditEvent.objects.get(act="read_out").actor == world.alice


def test_with_an_email_nobody_reads_a_code_out(world: World, link: ClientLink) -> None:
    answer = api(world.alice).post(f"/api/v1/client-links/{link.pk}/code/")

    assert (answer.status_code, answer.json()["code"]) == (409, "has_email")


def test_a_session_ends_by_idleness_by_leaving_and_with_its_link(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    link, phone = linked(world)
    phone.enter()
    phone.post("/c/leave/")
    assert (phone.status, phone.get("/c/"), phone.status)[2] == 404

    phone.enter()
    later(monkeypatch, minutes=29)
    phone.get("/c/")
    assert phone.status == 200
    later(monkeypatch, minutes=31)
    phone.get("/c/")
    assert phone.status == 404

    phone.enter()
    revoke_link(actor=world.alice, link=ClientLink.objects.get(pk=link.pk), at=clock.now())
    phone.get("/c/")
    assert phone.status == 404


def test_a_session_opens_nothing_else(world: World) -> None:
    """Neither the API nor the admin knows it; staff's own sessions open none of these pages."""
    opened(world, planned("appeal", due="2099-10-16"))
    phone = linked(world)[1].enter()

    cookie = phone.browser.cookies["reinstate_client"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/c/", True, "Lax")
    for path in ("/api/v1/cases/", f"/api/v1/clients/{world.chen.pk}/", "/api/v1/steps/", "/api/v1/access-matrix/"):
        assert phone.browser.get(path).status_code == 401
    assert phone.browser.get("/admin/")["Location"].startswith("/admin/login/")
    assert browser(world.alice).get("/c/").status_code == 404


def test_the_account_of_a_link_sees_its_client_alone_and_only_while_the_link_lives(
    world: World, link: ClientLink
) -> None:
    account = Person.objects.get(pk=link.account_id)
    seen = {
        name: [row["id"] for row in api(account).get(f"/api/v1/{name}/").json().get("results", [])]
        for name in ("clients", "documents", "users", "communications", "advice", "notices", "statements", "grants")
    }
    assert not any(seen.values())
    assert api(account).get(f"/api/v1/clients/{world.wu.pk}/").status_code == 404
    assert api(account).get(f"/api/v1/clients/{world.chen.pk}/").status_code == 403

    revoke_link(actor=world.alice, link=link, at=clock.now())

    assert api(Person.objects.get(pk=account.pk)).get(f"/api/v1/clients/{world.chen.pk}/").status_code == 404
    assert account.is_staff is False


def test_a_form_from_elsewhere_does_nothing(world: World) -> None:
    phone = linked(world)[1].enter()
    key = phone.key

    phone.key = "0" * 64
    phone.post("/c/leave/")
    assert phone.status == 403
    phone._read(phone.browser.post("/c/leave/", {"form_key": key}, HTTP_SEC_FETCH_SITE="cross-site"))
    assert phone.status == 403

    phone.get("/c/")
    assert phone.status == 200


def test_a_link_is_shown_once_and_kept_as_a_digest(world: World) -> None:
    body = {"client": str(world.chen.pk)}
    made = api(world.alice).post("/api/v1/client-links/", body, format="json").json()
    token = made["link"].rstrip("/").rpartition("/")[2]
    row = ClientLink.objects.get(pk=made["id"])

    assert row.digest == digest_of(token)
    assert made["link"] in made["message"]
    assert "借呗" not in made["message"]
    assert token not in str(api(world.alice).get(f"/api/v1/client-links/{row.pk}/").content)
    assert "digest" not in as_told(row)


def test_links_have_a_near_end_and_one_client(world: World) -> None:
    over = (clock.now() + LONGEST + timedelta(days=1)).isoformat()
    past = (clock.now() - timedelta(days=1)).isoformat()
    make: Any = lambda who, **body: api(who).post("/api/v1/client-links/", body, format="json")  # noqa: E731

    assert problems(make(world.alice, client=str(world.chen.pk), ends_at=over)) == {"/ends_at": "too_late"}
    assert problems(make(world.alice, client=str(world.chen.pk), ends_at=past)) == {"/ends_at": "past"}
    assert problems(make(world.zoe, client=str(world.chen.pk))) == {"/client": "does_not_exist"}
    assert make(world.lin, client=str(world.chen.pk)).status_code == 403
    assert ClientLink.objects.count() == 0


def test_a_link_is_ended_by_delete_and_stays_on_record(world: World, link: ClientLink) -> None:
    path = f"/api/v1/client-links/{link.pk}/"

    assert api(world.alice).delete(path).status_code == 428
    assert api(world.alice).delete(path, headers={"If-Match": '"1"'}).status_code == 204
    assert api(world.alice).get(path).json()["revoked_by"] == str(world.alice.pk)
    assert api(world.alice).post(f"{path}revoke/").status_code == 409


def test_the_admin_shows_the_message_once_and_the_code_once(world: World) -> None:
    visitor = browser(world.alice)
    until = clock.now() + timedelta(days=3)
    values = {"client": str(world.chen.pk), "ends_at_0": f"{until:%Y-%m-%d}", "ends_at_1": "10:00:00"}

    made = visitor.post("/admin/cases/clientlink/add/", values).content.decode()
    link = ClientLink.objects.get()
    told = visitor.post(reverse("admin:cases_clientlink_do", args=[link.pk, "read-out"])).content.decode()
    page = visitor.get(f"/admin/cases/clientlink/{link.pk}/change/").content.decode()

    assert "/c/open/" in made
    assert "Copy as message" in made
    assert "house-codes" in told
    assert "/c/open/" not in page
    assert visitor.get(f"/admin/accounts/client/{world.chen.pk}/change/").status_code == 200


def test_no_link_stands_in_a_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    from config.logs import WithoutValues

    Browser().get("/c/open/very-secret-token/")

    lines = [WithoutValues().format(record) for record in caplog.records]
    assert any("/c/open/" in line for line in lines)
    assert not any("very-secret-token" in line for line in lines)
    assert not AuditEvent.objects.filter(route__contains="secret").exists()


def test_an_erasure_takes_link_and_codes(world: World) -> None:
    phone = linked(world)[1].enter()
    at = clock.now()
    erasure = ask_erasure(actor=world.alice, client_id=world.chen.pk, basis="client_asks", reason="x", at=at)
    confirm_erasure(actor=world.sun, erasure=erasure, at=at)

    assert (ClientLink.objects.count(), ClientLinkCode.objects.count()) == (0, 0)
    phone.get("/c/")
    assert phone.status == 404


def test_old_codes_are_forgotten(world: World) -> None:
    linked(world)[1].enter()

    assert prune(at=clock.now()) == 0
    assert prune(at=clock.now() + timedelta(days=31)) == 1


def test_of_two_links_made_for_one_client_the_newer_holds(world: World) -> None:
    first = linked(world)[1].enter()
    make_link(actor=world.sun, client_id=world.chen.pk, ends_at=None, at=clock.now())

    first.get("/c/")

    assert first.status == 404
    assert ClientLink.objects.filter(revoked_at=None).count() == 1


def test_a_client_who_takes_back_the_consent_to_mail_gets_none_and_is_told_the_code(world: World) -> None:
    link, phone = linked(world)
    phone.get(f"{phone.door}?language=en")
    phone.post(phone.door, ask="1")
    read_out = f"/api/v1/client-links/{link.pk}/code/"
    assert api(world.alice).post(read_out).json()["code"] == "has_email"

    withdrawn(world.alice, consented(world, "email_reminders"))

    send_due(at=clock.now())  # the code asked for a moment before
    assert "your advisor tells you a code" in phone.get(phone.door)
    phone.post(phone.door, ask="1")
    send_due(at=clock.now())
    assert mail.outbox == []
    code = api(world.alice).post(read_out).json()["code"]
    phone.post(phone.door, code=code)
    assert phone.status == 302
