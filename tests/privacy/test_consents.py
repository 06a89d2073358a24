"""A consent holds until the client takes it back; the withdrawal acts in the same moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent, Consent
from assessments.models import Assessment
from cases.models import CaseFile, Referral, Step
from config import clock
from tests.access.admin_world import work_on
from tests.privacy.agreements import CONSENTS, consent, consented, withdrawn
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db


def evaluate(world: World) -> Any:
    return api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")


def refer(world: World, firm: str) -> Any:
    body = {
        "case": str(CaseFile.objects.get().pk), "lawyer": str(world.lin.pk), "firm": firm, "reason": "a summons",
        "consent_on": (clock.now() - timedelta(days=2)).date().isoformat(),
    }  # fmt: skip
    return api(world.alice).post("/api/v1/referrals/", body, format="json")


def test_a_consent_is_kept_with_purpose_wording_and_how_and_recorded(world: World) -> None:
    made = consented(world, "share_with_firm", firm="East Law")

    assert (made["purpose"], made["firm"], made["wording"], made["how"]) == (
        "share_with_firm", "East Law", "2026-01", "paper",
    )  # fmt: skip
    assert made["withdrawn_at"] is None
    assert AuditEvent.objects.filter(object_id=made["id"], act="create", actor=world.alice).exists()


@pytest.mark.parametrize(
    ("purpose", "more", "pointer", "code"),
    [
        ("share_with_firm", {}, "/firm", "required"),
        ("email_reminders", {"firm": "East Law"}, "/firm", "invalid"),
        ("sensitive_data", {"given_at": "2199-01-01T00:00:00Z"}, "/given_at", "future"),
        ("anything", {}, "/purpose", "invalid_choice"),
    ],
)
def test_an_unclear_consent_is_refused(
    world: World, purpose: str, more: dict[str, str], pointer: str, code: str
) -> None:
    answer = api(world.alice).post(CONSENTS, consent(world, purpose, **more), format="json")

    assert problems(answer) == {pointer: code}


def test_another_office_knows_nothing_of_it(world: World) -> None:
    made = consented(world)

    assert withdrawn(world.zoe, made).status_code == 404
    assert api(world.zoe).get(CONSENTS).json()["results"] == []
    assert problems(api(world.zoe).post(CONSENTS, consent(world), format="json")) == {"/client": "does_not_exist"}


def test_a_consent_is_withdrawn_once_and_without_a_reason(world: World) -> None:
    made = consented(world)

    first, second = withdrawn(world.alice, made), withdrawn(world.alice, made)

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json()["withdrawn_at"]
    assert second.json()["code"] == "already_withdrawn"


def test_without_any_consent_row_evaluations_go_on(world: World) -> None:
    assert evaluate(world).status_code == 201


def test_after_the_withdrawal_no_new_evaluation_is_made(world: World) -> None:
    withdrawn(world.alice, consented(world))

    answer = evaluate(world)

    assert (answer.status_code, answer.json()["code"]) == (409, "consent_withdrawn")
    assert not Assessment.objects.exists()


def test_a_later_consent_overtakes_the_withdrawal_and_an_older_one_does_not(world: World) -> None:
    made = consented(world)
    consented(world)
    withdrawn(world.alice, made)
    assert evaluate(world).status_code == 409

    consented(world, given_at=clock.now().isoformat())

    assert evaluate(world).status_code == 201


def test_what_rests_on_another_consent_goes_on(world: World) -> None:
    withdrawn(world.alice, consented(world, "email_reminders"))

    assert evaluate(world).status_code == 201


def test_whoever_works_on_a_case_is_told_that_nothing_goes_to_the_lender_any_more(world: World) -> None:
    work_on(world)

    withdrawn(world.alice, consented(world, "send_to_lender"))

    raised = Step.objects.get(action="consent_to_lender_withdrawn", state="ready")
    shown = api(world.alice).get(f"/api/v1/steps/{raised.pk}/").json()
    assert shown["title"] == "The client no longer wants us to send anything to the lender"
    assert (shown["actor"], shown["deadline"]["due_on"]) == ("advisor", clock.today("Asia/Shanghai").isoformat())
    withdrawn(world.alice, consented(world, "send_to_regulator"))
    assert Step.objects.filter(action="consent_to_regulator_withdrawn", case=raised.case).count() == 1


def test_open_referrals_to_the_firm_close_and_new_ones_are_refused(world: World) -> None:
    work_on(world)  # Lou of East Law has accepted
    lou = Referral.objects.get().lawyer
    assert api(lou).get("/api/v1/cases/").json()["results"] != []

    withdrawn(world.alice, consented(world, "share_with_firm", firm="EAST  law"))

    assert Referral.objects.get().state == "withdrawn"
    assert api(lou).get("/api/v1/cases/").json()["results"] == []
    assert refer(world, "East Law").json()["code"] == "consent_withdrawn"
    assert refer(world, "West Law").status_code == 201


def test_the_admin_records_and_withdraws_by_the_same_rules(world: World) -> None:
    form = {
        "client": str(world.chen.pk), "purpose": "share_with_firm", "firm": "", "wording": "1", "how": "click",
        "given_at_0": "2026-01-05", "given_at_1": "09:30:00", "document": "",
    }  # fmt: skip
    visitor = browser(world.alice)

    refused = visitor.post("/admin/accounts/consent/add/", form)
    visitor.post("/admin/accounts/consent/add/", form | {"firm": "East Law"})

    said = refused.context["adminform"].form.errors
    assert said == {"__all__": ["Consent to sharing names the firm, and only that does."]}
    row = Consent.objects.get()
    visitor.post(f"/admin/accounts/consent/{row.pk}/do/withdraw/", {"note": ""})
    row.refresh_from_db()
    assert row.withdrawn_by == world.alice
