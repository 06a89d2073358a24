"""What a report shows wrongly, and the one-off repair, by account and month; boundaries in pairs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessments.engine.assessment import PlanStep
from assessments.engine.canonical import plain
from assessments.engine.evidence import CreditReport, Evidence, MonthPerformance, ReportAccount
from assessments.engine.lateness import LateMonth, late_instalments, late_months, reported_months
from assessments.engine.wording import render_message
from tests.engine.plans import BASE, BLOCKED, CLEAN, TODAY, instalment, plan, report

BANK = "某某银行"


def said(step: PlanStep, part: str = "why") -> str:
    return render_message(plain(getattr(step, part)), BASE.wording, "zh-Hans")


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def account(
    *months: tuple[str, str, str | None], settled: str | None = None, name: str = BANK, overdue: str | None = None
) -> ReportAccount:
    shown = tuple(MonthPerformance(month(on), mark, Decimal(owed) if owed else None) for on, mark, owed in months)
    settled_on = date.fromisoformat(settled) if settled else None
    return ReportAccount(
        kind="loan",
        institution=name,
        settled_on=settled_on,
        performance=shown,
        overdue_amount=Decimal(overdue) if overdue else None,
    )


def steps(*accounts: ReportAccount, issued_on: str = "2026-10-01") -> dict[str, PlanStep]:
    return plan(Evidence(displays=BLOCKED, credit_reports=(report(*accounts, issued_on=issued_on),)))


def test_an_objection_names_institution_month_and_ground() -> None:
    found = steps(account(("2021-03", "1", "800.00"), settled="2021-05-20"))["object_to_credit_report"]

    assert "某某银行 2021-03" in said(found, "title")
    assert "最迟 2021-05-20 已还清，五年保存期于 2026-05-20 届满" in said(found)


@pytest.mark.parametrize(("issued", "wrong"), [("2026-05-20", False), ("2026-05-21", True)])
def test_a_late_mark_is_wrong_from_the_day_after_its_five_years(issued: str, wrong: bool) -> None:
    found = steps(account(("2021-03", "1", "20000.00"), settled="2021-05-20"), issued_on=issued)

    assert ("object_to_credit_report" in found) == wrong


def test_the_years_run_from_the_first_month_without_arrears_and_not_from_the_end_of_the_loan() -> None:
    months = (("2021-03", "1", "20000.00"), ("2021-04", "N", None))

    found = steps(account(*months, settled="2025-12-01"))["object_to_credit_report"]

    assert "最迟 2021-04-30 已还清" in said(found)


def test_months_in_a_row_are_named_as_a_span() -> None:
    months = [(f"2025-{number:02d}", "1", "500.00") for number in (3, 4, 5, 9)]

    found = steps(account(*months, settled="2025-10-10"))

    assert "2025-03–2025-05、2025-09" in said(found["object_to_credit_report"], "title")
    assert "自 2026-01-01 起不应再显示" in said(found["check_one_off_repair"])


@pytest.mark.parametrize(("owed", "told"), [("10000.00", "符合条件"), ("10000.01", "不符合")])
def test_the_repair_looks_at_each_month_by_itself(owed: str, told: str) -> None:
    found = steps(account(("2025-11", "1", "5000.00"), ("2025-12", "2", owed), settled="2026-03-31"))

    whole = said(found["check_one_off_repair"])
    assert "某某银行 2025-1" in whole
    assert told in whole


@pytest.mark.parametrize(("settled", "meets"), [("2026-03-31", True), ("2026-04-01", False)])
def test_what_was_repaid_after_the_last_day_is_outside(settled: str, meets: bool) -> None:
    found = steps(account(("2025-11", "1", "5000.00"), settled=settled))

    assert ("check_one_off_repair" in found) == meets


def test_arrears_that_go_on_after_the_last_day_are_outside() -> None:
    assert "check_one_off_repair" not in steps(account(("2025-11", "1", "5000.00"), overdue="5000.00"))


def test_what_lacks_is_named() -> None:
    whole = said(steps(account(("2025-11", "1", None), settled="2026-01-05"))["check_one_off_repair"])

    assert "某某银行 2025-11（缺少当月逾期金额，还不能判断" in whole


def test_nothing_is_said_of_the_repair_without_a_late_month_in_its_years() -> None:
    assert "check_one_off_repair" not in steps(account(("2026-01", "1", "500.00"), settled="2026-02-05"))
    assert "check_one_off_repair" not in plan(Evidence(displays=BLOCKED, repayments=CLEAN))


def test_instalments_alone_tell_the_month_too() -> None:
    late = (instalment("2025-11-05", "2026-01-20", "5000.00"), instalment("2025-12-05", "2026-01-20", "5000.00"))

    found = plan(Evidence(displays=BLOCKED, repayments=late))["check_one_off_repair"]

    assert "本账户 2025-11–2025-12（符合条件，自 2026-03-01 起不应再显示" in said(found)


def test_amounts_accumulate_until_all_is_paid() -> None:
    three = tuple(instalment(f"2025-{number}-05", "2026-01-20", "5000.00") for number in (10, 11, 12))

    found = list(late_months(late_instalments(three, TODAY), month("2020-01"), date(2025, 12, 31), TODAY))

    assert [(each.month, each.amount, each.repaid_on) for each in found] == [
        (month(f"2025-{number}"), Decimal(owed), date(2026, 1, 20))
        for number, owed in ((10, 5000), (11, 10000), (12, 15000))
    ]


def test_arrears_count_as_repaid_only_with_what_fell_due_meanwhile() -> None:
    """The old instalment is paid on a day on which the next one is overdue."""
    two = (instalment("2025-11-05", "2025-12-20"), instalment("2025-12-05", "2026-02-01"))

    found = list(late_months(late_instalments(two, TODAY), month("2020-01"), date(2025, 11, 30), TODAY))

    assert found == [LateMonth(month=month("2025-11"), amount=Decimal(900), repaid_on=date(2026, 2, 1), unpaid_on=None)]


def test_a_month_without_arrears_says_that_those_before_were_paid_by_its_end() -> None:
    shown = ReportAccount(kind="loan", institution=BANK, months="N12N")
    issued = CreditReport(id="r", issued_on=date(2026, 3, 15), accounts=(shown,))

    assert [(each.month, each.repaid_on, each.unpaid_on) for each in reported_months(issued, shown)] == [
        (month("2026-01"), date(2026, 3, 15), date(2026, 2, 28)),
        (month("2026-02"), date(2026, 3, 15), date(2026, 2, 28)),
    ]


def test_a_month_that_the_report_marks_late_though_it_was_paid_in_time_is_objected_to() -> None:
    ant = "重庆蚂蚁消费金融有限公司"

    found = steps_with(account(("2026-05", "1", None), name=ant))

    assert f"{ant} 2026-05" in said(found["object_to_credit_report"], "title")
    assert "已知的还款记录显示没有逾期" in said(found["object_to_credit_report"])


def steps_with(*accounts: ReportAccount) -> dict[str, PlanStep]:
    return plan(Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(report(*accounts),)))


def test_the_plan_says_how_long_a_record_is_kept_if_paid_today_and_which_class_comes() -> None:
    why = said(plan(Evidence(displays=BLOCKED, repayments=(instalment("2026-09-05"),)))["repay_overdue"])

    assert "2026-11-05 仍未还清的，还款标记可能变为 3" in why
    assert "到 2026-12-05 仍未还清的，贷款至少归为次级类" in why
    assert "今天还清的保存到 2031-10-15" in why


@pytest.mark.parametrize(
    ("due", "told"), [("2026-04-01", "到 2026-12-28 仍未还清的，贷款至少归为可疑类"), ("2025-10-01", "最高标记，拖延")]
)
def test_beyond_the_worst_mark_the_plan_speaks_of_classes_and_then_of_the_record_alone(due: str, told: str) -> None:
    assert told in said(plan(Evidence(displays=BLOCKED, repayments=(instalment(due),)))["repay_overdue"])


def test_lateness_that_was_made_good_has_the_day_on_which_its_record_ends() -> None:
    late = (instalment("2026-05-05", "2026-05-20"), *CLEAN[4:])

    why = said(plan(Evidence(displays=BLOCKED, repayments=late))["check_report_after_update"])

    assert "已于 2026-05-20 还清" in why
    assert "到 2031-05-20" in why
