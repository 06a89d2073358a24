"""What a good practitioner leaves out, waits with or dates otherwise in special situations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessments.engine.assessment import PlanStep
from assessments.engine.evidence import Drawdown, Evidence, ReportAccount, Statement
from tests.engine.plans import (
    BLOCKED,
    CLEAN,
    TODAY,
    UNPAID,
    assess,
    at,
    before,
    instalment,
    notice,
    paper,
    plan,
    report,
    screen,
)

THEFT = (Statement(id="", made_at=at("2026-10-14"), text="这笔借款不是我借的，账户被盗用了"),)
OWN = "重庆蚂蚁消费金融有限公司"
PAYING = ("repay_overdue", "request_extension", "negotiate_instalments", "request_settlement_certificate")


def due_on(step: PlanStep) -> date | None:
    return step.deadline.due_on if step.deadline else None


def test_a_loan_that_the_client_says_is_not_theirs_is_neither_paid_nor_acknowledged() -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=UNPAID, statements=THEFT))

    assert not set(PAYING) & set(steps)
    assert "request_payoff_figure" not in steps
    assert list(steps)[:4] == [
        "keep_communication_records", "report_fraud", "stop_new_applications", "consult_lawyer",
    ]  # fmt: skip


def test_arrears_that_only_a_contradicted_report_shows_are_disputed_not_paid() -> None:
    shown = report(ReportAccount(kind="loan", institution=OWN, overdue_amount=Decimal(900), months="NN1"))

    steps = plan(Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(shown,)))

    assert not set(PAYING) & set(steps)
    assert steps["request_payoff_figure"].title.key == "action.request_payoff_figure.disputed.title"
    assert before(steps, "object_to_credit_report", "check_report_after_update")


def test_nothing_is_objected_to_where_no_entry_can_be_named() -> None:
    """The report marks a month of which no instalment is known: a contradiction, but perhaps not an error."""
    shown = report(ReportAccount(kind="loan", institution=OWN, months="5//"))

    found = assess(Evidence(displays=BLOCKED, repayments=CLEAN[:3], credit_reports=(shown,)))

    assert "conflict.report_overdue_but_paid" in {each.text.key for each in found.conflicts}
    assert "object_to_credit_report" not in {step.action for step in found.plan}


def test_arrears_at_another_lender_are_paid_though_the_report_is_wrong_about_this_account() -> None:
    shown = report(
        ReportAccount(kind="loan", institution=OWN, overdue_amount=Decimal(900), months="NN1"),
        ReportAccount(kind="loan", institution="某银行", overdue_amount=Decimal(500), months="NN1"),
    )

    steps = plan(Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(shown,)))

    assert {"repay_overdue", "object_to_credit_report"} <= set(steps)


def test_nobody_talks_to_the_lender_before_a_lawyer_where_limitation_may_have_run() -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=(instalment("2023-05-05"),)))

    assert steps["contact_customer_service"].after == ("consult_lawyer",)
    assert steps["contact_customer_service"].title.key == "action.contact_customer_service.limitation.title"


@pytest.mark.parametrize(("due", "pay_by"), [("2026-09-15", "2026-10-15"), ("2026-09-20", "2026-10-20")])
def test_where_the_next_mark_is_near_it_is_paid_the_day_before_at_the_latest(due: str, pay_by: str) -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=(instalment(due),)))

    assert due_on(steps["repay_overdue"]) == date.fromisoformat(pay_by)
    assert steps["repay_overdue"].urgent
    assert due_on(steps["request_payoff_figure"]) == TODAY


def test_where_the_next_mark_is_far_a_week_is_given() -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=(instalment("2026-10-05"),)))

    assert due_on(steps["repay_overdue"]) == date(2026, 10, 22)


def test_whoever_owes_stops_borrowing_before_anything_that_takes_days() -> None:
    steps = plan(Evidence(displays=(screen(True),), repayments=(instalment("2026-10-05"),)))

    assert due_on(steps["stop_new_applications"]) == TODAY
    assert before(steps, "stop_new_applications", "obtain_credit_report")


def test_lateness_made_good_long_ago_calls_for_no_certificate() -> None:
    long_ago = instalment("2025-02-05", "2025-03-05")

    steps = plan(Evidence(displays=BLOCKED, repayments=(long_ago, *CLEAN)))

    assert not {"request_settlement_certificate", "check_report_after_update"} & set(steps)


def test_the_report_is_checked_when_the_payment_must_have_reached_it() -> None:
    lately = instalment("2026-09-05", "2026-10-10")
    earlier = instalment("2026-05-05", "2026-06-10")

    waiting = plan(Evidence(displays=BLOCKED, repayments=(lately,)))["check_report_after_update"]
    now = plan(Evidence(displays=BLOCKED, repayments=(earlier,)))

    assert due_on(waiting) == date(2026, 11, 24)
    assert due_on(now["check_report_after_update"]) == due_on(now["obtain_credit_report"])


def test_a_restriction_with_a_named_end_is_looked_at_again_after_it() -> None:
    steps = plan(Evidence(notices=(notice("您的借款服务已暂停60天。", "2026-10-12"),)))

    assert due_on(steps["re_evaluate"]) == date(2026, 12, 12)


def test_a_named_end_that_has_passed_is_said_and_looked_up() -> None:
    passed = Evidence(notices=(notice("您的借款服务已暂停7天。", "2026-10-01"),))

    assert "status.run_out" in {reason.rule for reason in assess(passed).state.status_reasons}
    assert plan(passed)["contact_customer_service"].title.key == "action.contact_customer_service.over.title"


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("payment_order", "action.answer_court_paper.title"),
        ("enforcement", "action.answer_court_paper.enforcement.title"),
        ("arbitration", "action.answer_court_paper.arbitration.title"),
        ("mediation_call", "action.answer_court_paper.mediation.title"),
    ],
)
def test_each_kind_of_court_paper_is_answered_in_its_own_way(kind: str, title: str) -> None:
    steps = plan(Evidence(displays=BLOCKED, legal_papers=(paper(kind, "2026-10-13"),)))

    assert steps["answer_court_paper"].title.key == title
    assert due_on(steps["consult_lawyer"]) == TODAY


def test_an_alleged_breach_is_asked_about_before_the_date_of_the_notice() -> None:
    alleged = notice("因您违反借款协议，借款服务已暂停，请于2026-10-25前提交申诉。", "2026-10-14")

    steps = plan(Evidence(notices=(alleged,)))

    asked, answered = due_on(steps["contact_customer_service"]), due_on(steps["appeal"])
    assert asked and answered and asked < answered


def test_misuse_that_records_show_is_answered_by_a_question_not_an_explanation() -> None:
    asked = notice("因资金用途异常，借款已暂停，请在7日内上传用途凭证。", "2026-10-13")
    drawn = Drawdown(id="", at=at("2026-10-10"), amount=Decimal(5000), counterparty="investment")

    steps = plan(Evidence(displays=BLOCKED, notices=(asked,), drawdowns=(drawn,)))

    assert "explain_transactions" not in steps
    assert steps["request_reason_in_writing"].title.key == "action.request_reason_in_writing.misuse.title"
    assert due_on(steps["request_reason_in_writing"]) == date(2026, 10, 20)


def test_a_written_off_account_in_a_report_counts_as_the_worst_mark() -> None:
    shown = report(ReportAccount(kind="loan", institution="某银行", status="呆账"))

    found = assess(Evidence(displays=BLOCKED, credit_reports=(shown,)))

    assert "arrears_over_limit" in {reason.code for reason in found.referral.reasons}


def test_a_report_older_than_the_window_says_nothing_of_look_ups() -> None:
    fresh, old = report(issued_on="2026-07-17"), report(issued_on="2026-07-16")

    assert assess(Evidence(credit_reports=(fresh,))).risk.level == "low"
    assert assess(Evidence(credit_reports=(old,))).risk.level == "unknown"


def test_what_is_still_unpaid_is_no_lateness_of_long_ago() -> None:
    causes = assess(Evidence(displays=BLOCKED, repayments=(instalment("2023-05-05"),))).causes

    assert "overdue.late_long_ago" not in {reason.rule for cause in causes for reason in cause.for_}


@pytest.mark.parametrize(
    ("paid", "rule"), [("2025-10-16", "overdue.late_this_year"), ("2025-10-15", "overdue.late_long_ago")]
)
def test_lateness_is_of_this_year_until_it_ended_twelve_months_ago(paid: str, rule: str) -> None:
    causes = assess(Evidence(displays=BLOCKED, repayments=(instalment("2025-09-05", paid), *CLEAN))).causes

    assert rule in {reason.rule for cause in causes for reason in cause.for_}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("经核实存在虚假交易套现,违反用户协议,账户已永久关闭。", "elevated"),
        ("因您违反借款协议，借款服务已暂停。", "elevated"),
    ],
)
def test_what_the_lender_alleges_is_known_risk(text: str, level: str) -> None:
    assert assess(Evidence(notices=(notice(text),))).risk.level == level


def test_a_court_paper_is_a_high_risk_by_itself() -> None:
    assert assess(Evidence(legal_papers=(paper("summons", "2026-10-13"),))).risk.level == "high"
