"""By when each step is due: rules, notices, courts, practice; and what is not in force is not cited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.engine import Evidence
from assessments.engine.assessment import PlanDeadline
from assessments.engine.evidence import PlatformEvent
from tests.engine.histories import histories
from tests.engine.plans import AS_OF, BASE, BLOCKED, CHINA, CLEAN, assess, notice, paper, plan, screen

NO_REASON = Evidence(notices=(notice("您的借呗已被永久关闭。"),))
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def deadline(evidence: Evidence, action: str, *, product: str = "jiebei", as_of: datetime = AS_OF) -> PlanDeadline:
    found = plan(evidence, product=product, as_of=as_of)[action].deadline
    assert found is not None
    return found


def test_a_supervised_lender_has_fifteen_calendar_days_to_answer() -> None:
    found = deadline(NO_REASON, "request_reason_in_writing")

    assert (found.clock, found.days, found.counting) == ("lender", 15, "calendar")
    assert found.due_on == found.from_ + timedelta(days=15)
    assert (found.citation, found.verification) == ("fact.complaint_answer_days", "text_seen")


def test_a_small_loan_company_is_asked_under_the_rules_of_data() -> None:
    found = deadline(NO_REASON, "request_reason_in_writing", product="jintiao")

    assert (found.days, found.citation, found.verification) == (30, "fact.data_answer_days", "from_memory")


def test_an_answer_due_on_a_holiday_is_checked_on_the_next_working_day() -> None:
    seen = Evidence(notices=(notice("您的借呗已被永久关闭。", "2026-09-10"),))
    found = deadline(seen, "request_reason_in_writing", as_of=datetime(2026, 9, 15, 4, tzinfo=UTC))

    assert found.due_on == date(2026, 10, 3)
    assert found.check_on == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("kind", "days", "due_on", "verification"),
    [
        ("payment_order", 15, date(2026, 10, 27), "text_seen"),
        ("summons", 15, date(2026, 10, 27), "from_memory"),
        ("judgment", 15, date(2026, 10, 27), "from_memory"),
        ("ruling", 10, date(2026, 10, 22), "from_memory"),
    ],
)
def test_a_court_paper_starts_its_term_on_the_day_after_service(
    kind: str, days: int, due_on: date, verification: str
) -> None:
    found = deadline(Evidence(legal_papers=(paper(kind, "2026-10-12"),)), "answer_court_paper")

    assert (found.clock, found.days, found.due_on, found.verification) == ("court", days, due_on, verification)


def test_a_courts_term_that_ends_on_a_holiday_ends_on_the_next_working_day() -> None:
    as_of = datetime(2026, 9, 25, 2, tzinfo=UTC)
    found = deadline(Evidence(legal_papers=(paper("payment_order", "2026-09-20"),)), "answer_court_paper", as_of=as_of)

    assert found.due_on == date(2026, 10, 8)


def test_of_several_court_papers_the_most_pressing_counts() -> None:
    papers = (paper("summons", "2026-10-14"), paper("ruling", "2026-10-12"), paper("judgment", "2026-01-05"))

    assert deadline(Evidence(legal_papers=papers), "answer_court_paper").due_on == date(2026, 10, 22)


def test_a_court_term_that_has_passed_is_said_to_have_passed() -> None:
    step = plan(Evidence(legal_papers=(paper("judgment", "2026-01-05"),)))["answer_court_paper"]

    assert step.title.key == "action.answer_court_paper.passed.title"
    assert step.deadline is not None and step.deadline.due_on == date(2026, 1, 20)


def test_a_paper_without_a_known_term_is_looked_at_within_days() -> None:
    found = deadline(Evidence(legal_papers=(paper("enforcement", "2026-10-12"),)), "answer_court_paper")

    assert (found.due_on, found.citation) == (date(2026, 10, 18), "citation.practice")


def test_the_maintenance_is_waited_for_until_a_day_after_its_end() -> None:
    event = PlatformEvent(id="e", kind="maintenance", starts_at=AS_OF - timedelta(hours=9), ends_at=AS_OF)
    running = Evidence(
        displays=(screen(False, "2026-10-15", "系统升级"),),
        repayments=CLEAN,
        platform_events=(
            PlatformEvent(id=event.id, kind=event.kind, starts_at=event.starts_at, ends_at=AS_OF + timedelta(days=2)),
        ),
    )
    found = deadline(running, "wait_for_maintenance")

    assert (found.from_, found.due_on) == (date(2026, 10, 17), date(2026, 10, 18))


IDENTITY = "您的身份证已过期，请于7日内上传更新后继续使用，借款功能已暂停。"


def test_a_notices_own_date_becomes_the_steps_and_is_cited() -> None:
    step = plan(Evidence(notices=(notice(IDENTITY, name="told"),)))["update_identity"]

    assert step.deadline is not None
    assert (step.deadline.due_on, step.deadline.citation) == (date(2026, 10, 19), "told")
    assert step.citations == ("told",)
    assert step.urgent


def test_the_earliest_date_still_ahead_counts() -> None:
    told = (notice(IDENTITY, "2026-10-12", "first"), notice(IDENTITY, "2026-10-14", "second"))

    assert deadline(Evidence(notices=told), "update_identity").citation == "first"


def test_a_date_long_past_no_longer_counts() -> None:
    old = Evidence(notices=(notice(IDENTITY, "2026-08-01", "old"),), displays=BLOCKED)

    assert deadline(old, "update_identity").citation == "citation.practice"


def test_a_date_that_no_other_step_answers_goes_to_customer_service() -> None:
    told = Evidence(notices=(notice("您的借款服务已暂停，请于2026年10月20日前联系我们回复。", name="told"),))

    assert deadline(told, "contact_customer_service").citation == "told"


def test_the_lawyer_is_asked_before_the_date_of_the_notice() -> None:
    soon = notice("疑似套现，额度冻结，请于2026年10月16日前上传交易凭证。", name="told")
    steps = plan(Evidence(notices=(soon,)))
    lawyer, explained = steps["consult_lawyer"].deadline, steps["explain_transactions"].deadline

    assert explained is not None and (explained.due_on, explained.citation) == (date(2026, 10, 16), "told")
    assert lawyer is not None and lawyer.due_on <= explained.due_on


def test_in_a_true_ban_the_date_goes_to_the_written_question() -> None:
    ban = notice("经核实存在虚假交易，违反协议，账户已永久关闭，请于2026年10月25日前回复。", name="told")
    steps = plan(Evidence(notices=(ban,), repayments=CLEAN))

    assert "explain_transactions" not in steps
    answer = steps["request_reason_in_writing"].deadline
    assert answer is not None and answer.citation == "told"


def test_a_rule_not_yet_in_force_gives_no_deadline_and_is_not_cited() -> None:
    then = datetime(2010, 5, 4, 4, tzinfo=UTC)
    step = plan(Evidence(displays=(screen(False, "2010-05-03"),)), as_of=then)["request_reason_in_writing"]

    assert step.deadline is None
    assert step.citations == ()


@pytest.mark.parametrize(("day", "cited"), [("2020-02-29", False), ("2020-03-01", True)])
def test_the_day_before_a_rule_is_in_force_and_its_first_day(day: str, cited: bool) -> None:
    seen = Evidence(displays=(screen(False, day),))
    then = datetime.fromisoformat(f"{day}T10:00:00+08:00")
    found = plan(seen, as_of=then)["request_reason_in_writing"]

    assert ("fact.complaint_answer_days" in found.citations) is cited


def test_a_term_into_a_year_without_a_holiday_table_says_so() -> None:
    assert deadline(NO_REASON, "re_evaluate").provisional
    assert not deadline(NO_REASON, "contact_customer_service").provisional


def test_the_contact_window_before_a_complaint_is_counted_in_working_days() -> None:
    found = deadline(NO_REASON, "file_complaint")

    assert (found.counting, found.days) == ("working", 3)
    assert BASE.calendar.is_working_day(found.due_on)


@MANY
@given(histories, st.sampled_from(["jiebei", "credit_card", "jintiao", "other", None]))
def test_every_plan_is_in_order_and_holds_together(evidence: Evidence, product: str | None) -> None:
    steps = assess(evidence, product=product).plan
    place = {step.action: number for number, step in enumerate(steps)}

    assert len(place) == len(steps)
    for step in steps:
        assert all(place[name] < place[step.action] for name in step.after)
        if step.deadline:
            assert step.deadline.from_ <= step.deadline.due_on <= step.deadline.check_on
            assert BASE.calendar.is_working_day(step.deadline.check_on)
    assert steps[-1].action == "re_evaluate"


@MANY
@given(histories, st.dates(date(1900, 1, 1), date(2199, 12, 30)))
def test_no_day_makes_a_plan_fail_or_cite_what_is_not_in_force(evidence: Evidence, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)
    for step in assess(evidence, as_of=noon).plan:
        facts = [cited.removeprefix("fact.") for cited in step.citations if cited.startswith("fact.")]
        assert all(BASE.facts[name].get(day) for name in facts)
