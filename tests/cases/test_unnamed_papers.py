"""A file handed in as a paper from a court is urgent at once, before anybody has said what it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import CreditProduct
from cases.files.services.unseen_papers import GRACE, open_cases
from cases.models import CaseFile, Deadline, Step
from config import clock
from tests.cases.stories import opened, planned
from tests.cases.test_work_queue import queue
from tests.documents.files import hand_in
from tests.privacy.agreements import consented, withdrawn
from tests.world import World, account_of, api, browser, client_of, problems

pytestmark = pytest.mark.django_db
NAME = "name_court_paper"


def from_court(world: World, **more: Any) -> str:
    answer = hand_in(world, from_court="true", **more)
    assert answer.status_code == 201, answer.content
    assert answer.json()["from_court"] is True
    return str(answer.json()["id"])


def asked(**about: Any) -> list[Step]:
    return list(Step.objects.filter(action=NAME, **about))


def test_it_puts_a_step_of_today_into_the_case_and_on_top_of_the_queue(world: World) -> None:
    case = opened(world, planned("ask", due="2099-11-30"), at=clock.now() - timedelta(days=2))

    paper = from_court(world, credit_account=str(world.account.pk))

    (step,) = asked(case=case)
    case.refresh_from_db()
    assert (step.urgent, step.state, step.actor, str(step.raised_for)) == (True, "ready", "advisor", paper)
    assert (case.urgent, case.next_step) == (True, step)
    assert Deadline.objects.get(step=step).due_on >= clock.today("Asia/Shanghai")
    assert queue(world).json()["results"][0]["id"] == str(case.pk)
    assert [row["id"] for row in api(world.alice).get("/api/v1/documents/?from_court=true").json()["results"]] == [
        paper
    ]


def test_a_paper_that_names_no_account_is_asked_about_in_one_case_of_the_client(world: World) -> None:
    case = opened(world, planned("ask"), at=clock.now() - timedelta(days=2))

    from_court(world)
    hand_in(world)

    assert [step.case for step in asked()] == [case]


def test_recording_what_it_is_completes_the_step_and_starts_the_term(world: World) -> None:
    case = opened(world, planned("ask"), at=clock.now() - timedelta(days=2))
    paper = from_court(world, credit_account=str(world.account.pk))
    told = {"credit_account": str(world.account.pk), "kind": "summons", "served_on": clock.today("UTC").isoformat(),
            "provenance": "document_seen", "document": paper, "seen_by": str(world.alice.pk)}  # fmt: skip

    assert api(world.alice).post("/api/v1/legal-papers/", told, format="json").status_code == 201

    assert [step.state for step in asked(case=case)] == ["done"]
    case.refresh_from_db()
    assert (case.urgent, case.next_step and case.next_step.action) == (True, "verify_court_paper")


def test_a_resolved_case_goes_on(world: World) -> None:
    case = opened(world, planned("ask"), at=clock.now() - timedelta(days=2))
    path = f"/api/v1/cases/{case.pk}/outcome/"
    assert api(world.alice).post(path, {"outcome": "other", "note": ""}, format="json").status_code == 200

    from_court(world, credit_account=str(world.account.pk))

    case.refresh_from_db()
    assert (case.state, case.urgent) == ("open", True)


def test_an_account_without_a_case_gets_one_at_once(world: World) -> None:
    other = account_of(world.chen, world.jiebei)
    for account in (world.account, other):
        from_court(world, credit_account=str(account.pk))

    assert {step.case.credit_account_id for step in asked()} == {world.account.pk, other.pk}
    assert set(CaseFile.objects.values_list("urgent", "owner_id")) == {(True, world.alice.pk)}
    assert open_cases(at=clock.now() + GRACE + timedelta(minutes=1)) == 0


@pytest.mark.parametrize("recorded", [0, 1, 2])
def test_a_client_without_a_case_gets_one_whatever_accounts_are_recorded(world: World, recorded: int) -> None:
    """Somebody owns it, today, on top of the queue: on the oldest account, else on one that nobody has named."""
    CreditProduct.objects.create(key="other", name="其他信贷产品 Other credit product")
    client = client_of(world.alice, "New")
    accounts = [account_of(client, world.jiebei) for _number in range(recorded)]

    paper = from_court(world, client=str(client.pk))

    (case,) = CaseFile.objects.filter(client=client)
    (step,) = asked(case=case)
    assert (str(step.raised_for), step.urgent, case.next_step) == (paper, True, step)
    assert (case.owner, case.next_action_on) == (world.alice, clock.today("Asia/Shanghai"))
    assert case.credit_account.product.key == ("jiebei" if recorded else "other")
    assert case.credit_account == (accounts or [case.credit_account])[0]
    assert queue(world).json()["results"][0]["id"] == str(case.pk)
    shown = queue(world, owner=str(world.bob.pk), until="2020-01-01").json()["results"]
    assert [row["id"] for row in shown] == [str(case.pk)]


def test_a_second_paper_stands_in_the_same_case(world: World) -> None:
    CreditProduct.objects.create(key="other", name="其他信贷产品 Other credit product")
    client = client_of(world.alice, "New")
    for _number in range(2):
        from_court(world, client=str(client.pk))

    assert len(asked(case=CaseFile.objects.get(client=client))) == 2


def test_of_an_advisor_who_left_a_supervisor_opens_it(world: World) -> None:
    world.alice.is_active = False
    world.alice.save(update_fields=["is_active"])

    assert hand_in(world, who=world.sun, from_court="true").status_code == 201

    assert asked()[0].case.owner in (world.alice, world.sun)


def test_where_no_case_can_be_opened_the_paper_is_kept_and_the_tick_tries_again(world: World) -> None:
    withdrawn(world.alice, consented(world))
    from_court(world)
    assert not CaseFile.objects.exists()
    soon = clock.now() + GRACE + timedelta(minutes=1)
    assert open_cases(at=soon) == 0

    consented(world, given_at=clock.now().isoformat())

    assert (open_cases(at=soon), open_cases(at=soon + timedelta(hours=1))) == (1, 0)
    assert [step.case.credit_account for step in asked()] == [world.account]


def test_a_paper_in_no_case_stands_on_the_start_page_of_who_answers_for_it(world: World) -> None:
    """No assessment can be made, so no case, no step and no reminder: the advisor and the supervisor see it at once."""
    withdrawn(world.alice, consented(world))
    paper = from_court(world)

    pages = {who: browser(world.people[who]).get("/admin/").content.decode() for who in ("alice", "sun", "zoe")}

    shown = {who: f"/admin/accounts/document/{paper}/change/" in page for who, page in pages.items()}
    assert shown == {"alice": True, "sun": True, "zoe": False}
    assert "Call the client today" in pages["alice"]


def test_it_leaves_the_start_page_with_the_case_that_takes_it_up(world: World) -> None:
    withdrawn(world.alice, consented(world))
    from_court(world)
    consented(world, given_at=clock.now().isoformat())
    title = "From a court, and in no case"
    before = browser(world.alice).get("/admin/").content.decode()

    open_cases(at=clock.now() + GRACE + timedelta(minutes=1))

    assert title in before and "Open a case today" in before
    assert title not in browser(world.alice).get("/admin/").content.decode()


def test_a_recorded_paper_of_an_account_without_a_case_stands_there_too(world: World) -> None:
    told = {"credit_account": str(world.account.pk), "kind": "summons", "served_on": "2026-01-05",
            "provenance": "client_stated"}  # fmt: skip

    made = api(world.alice).post("/api/v1/legal-papers/", told, format="json").json()

    page = browser(world.alice).get("/admin/").content.decode()
    assert "From a court, and in no case" in page and made["id"] in page


def test_a_form_says_true_or_false(world: World) -> None:
    assert hand_in(world, from_court="false").json()["from_court"] is False
    assert problems(hand_in(world, from_court="perhaps")) == {"/from_court": "invalid"}
