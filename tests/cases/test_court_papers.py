"""A court paper is urgent at once: verified, with a lawyer, answered by its lawful day, on top of every list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from assessments.evaluations.services import evaluate_account
from assessments.evidence.models import LegalPaper
from assessments.evidence.services import correct_evidence, record_evidence, withdraw_evidence
from cases.files.services import cases, plans, steps
from cases.files.services.unseen_papers import open_cases
from cases.models import CaseFile, Deadline, Step
from tests.cases.stories import NOW, opened, planned, step_of
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
SERVED = date(2026, 10, 12)  # a Monday; fifteen days later is a Tuesday, a working day
MINUTE = timedelta(minutes=1)


def served(world: World, *, kind: str = "summons", on: date = SERVED, at: Any = NOW, **more: Any) -> LegalPaper:
    values = {"credit_account": world.account.pk, "kind": kind, "served_on": on, "provenance": "document_seen", **more}
    paper: LegalPaper = record_evidence(actor=world.alice, model=LegalPaper, values=values, at=at)
    return paper


def undone(case: CaseFile) -> list[tuple[str, str]]:
    found = Step.objects.filter(case=case, state__in=("ready", "waiting")).order_by("-urgent", "position", "id")
    return [(step.action, step.state) for step in found]


def test_it_puts_verifying_a_lawyer_and_the_answer_into_the_case_at_once(world: World) -> None:
    case = opened(world, planned("ask", due="2026-11-30"))

    served(world)

    case.refresh_from_db()
    assert undone(case) == [
        ("verify_court_paper", "ready"),
        ("consult_lawyer", "ready"),
        ("answer_court_paper", "waiting"),
        ("ask", "ready"),
    ]
    assert (case.urgent, case.next_step and case.next_step.action) == (True, "verify_court_paper")
    assert case.next_action_on == date(2026, 10, 15)
    answer = Deadline.objects.get(case=case, step__action="answer_court_paper")
    assert (answer.clock, answer.counted_from, answer.due_on) == ("court", SERVED, date(2026, 10, 27))


def test_a_resolved_case_goes_on_and_waiting_hides_nothing(world: World) -> None:
    case = opened(world, planned("ask"))
    cases.wait(actor=world.alice, case=case, waiting_for="x", waiting_until=date(2026, 12, 1), at=NOW + MINUTE)
    cases.record_outcome(actor=world.alice, case=case, outcome="other", note="", at=NOW + MINUTE)

    served(world, at=NOW + 2 * MINUTE)

    case.refresh_from_db()
    assert (case.state, case.outcome, case.urgent) == ("open", "", True)


def test_a_case_opened_after_the_paper_starts_with_it_and_no_paper_is_raised_twice(world: World) -> None:
    served(world)
    served(world, court="the same paper, told by the lender")
    served(world, kind="judgment", on=date(2026, 10, 14))

    case = opened(world)

    answers = Step.objects.filter(case=case, action="answer_court_paper")
    assert answers.count() == 2
    assert Step.objects.filter(case=case, action="consult_lawyer").count() == 1


def test_a_plan_takes_its_steps_over_and_an_answered_paper_stays_answered(world: World) -> None:
    case = opened(world, planned("ask"))
    served(world)
    for again in range(2):
        at = NOW + (again + 1) * MINUTE
        found = evaluate_account(actor=world.alice, account=world.account, as_of=at, known_at=at, at=at)
        plans.adopt_plan(actor=world.alice, case=case, assessment_id=found.pk, force=False, at=at)
    for action in ("verify_court_paper", "consult_lawyer", "answer_court_paper"):
        (step,) = Step.objects.filter(case=case, action=action, state__in=("ready", "waiting"))
        case.refresh_from_db()
        assert step.plan_id == case.plan_id
        steps.complete_step(actor=world.alice, step=step, done_on=None, note="", at=at)
    assert Deadline.objects.filter(case=case, step__action="answer_court_paper").count() == 1

    at += MINUTE
    newest = evaluate_account(actor=world.alice, account=world.account, as_of=at, known_at=at, at=at)
    plans.adopt_plan(actor=world.alice, case=case, assessment_id=newest.pk, force=False, at=at)

    assert step_of(case, "answer_court_paper").state == "done"
    assert not case.urgent


def test_a_corrected_day_of_service_moves_the_term_and_a_withdrawn_paper_ends_it(world: World) -> None:
    case = opened(world, planned("ask"))
    paper = served(world)
    values = {"kind": "summons", "served_on": date(2026, 10, 14), "provenance": "document_seen"}

    made = correct_evidence(actor=world.alice, row=paper, reason="misread", values=values, at=NOW + MINUTE)
    running = Deadline.objects.get(case=case, step__action="answer_court_paper", state="open")
    assert running.due_on == date(2026, 10, 29)

    withdraw_evidence(actor=world.alice, row=made, reason="false", at=NOW + 2 * MINUTE)
    case.refresh_from_db()
    assert {action for action, _state in undone(case)} == {"ask", "recheck"}
    assert not case.urgent


def test_no_filter_of_the_work_queue_hides_it_and_no_stranger_sees_it(world: World) -> None:
    case = opened(world, planned("ask", due="2190-01-01"))
    served(world)
    narrow = {"owner": str(world.sun.pk), "until": "2026-01-01", "client": str(world.wu.pk)}

    (row,) = api(world.alice).get("/api/v1/work-queue/", narrow).json()["results"]

    assert row["id"] == str(case.pk)
    assert row["why"][0]["code"] == "court_paper"
    assert "2026-10-27" in row["why"][0]["text"]
    assert api(world.zoe).get("/api/v1/work-queue/", narrow).json()["results"] == []


def test_a_communication_tells_the_paper_too(world: World) -> None:
    case = opened(world, planned("ask"))
    body = {"case": str(case.pk), "kind": "court", "direction": "incoming", "happened_at": "2026-10-14T10:00:00+08:00"}
    call = api(world.alice)

    assert problems(call.post("/api/v1/communications/", body, format="json")) == {"/court_paper": "required"}
    late = {"kind": "payment_order", "served_on": "2050-01-01"}
    told = call.post("/api/v1/communications/", body | {"court_paper": late}, format="json")
    assert problems(told) == {"/court_paper/served_on": "future"}
    told = call.post(
        "/api/v1/communications/", body | {"court_paper": late | {"served_on": "2026-10-12"}}, format="json"
    )

    assert told.status_code == 201, told.content
    assert LegalPaper.objects.get().kind == "payment_order"
    assert ("answer_court_paper", "waiting") in undone(case)


def test_a_paper_on_an_account_that_nobody_works_on_opens_a_case_after_a_while(world: World) -> None:
    served(world)
    assert open_cases(at=NOW + MINUTE) == 0

    assert open_cases(at=NOW + 11 * MINUTE) == 1
    assert open_cases(at=NOW + 12 * MINUTE) == 0
    case = CaseFile.objects.get()
    assert (case.owner, case.urgent) == (world.alice, True)

    cases.close_case(actor=world.alice, case=case, outcome="withdrawn", note="", at=NOW + 13 * MINUTE)
    assert open_cases(at=NOW + 20 * MINUTE) == 0
