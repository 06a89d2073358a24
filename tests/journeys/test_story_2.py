"""The second story through the API: sham trades are alleged, a lawyer takes the case, a summons comes, debt remains.
At each point: what each of six people and the client see, and what they cannot."""

from __future__ import annotations

from typing import Any

import pytest

from cases.models import CaseFile
from config import clock
from tests.cases.client_pages import Phone
from tests.journeys.people import (
    NOBODY_ELSE,
    ONLY_HERS,
    Voice,
    account_of,
    agree,
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
CLOSED = "经核实存在虚假交易套现，违反用户协议，您的账户已永久关闭。"
FIRM, SECRET = "East Law (invented)", "the third trade is real, the first two are not"
WITH_THE_LAWYER = {**ONLY_HERS, "lin": 200}


class Story:
    """What has come of it so far."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alice, self.bob, self.sun, self.lin = (
            Voice(who) for who in (world.alice, world.bob, world.sun, world.lin)
        )
        self.client = take_in(self.alice, "Zheng Hai", email="zheng@example.org", language="en")
        self.account = account_of(self.alice, self.client, world.jiebei, "56000.00")
        self.case = ""

    def steps(self) -> dict[str, dict[str, Any]]:
        """By action; a person's own by title."""
        rows = self.alice.rows(f"steps/?case={self.case}&limit=200")
        return {row["action"] or row["title"]: row for row in rows}


def what_was_seen_is_evaluated(story: Story) -> None:
    alice = story.alice
    seen: dict[str, Any] = {"credit_account": story.account, "provenance": "document_seen"}
    notice = alice.post("notices/", **seen, received_at=moment(3), channel="in_app", text=CLOSED)["id"]
    for back in (75, 45, 15):
        due = str(day(back))
        alice.post("repayments/", **seen, due_on=due, amount_due="4900.00", paid_on=due)
    debt: dict[str, Any] = {"kind": "loan", "read_on": str(day(0)), "last_paid_on": str(day(15))}
    alice.post(f"clients/{story.client}/debts/", creditor="A bank", balance="31200.00", **debt)
    alice.post(f"clients/{story.client}/debts/", creditor="A lender", balance="9600.00", **debt)

    assessment, story.case = open_with_plan(alice, story.account)

    assert assessment["status"] == "closed"
    assert {cause["cause"] for cause in assessment["causes"]} == {"agreement_breach", "abnormal_transactions"}
    assert assessment["referral"]["recommended"] is True
    assert [warning["warning"] for warning in assessment["warnings"]] == ["fraud_alleged"]
    assert story.steps()["consult_lawyer"]["urgent"] is True
    assert story.steps()["contact_customer_service"]["state"] == "waiting"
    whole = (f"clients/{story.client}/", f"clients/{story.client}/debts/", f"clients/{story.client}/plan/",
             f"credit-accounts/{story.account}/timeline/", f"notices/{notice}/",
             f"assessments/{assessment['id']}/", f"cases/{story.case}/")  # fmt: skip
    for path in whole:
        assert who_sees(story.world, path) == ONLY_HERS, path


def advice_is_refused_and_then_taken(story: Story) -> None:
    assessment = str(CaseFile.objects.get(pk=story.case).assessment_id)
    words = {"case": story.case, "text": "Make no delivery slips afterwards. A lawyer looks first."}
    told = story.alice.post("advice/", **words, given_at=clock.now().isoformat(), assessment=assessment)
    for answer in ("refused", "accepted"):
        story.alice.post(f"advice/{told['id']}/answers/", answer=answer, words=answer, said_at=clock.now().isoformat())

    shown = story.sun.get(f"advice/{told['id']}/")
    assert (shown["answer"], [one["answer"] for one in shown["answers"]]) == ("accepted", ["refused", "accepted"])
    assert who_sees(story.world, f"advice/{told['id']}/") == ONLY_HERS


def a_colleague_sees_it_while_it_is_shared(story: Story) -> None:
    shared = story.alice.post(
        "grants/", kind="share", person=str(story.world.bob.pk), client=story.client, reason="a second pair of eyes"
    )["id"]
    assert who_sees(story.world, f"cases/{story.case}/") == {**ONLY_HERS, "bob": 200}
    story.bob.post("steps/", case=story.case, title="List the three trades", actor="client", due_on=str(day(-2)))
    story.alice.post(f"grants/{shared}/revoke/", 200)
    assert who_sees(story.world, f"cases/{story.case}/") == ONLY_HERS
    assert story.bob.tries("steps/", case=story.case, title="One more", actor="client") == 400
    assert story.steps()["List the three trades"]["state"] == "ready"


def a_lawyer_takes_it(story: Story) -> str:
    asked = {"case": story.case, "lawyer": str(story.world.lin.pk), "firm": FIRM, "consent_on": str(day(0))}
    agree(story.alice, story.client, purpose="share_with_firm", firm=FIRM)
    referral: str = story.alice.post("referrals/", **asked, reason="sham trades alleged")["id"]
    assert who_sees(story.world, f"referrals/{referral}/") == WITH_THE_LAWYER
    assert who_sees(story.world, f"cases/{story.case}/") == ONLY_HERS

    story.lin.post(f"referrals/{referral}/accept/", 200)

    for path in (f"cases/{story.case}/", f"clients/{story.client}/", f"credit-accounts/{story.account}/"):
        assert who_sees(story.world, path) == WITH_THE_LAWYER, path
    assert who_sees(story.world, f"clients/{story.client}/plan/") == {**ONLY_HERS, "lin": 403}
    assert story.lin.tries(f"cases/{story.case}/close/", outcome="other", note="") == 403
    story.alice.post(f"steps/{story.steps()['consult_lawyer']['id']}/complete/", 200, note="taken")
    assert story.steps()["contact_customer_service"]["state"] == "ready"
    return referral


def what_the_lawyer_writes_is_the_lawyers(story: Story) -> None:
    note = story.lin.post("lawyer-notes/", case=story.case, text=SECRET)["id"]
    assert story.lin.get(f"lawyer-notes/{note}/")["text"] == SECRET
    assert who_sees(story.world, f"lawyer-notes/{note}/") == {"alice": 404, "sun": 404, **NOBODY_ELSE, "lin": 200}
    assert who_lists(story.world, "lawyer-notes/") == {"lin"}


def a_summons_is_urgent_at_once(story: Story) -> None:
    paper = {"kind": "summons", "served_on": str(day(2)), "court": "A court (invented)"}
    told = {"kind": "court", "direction": "incoming", "channel": "post", "counterpart": "A court (invented)"}
    came = story.alice.post(
        "communications/", case=story.case, **told, happened_at=moment(1), summary="A summons came", court_paper=paper
    )["id"]

    first = story.sun.rows("work-queue/")[0]
    assert (first["id"], first["urgent"], first["why"][0]["code"]) == (story.case, True, "court_paper")
    assert str(day(-13)) in first["why"][0]["text"]  # fifteen days after it was served
    assert who_lists(story.world, f"work-queue/?owner={story.world.bob.pk}") == {"alice", "sun", "lin"}
    assert who_sees(story.world, f"communications/{came}/") == WITH_THE_LAWYER
    steps = story.steps()
    assert (steps["verify_court_paper"]["state"], steps["answer_court_paper"]["state"]) == ("ready", "waiting")


def the_client_sees_the_own_part(story: Story) -> tuple[str, Phone]:
    link, phone = phone_of(story.alice, story.client)
    assert phone.status == 200
    assert "For Zheng Hai" in phone.text
    assert "List the three trades" in phone.text
    for hidden in (SECRET, "A bank", "delivery slips", "East Law"):
        assert hidden not in phone.text
    assert who_sees(story.world, f"client-links/{link}/") == {**ONLY_HERS, "lin": 403}
    return link, phone


def it_ends_with_debt_that_remains(story: Story, referral: str, link: str, phone: Phone) -> None:
    story.lin.post(f"referrals/{referral}/hand-back/", 200, note="The defence is filed (invented)")
    assert who_sees(story.world, f"cases/{story.case}/") == ONLY_HERS
    closing = {"outcome": "closed_unsettled", "note": "Paid by the court's schedule (invented)"}
    for name in ("bob", "zoe"):
        assert Voice(story.world.people[name]).tries(f"cases/{story.case}/close/", **closing) == 404

    ended = story.alice.post(f"cases/{story.case}/close/", 200, **closing)

    assert (ended["state"], ended["outcome"], ended["urgent"]) == ("closed", "closed_unsettled", False)
    assert {step["state"] for step in story.steps().values()} == {"done", "cancelled"}
    assert who_lists(story.world, "work-queue/") == set()
    assert "nothing open for you" in phone.get("/c/")
    story.alice.post(f"client-links/{link}/revoke/", 200)
    phone.get("/c/")
    assert phone.status == 404


def who_looked_is_known(story: Story, link: str) -> None:
    """Everybody who saw the file, and nobody who was refused."""
    log = f"clients/{story.client}/access-log/"
    assert who_sees(story.world, log) == {**ONLY_HERS, "alice": 403}
    looked = {row["person"] for row in story.sun.rows(f"{log}?limit=200")}
    people = story.world.people
    assert looked == {link, *(str(people[name].pk) for name in ("alice", "bob", "lin", "sun"))}


def test_alleged_sham_trades_from_intake_to_the_end(world: World) -> None:
    story = Story(world)
    what_was_seen_is_evaluated(story)
    advice_is_refused_and_then_taken(story)
    a_colleague_sees_it_while_it_is_shared(story)
    referral = a_lawyer_takes_it(story)
    what_the_lawyer_writes_is_the_lawyers(story)
    a_summons_is_urgent_at_once(story)
    link, phone = the_client_sees_the_own_part(story)
    it_ends_with_debt_that_remains(story, referral, link, phone)
    who_looked_is_known(story, link)
