"""Writing in the admin goes through the services: a refusal is said at its field, and nothing is half-written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import AuditEvent, Client, PasswordLink, Person
from assessments.models import Assessment, Display, Notice
from cases.models import CaseFile
from config import clock
from tests.access.admin_world import CLOSED, record, work_on
from tests.world import NUMBER, PASSWORD, World, browser

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/client/add/"
NEW = {"name": "Zhang", "language": "en", "email": "", "identity_number": "", "phone": ""}


def page_of(client: Client) -> str:
    return f"/admin/accounts/client/{client.pk}/change/"


def errors(page: Any) -> dict[str, Any]:
    assert page.status_code == 200
    return dict(page.context["adminform"].form.errors)


def evidence(world: World, *notices: dict[str, str], **more: str) -> dict[str, str]:
    """The account's page with notices typed in, as a browser sends it."""
    form = {"product": str(world.jiebei.pk), "currency": "CNY", "outstanding_amount": "", "seen": "1"}
    for prefix in ("displays", "notices", "repayments"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    form["notices-TOTAL_FORMS"] = str(len(notices))
    for index, notice in enumerate(notices):
        form |= {f"notices-{index}-{name}": value for name, value in notice.items()}
    return form | more


def notice(day: str = "2026-01-05", text: str = CLOSED) -> dict[str, str]:
    when = {"received_at_0": day, "received_at_1": "09:30:00"}
    return {**when, "channel": "in_app", "text": text, "provenance": "document_seen"}


def account_page(world: World) -> str:
    return f"/admin/accounts/creditaccount/{world.account.pk}/change/"


def test_a_new_client_is_the_advisors_own_sealed_and_recorded(world: World) -> None:
    answer = browser(world.alice).post(ADD, NEW | {"identity_number": NUMBER, "phone": "13900001111"})

    made = Client.objects.get(name="Zhang")
    assert answer["Location"] == page_of(made)
    assert (made.advisor, made.office, made.identity_number) == (world.alice, world.east, NUMBER)
    assert AuditEvent.objects.filter(object_id=made.pk, act="create", actor=world.alice).exists()


def test_the_page_masks_what_identifies(world: World) -> None:
    page = browser(world.alice).get(page_of(world.chen)).content.decode()

    assert NUMBER not in page
    assert "**************002X" in page


def test_a_wrong_check_digit_is_said_at_its_field_and_nothing_is_kept(world: World) -> None:
    answer = browser(world.alice).post(ADD, NEW | {"identity_number": "110105194912310021"})

    assert list(errors(answer)) == ["identity_number"]
    assert not Client.objects.filter(name="Zhang").exists()


@pytest.mark.parametrize("name", ["a\x01b", "a\x00b", "x" * 201])
def test_texts_that_the_api_refuses_are_refused_here_too(world: World, name: str) -> None:
    assert list(errors(browser(world.alice).post(ADD, NEW | {"name": name}))) == ["name"]


def test_what_changed_since_the_page_was_opened_is_not_written_over(world: World) -> None:
    visitor = browser(world.alice)
    visitor.post(page_of(world.chen), NEW | {"name": "Chen Two", "seen": "1"})

    late = visitor.post(page_of(world.chen), NEW | {"name": "Chen Three", "seen": "1"})

    assert list(errors(late)) == ["__all__"]
    assert "Chen Three" in late.content.decode()
    assert Client.objects.get(pk=world.chen.pk).name == "Chen Two"


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "²"])
def test_a_form_that_names_no_version_has_seen_none(world: World, version: str) -> None:
    late = browser(world.alice).post(page_of(world.chen), NEW | {"name": "Chen Three", "seen": version})

    assert list(errors(late)) == ["__all__"]


def test_empty_identity_fields_keep_what_is_stored(world: World) -> None:
    browser(world.alice).post(page_of(world.chen), NEW | {"name": "Chen Two", "seen": "1"})

    assert Client.objects.get(pk=world.chen.pk).identity_number == NUMBER


