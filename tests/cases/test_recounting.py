"""Dates are counted anew when their fact or the holiday table is corrected; those before stay, people look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assessments.evaluations.services import evaluate_account
from assessments.evidence.models import LegalPaper, Notice
from assessments.evidence.services import correct_evidence, record_evidence
from assessments.packs import packs
from cases.deadlines.redating import recounted
from cases.files.services import new_rules
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from cases.models import CaseFile, Deadline, DeadlineVersion, Reminder, Step
from cases.reminders.models import TickMark
from tests.cases.stories import NOW, opened, planned, term
from tests.world import World, api

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
ASKED = "您的交易存疑，账户已暂停使用，请于2026年10月{}日前提交交易凭证。"


def rechecks(case: CaseFile) -> list[str]:
    return [step.messages["what"] for step in Step.objects.filter(case=case, action="recheck", state="ready")]


def test_a_corrected_day_of_service_moves_the_term_and_keeps_the_one_before(world: World) -> None:
    case = opened(world, planned("ask"))
    about = {"credit_account": world.account.pk, "kind": "summons", "provenance": "document_seen"}
    paper = record_evidence(
        actor=world.alice, model=LegalPaper, values={**about, "served_on": date(2026, 10, 12)}, at=NOW
    )
    answer = Deadline.objects.get(case=case, step__action="answer_court_paper")

    right = {"kind": "summons", "served_on": date(2026, 10, 14), "provenance": "document_seen"}
    correct_evidence(actor=world.alice, row=paper, reason="misread", values=right, at=LATER)

    answer.refresh_from_db()
    assert (answer.due_on, answer.counted_from, answer.revision) == (date(2026, 10, 29), date(2026, 10, 14), 2)
    (version,) = DeadlineVersion.objects.filter(deadline=answer)
    assert (version.due_on, version.revision, version.reason) == (date(2026, 10, 27), 1, "fact_corrected")
    assert not Reminder.objects.filter(deadline=answer, revision=1, state="pending").exists()
    assert Reminder.objects.filter(deadline=answer, revision=2, state="pending").exists()
    assert len(rechecks(case)) == 1
    (row,) = api(world.alice).get(f"/api/v1/deadline-versions/?deadline={answer.pk}").json()["results"]
    assert row["due_on"] == "2026-10-27"
    assert api(world.zoe).get(f"/api/v1/deadline-versions/?deadline={answer.pk}").json()["results"] == []


def test_a_corrected_notice_moves_the_date_that_it_names(world: World) -> None:
    values: dict[str, Any] = {"received_at": NOW - timedelta(days=1), "channel": "in_app"}
    values["provenance"] = "document_seen"
    notice = record_evidence(
        actor=world.alice,
        model=Notice,
        values={**values, "text": ASKED.format(25), "credit_account": world.account.pk},
        at=NOW,
    )
    found = evaluate_account(actor=world.alice, account=world.account, as_of=NOW, known_at=NOW, at=NOW)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=found.pk, at=NOW)
    adopt_plan(actor=world.alice, case=case, assessment_id=found.pk, force=False, at=NOW)
    cited = Deadline.objects.filter(case=case, citation=str(notice.pk))
    assert {one.due_on for one in cited} == {date(2026, 10, 25)}

    made = correct_evidence(
        actor=world.alice, row=notice, reason="misread", values={**values, "text": ASKED.format(28)}, at=LATER
    )

    moved = Deadline.objects.filter(case=case, citation=str(made.pk))
    assert {one.due_on for one in moved} == {date(2026, 10, 28)}
    case.refresh_from_db()
    assert len(rechecks(case)) == 1


def test_evidence_that_no_plan_rests_on_asks_nobody(world: World) -> None:
    case = opened(world, planned("ask"))
    values = {"received_at": NOW - timedelta(days=1), "channel": "in_app", "provenance": "client_stated", "text": "x"}
    notice = record_evidence(
        actor=world.alice, model=Notice, values={**values, "credit_account": world.account.pk}, at=LATER
    )

    correct_evidence(actor=world.alice, row=notice, reason="x", values={**values, "text": "y"}, at=LATER)

    assert rechecks(case) == []


def test_another_holiday_table_counts_anew_and_asks_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    step = planned("complain", deadline=term("2026-10-16", check="2026-10-16") | {"from": "2026-10-01"})
    case = opened(world, step)
    assert new_rules.look_through(at=NOW) == 0
    mark_before = TickMark.objects.get()

    calendar = replace(packs()["base"].calendar, free=packs()["base"].calendar.free | {date(2026, 10, 16)})
    monkeypatch.setattr(new_rules, "rules_in_force", lambda: "other")
    monkeypatch.setattr(new_rules, "_calendar_now", lambda case: calendar)
    assert new_rules.look_through(at=LATER) == 1
    assert new_rules.look_through(at=LATER) == 0

    deadline = Deadline.objects.get(case=case, step__action="complain")
    assert (deadline.due_on, deadline.check_on, deadline.revision) == (date(2026, 10, 16), date(2026, 10, 19), 2)
    assert DeadlineVersion.objects.get().check_on == date(2026, 10, 16)
    assert rechecks(case) == ["calendar"]
    assert TickMark.objects.get().rules != mark_before.rules


def test_a_changed_fact_asks_those_whose_dates_cite_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cites = term("2026-10-16") | {"citation": "fact.complaint_answer_days"}
    case = opened(world, planned("complain", deadline=cites))
    monkeypatch.setattr(new_rules, "_changed", lambda before, now: (("facts", "complaint_answer_days"),))

    assert new_rules.look_through(at=NOW) == 1

    assert rechecks(case) == ["complaint_answer_days"]
    case.refresh_from_db()
    assert case.next_action_on == date(2026, 10, 15)


def test_a_courts_term_rolls_and_a_working_term_counts_working_days() -> None:
    calendar = packs()["base"].calendar
    court = Deadline(clock="court", counting="calendar", days=15, counted_from=date(2026, 9, 20))
    working = Deadline(clock="client", counting="working", days=3, counted_from=date(2026, 9, 30))

    assert recounted(court, calendar).due_on == date(2026, 10, 8)
    assert recounted(working, calendar).due_on > date(2026, 10, 8)
