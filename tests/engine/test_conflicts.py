"""Pieces of evidence that disagree stand side by side; those that agree do not."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.engine.evidence import Evidence, RepaymentMonth, ReportAccount, Statement
from tests.engine.plans import BLOCKED, CLEAN, assess, at, instalment, notice, report

OWN = "重庆蚂蚁消费金融有限公司"


def conflicts(evidence: Evidence) -> list[str]:
    return [conflict.text.key.removeprefix("conflict.") for conflict in assess(evidence).conflicts]


def said(text: str, day: str = "2026-10-14") -> Statement:
    return Statement(id="", made_at=at(day), text=text)


def code(month: str, mark: str) -> RepaymentMonth:
    return RepaymentMonth(id="", month=date.fromisoformat(f"{month}-01"), code=mark)


@pytest.mark.parametrize(
    ("mark", "expected"), [("N", ["code_and_report"]), ("*", ["code_and_report"]), ("2", []), ("#", [])]
)
def test_a_code_and_a_report_differ_on_one_month(mark: str, expected: list[str]) -> None:
    shown = report(ReportAccount(kind="loan", institution=OWN, months="N2N"))

    assert conflicts(Evidence(repayment_months=(code("2026-09", mark),), credit_reports=(shown,))) == expected


def test_another_lenders_month_contradicts_nothing() -> None:
    shown = report(ReportAccount(kind="loan", institution="某银行", months="N2N"))

    assert conflicts(Evidence(repayment_months=(code("2026-09", "N"),), credit_reports=(shown,))) == []


@pytest.mark.parametrize(("paid", "expected"), [("2026-09-05", ["report_month_but_paid"]), ("2026-09-30", [])])
def test_a_report_marks_a_month_that_was_paid_on_time(paid: str, expected: list[str]) -> None:
    shown = report(ReportAccount(kind="loan", institution=OWN, months="N1N"))

    assert conflicts(Evidence(repayments=(instalment("2026-09-05", paid),), credit_reports=(shown,))) == expected


@pytest.mark.parametrize(("text", "expected"), [("我从来没有逾期", ["client_denies_arrears"]), ("最近手头紧", [])])
def test_the_client_denies_arrears_that_records_show(text: str, expected: list[str]) -> None:
    assert conflicts(Evidence(repayments=(instalment("2026-09-05"),), statements=(said(text),))) == expected


def test_a_denial_from_before_the_arrears_contradicts_nothing() -> None:
    assert (
        conflicts(Evidence(repayments=(instalment("2026-09-05"),), statements=(said("我没有逾期", "2026-09-01"),)))
        == []
    )


def test_the_client_denies_what_only_a_notice_says() -> None:
    told = notice("您有逾期账单，借款已暂停，请还清欠款。")

    assert conflicts(Evidence(notices=(told,), statements=(said("我已经全部还清了"),))) == ["client_denies_arrears"]


def test_a_denial_that_the_records_bear_out_contradicts_nothing() -> None:
    assert conflicts(Evidence(displays=BLOCKED, repayments=CLEAN, statements=(said("我一直按时还款"),))) == []