def test_a_supervisor_hands_a_client_over_and_an_advisor_cannot(world: World) -> None:
    given = NEW | {"name": "Chen", "advisor": str(world.bob.pk)}
    browser(world.alice).post(page_of(world.chen), given | {"seen": "1"})
    kept = Client.objects.get(pk=world.chen.pk)
    browser(world.sun).post(page_of(world.chen), given | {"seen": str(kept.version)})

    assert kept.advisor == world.alice
    assert Client.objects.get(pk=world.chen.pk).advisor == world.bob


def test_evidence_is_added_on_the_accounts_page_in_the_offices_time(world: World) -> None:
    answer = browser(world.alice).post(account_page(world), evidence(world, notice(text="one\r\ntwo")))

    stored = Notice.objects.get()
    assert answer.status_code == 302
    assert (stored.received_at.isoformat(), stored.text) == ("2026-01-05T01:30:00+00:00", "one\ntwo")
    assert stored.recorded_by == world.alice


def test_a_form_left_as_it_is_adds_nothing(world: World) -> None:
    untouched = {"received_at_0": "", "received_at_1": "", "channel": "", "text": "", "provenance": "document_seen"}

    answer = browser(world.alice).post(account_page(world), evidence(world, untouched))

    assert answer.status_code == 302
    assert Notice.objects.count() == 0


def test_a_channel_is_chosen_by_a_person_and_not_by_the_form(world: World) -> None:
    page = browser(world.alice).post(account_page(world), evidence(world, notice() | {"channel": ""}))

    formset = next(one for one in page.context["inline_admin_formsets"] if one.opts.model is Notice).formset
    assert [list(one) for one in formset.errors] == [["channel"]]


def test_of_two_notices_one_of_them_in_the_future_none_is_kept(world: World) -> None:
    future = (timezone.now() + timedelta(days=3)).date().isoformat()

    page = browser(world.alice).post(account_page(world), evidence(world, notice(), notice(future)))

    formset = next(one for one in page.context["inline_admin_formsets"] if one.opts.model is Notice).formset
    assert [list(one) for one in formset.errors] == [[], ["received_at"]]
    assert CLOSED in page.content.decode()
    assert Notice.objects.count() == 0


def test_a_refused_notice_takes_the_accounts_own_change_back_too(world: World) -> None:
    future = (timezone.now() + timedelta(days=3)).date().isoformat()

    browser(world.alice).post(account_page(world), evidence(world, notice(future), reference="A-1"))

    world.account.refresh_from_db()
    assert (world.account.reference, world.account.version) == ("", 1)
    assert not AuditEvent.objects.filter(object_id=world.account.pk, act="change").exists()


def test_a_negative_amount_is_refused(world: World) -> None:
    page = browser(world.alice).post(account_page(world), evidence(world, outstanding_amount="-5"))

    assert list(errors(page)) == ["outstanding_amount"]


@pytest.mark.parametrize("who", ["zoe", "bob", "lin", "ada"])
def test_whoever_does_not_see_the_account_adds_nothing_to_it(world: World, who: str) -> None:
    answer = browser(world.people[who]).post(account_page(world), evidence(world, notice()))

    assert answer.status_code == 404
    assert Notice.objects.count() == 0


def test_evaluating_takes_a_post_and_leads_to_the_answer(world: World) -> None:
    record(world, Notice, received_at=clock.now() - timedelta(days=1), channel="in_app", text=CLOSED)
    visitor, address = browser(world.alice), f"/admin/accounts/creditaccount/{world.account.pk}/do/evaluate/"

    assert visitor.get(address).status_code == 405
    answer = visitor.post(address)

    made = Assessment.objects.get()
    page = visitor.get(answer["Location"]).content.decode()
    cited = Notice.objects.get()
    assert answer["Location"] == f"/admin/assessments/assessment/{made.pk}/change/"
    assert "Overdue payments" in page
    assert f"/admin/assessments/notice/{cited.pk}/change/" in page
    assert made.pack_id in page


