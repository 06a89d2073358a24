"""A referral opens one case to one lawyer, from acceptance to its end; what the lawyer writes stays with lawyers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.db import DatabaseError, transaction

from accounts.lenders.models import Lender
from accounts.models import CreditAccount, Person
from cases.files.services.cases import close_case
from cases.models import CaseFile, LawyerNote, Referral
from config import clock
from tests.cases.stories import evaluated, opened, planned
from tests.world import NUMBER, World, account_of, api, browser, person, problems

pytestmark = pytest.mark.django_db
SECRET = "privileged-thought-4711"


@pytest.fixture
def case(world: World) -> CaseFile:
    evaluated(world)
    return opened(world, planned("ask", due="2099-10-16"))


def today() -> str:
    return str(clock.today("Asia/Shanghai"))


def refer(world: World, of: CaseFile, **more: Any) -> Any:
    body = {"case": str(of.pk), "lawyer": str(world.lin.pk), "firm": "East Law", "consent_on": today()}
    return api(world.alice).post("/api/v1/referrals/", {**body, "reason": "a summons", **more}, format="json")


def act(who: Person, referral: str, name: str, **body: Any) -> Any:
    return api(who).post(f"/api/v1/referrals/{referral}/{name}/", body or None, format="json")


def reachable(who: Person, case: CaseFile) -> dict[str, bool]:
    paths = {
        "client": f"clients/{case.client_id}/",
        "account": f"credit-accounts/{case.credit_account_id}/",
        "case": f"cases/{case.pk}/",
        "notices": f"notices/?credit_account={case.credit_account_id}",
        "assessments": f"assessments/?credit_account={case.credit_account_id}",
    }
    answers = {name: api(who).get(f"/api/v1/{path}") for name, path in paths.items()}
    return {name: a.status_code == 200 and a.json().get("results") != [] for name, a in answers.items()}


def test_a_case_opens_with_the_acceptance_and_closes_with_the_end(world: World, case: CaseFile) -> None:
    before = reachable(world.lin, case)
    referral = refer(world, case).json()["id"]
    proposed = reachable(world.lin, case)
    act(world.lin, referral, "accept")
    accepted = reachable(world.lin, case)
    act(world.lin, referral, "hand-back", note="done")
    after = reachable(world.lin, case)

    assert [set(seen.values()) for seen in (before, proposed, accepted, after)] == [{False}, {False}, {True}, {False}]


def test_the_lawyer_sees_the_referred_account_and_no_other_of_the_client(world: World, case: CaseFile) -> None:
    other = account_of(world.chen, world.jiebei)
    act(world.lin, refer(world, case).json()["id"], "accept")

    seen = [row["id"] for row in api(world.lin).get("/api/v1/credit-accounts/").json()["results"]]

    assert seen == [str(case.credit_account_id)]
    assert api(world.lin).get(f"/api/v1/credit-accounts/{other.pk}/").status_code == 404


def test_another_lawyer_of_the_office_sees_nothing(world: World, case: CaseFile) -> None:
    act(world.lin, refer(world, case).json()["id"], "accept")

    assert set(reachable(person(world.east, "lou", "lawyer"), case).values()) == {False}


def test_a_closed_case_is_closed_to_the_lawyer(world: World, case: CaseFile) -> None:
    act(world.lin, refer(world, case).json()["id"], "accept")
    close_case(actor=world.alice, case=CaseFile.objects.get(), outcome="closed_settled", note="", at=clock.now())

    assert set(reachable(world.lin, case).values()) == {False}


@pytest.mark.parametrize("side", ["against the client", "for the lender"])
def test_a_conflict_of_interest_stops_the_referral_and_says_nothing_of_the_other_side(
    world: World, case: CaseFile, side: str
) -> None:
    lender = Lender.objects.create(name="Secret Bank", kind="bank")
    CreditAccount.objects.filter(pk=case.credit_account_id).update(lender_of_record=lender)
    party = {"engagement": "acts_for", "lender": str(lender.pk)}
    if side == "against the client":
        party = {"engagement": "acts_against", "identity_number": NUMBER}
    assert api(world.lin).post("/api/v1/conflict-parties/", party, format="json").status_code == 201

    answer = refer(world, case)

    assert (answer.status_code, answer.json()["code"]) == (409, "conflict_of_interest")
    assert answer.json()["detail"] == "This lawyer cannot take this case."
    assert not Referral.objects.exists()


def test_a_conflict_declared_meanwhile_stops_the_acceptance(world: World, case: CaseFile) -> None:
    referral = refer(world, case).json()["id"]
    typed = f"{NUMBER[:6]} {NUMBER[6:14]}-{NUMBER[14:].lower()}"
    party = {"engagement": "acts_against", "identity_number": typed}
    made = api(world.lin).post("/api/v1/conflict-parties/", party, format="json").json()

    assert act(world.lin, referral, "accept").status_code == 409
    assert NUMBER not in str(made)
    api(world.lin).post(f"/api/v1/conflict-parties/{made['id']}/end/")
    assert act(world.lin, referral, "accept").status_code == 200


def test_what_is_decided_is_not_decided_again(world: World, case: CaseFile) -> None:
    referral = refer(world, case).json()["id"]

    statuses = [act(world.lin, referral, "decline", note="no time").status_code for _ in range(2)]

    assert statuses == [200, 409]
    assert refer(world, case).status_code == 201


def test_one_lawyer_at_a_time(world: World, case: CaseFile) -> None:
    refer(world, case)

    assert refer(world, case).json()["code"] == "already_referred"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"lawyer": "bob"}, "/lawyer"),
        ({"consent_on": "2150-01-01"}, "/consent_on"),
        ({"firm": ""}, "/firm"),
        ({"case": "01a20d31-262b-790c-a5f9-86069a28e17f"}, "/case"),
    ],
)
def test_wrong_referrals_are_refused_by_field(world: World, case: CaseFile, change: Any, pointer: str) -> None:
    if change.get("lawyer") == "bob":
        change = {"lawyer": str(world.bob.pk)}

    assert set(problems(refer(world, case, **change))) == {pointer}


def test_a_supervisor_withdraws_and_the_lawyer_is_out_at_once(world: World, case: CaseFile) -> None:
    referral = refer(world, case).json()["id"]
    act(world.lin, referral, "accept")
    act(world.sun, referral, "withdraw", note="consent withdrawn")

    assert set(reachable(world.lin, case).values()) == {False}


def note(world: World, case: CaseFile) -> None:
    act(world.lin, refer(world, case).json()["id"], "accept")
    body = {"case": str(case.pk), "text": SECRET}
    answer = api(world.lin).post("/api/v1/lawyer-notes/", body, format="json")
    assert answer.status_code == 201 and SECRET not in answer.content.decode()  # an answer may be kept for a retry


def test_only_the_cases_lawyer_reads_a_note(world: World, case: CaseFile) -> None:
    note(world, case)
    row = LawyerNote.objects.get()

    assert api(world.lin).get("/api/v1/lawyer-notes/").json()["results"][0]["text"] == SECRET
    for who in ("alice", "sun", "ada", "zoe"):
        assert api(world.people[who]).get("/api/v1/lawyer-notes/").status_code == 403
        assert api(world.people[who]).get(f"/api/v1/lawyer-notes/{row.pk}/").status_code == 404


def test_a_note_is_sealed_with_another_key_and_never_changed(world: World, case: CaseFile, settings: Any) -> None:
    note(world, case)
    row = LawyerNote.objects.get()

    assert SECRET.encode() not in bytes(row.sealed)
    settings.LAWYER_KEYS = settings.FIELD_KEYS
    with pytest.raises(InvalidToken):
        _ = row.text
    with pytest.raises(DatabaseError), transaction.atomic():
        LawyerNote.objects.update(kind="draft")


def test_broken_glass_does_not_reach_a_note(world: World, case: CaseFile) -> None:
    note(world, case)
    body = {"kind": "break_glass", "person": str(world.sun.pk), "client": str(case.client_id), "reason": "court"}
    ends = (clock.now() + timedelta(hours=1)).isoformat()
    api(world.sun).post("/api/v1/grants/", {**body, "ends_at": ends}, format="json")

    assert api(world.sun).get(f"/api/v1/lawyer-notes/{LawyerNote.objects.get().pk}/").status_code == 404


def test_the_note_turns_up_on_no_page_of_anybody_else(world: World, case: CaseFile) -> None:
    note(world, case)
    row = LawyerNote.objects.get()
    pages = [f"casefile/{case.pk}/change/", "lawyernote/", f"lawyernote/{row.pk}/change/", "transition/"]

    for who in ("alice", "sun", "ada"):
        for path in pages:
            assert SECRET not in browser(world.people[who]).get(f"/admin/cases/{path}").content.decode()
    assert SECRET in browser(world.lin).get(f"/admin/cases/lawyernote/{row.pk}/change/").content.decode()