def test_another_sites_form_cannot_evaluate(world: World) -> None:
    visitor = browser(world.alice)
    visitor.handler.enforce_csrf_checks = True

    answer = visitor.post(f"/admin/accounts/creditaccount/{world.account.pk}/do/evaluate/")

    assert answer.status_code == 403
    assert Assessment.objects.count() == 0


def test_what_the_state_forbids_is_a_message_on_the_page(world: World) -> None:
    assessment = work_on(world)

    answer = browser(world.alice).post(f"/admin/assessments/assessment/{assessment.pk}/do/open-case/", follow=True)

    assert "The account has a case already" in answer.content.decode()
    assert CaseFile.objects.count() == 1


def test_an_administrator_invites_people_of_the_own_office_only(world: World) -> None:
    given = {"email": "new@example.org", "name": "New", "role": "advisor", "language": "en"}
    browser(world.ada).post("/admin/accounts/person/add/", given)
    again = browser(world.ada).post("/admin/accounts/person/add/", given)

    made = Person.objects.get(email="new@example.org")
    assert (made.office, made.has_usable_password()) == (world.east, False)
    assert errors(again) == {"email": ["This address cannot be used."]}
    assert browser(world.sun).get("/admin/accounts/person/add/").status_code == 403


def test_the_page_of_somebody_who_has_not_joined_offers_another_invitation(world: World) -> None:
    visitor = browser(world.ada)
    visitor.post(
        "/admin/accounts/person/add/", {"email": "n@example.org", "name": "N", "role": "advisor", "language": "en"}
    )
    page = f"/admin/accounts/person/{Person.objects.get(email='n@example.org').pk}/"

    assert "Send the invitation again" in visitor.get(f"{page}change/").content.decode()
    assert visitor.post(f"{page}do/invite/").status_code == 302
    assert PasswordLink.objects.count() == 2
    assert (
        "Send the invitation again"
        not in visitor.get(f"/admin/accounts/person/{world.bob.pk}/change/").content.decode()
    )


def test_nobody_changes_their_own_role(world: World) -> None:
    given = {"name": "Ada", "role": "supervisor", "language": "en", "is_active": "on", "seen": "1"}

    page = browser(world.ada).post(f"/admin/accounts/person/{world.ada.pk}/change/", given)

    assert list(errors(page)) == ["role"]


def test_whoever_opens_the_log_in_page_itself_comes_to_the_start_page(world: World, client: Any) -> None:
    answer = client.post("/admin/login/", {"username": "alice@example.org", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_signing_in_is_recorded_and_goes_on_in_the_persons_language(world: World, client: Any) -> None:
    answer = client.post("/admin/login/?next=/admin/", {"username": "alice@example.org", "password": PASSWORD})

    assert answer["Location"] == "/admin/"
    assert client.cookies["django_language"].value == "zh-hans"
    assert AuditEvent.objects.filter(actor=world.alice, act="sign_in").count() == 1


def test_guessing_a_password_is_stopped(world: World, client: Any, settings: Any) -> None:
    settings.LOGIN_FAILURES_ALLOWED = 2
    wrong = {"username": "sun@example.org", "password": "wrong"}
    for _attempt in range(2):
        client.post("/admin/login/", wrong)

    page = client.post("/admin/login/", wrong | {"password": PASSWORD}, headers={"Accept-Language": "en"})

    assert "Too many failed attempts" in page.content.decode()


def test_a_new_password_ends_every_token_and_is_recorded(world: World) -> None:
    work_on(world)
    new = {"new_password1": "calm-harbour-21", "new_password2": "calm-harbour-21"}

    answer = browser(world.alice).post("/admin/password_change/", {"old_password": PASSWORD, **new})

    assert answer.status_code == 302
    assert AuthToken.objects.count() == 0
    assert Person.objects.get(pk=world.alice.pk).check_password("calm-harbour-21")


def test_times_are_those_of_the_office(world: World) -> None:
    record(world, Display, observed_at=datetime.fromisoformat("2026-01-05T20:00:00+00:00"))

    assert "2026-01-06 04:00" in browser(world.alice).get("/admin/assessments/display/").content.decode()
