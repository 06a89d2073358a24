"""What has passed: a notice's date is shown with its step and hurries no other; lateness paid since is not denied."""

from __future__ import annotations

from datetime import date

import pytest

from assessments.engine import Evidence
from assessments.engine.evidence import Repayment
from tests.engine.plans import CLEAN, TODAY, instalment, notice, plan

MISUSE = "因交易异常，借款已暂停，请于{on}前上传交易凭证。"
IDENTITY = "您的身份证已过期，请于{on}前上传更新后继续使用，借款功能已暂停。"
BREACH = "因您违反用户协议，借款已暂停，请于{on}前提交申诉材料。"


def told(words: str, on: str) -> Evidence:
    return Evidence(notices=(notice(words.format(on=on), "2026-09-25", "told"),), repayments=CLEAN)


@pytest.mark.parametrize(
    ("words", "action"), [(MISUSE, "explain_transactions"), (IDENTITY, "update_identity"), (BREACH, "appeal")]
)
@pytest.mark.parametrize(("on", "passed"), [("2026年10月14日", True), ("2026年10月15日", False)])
def test_a_step_says_that_its_notices_date_has_passed(words: str, action: str, on: str, passed: bool) -> None:
    step = plan(told(words, on))[action]

    assert step.deadline is not None and step.deadline.citation == "told"
    assert step.why.key.endswith(".passed.why") is passed
    assert step.urgent


@pytest.mark.parametrize(
    ("on", "due_on"), [("2026年10月14日", date(2026, 10, 18)), ("2026年10月16日", date(2026, 10, 16))]
)
def test_the_lawyer_is_not_asked_by_a_date_that_has_passed(on: str, due_on: date) -> None:
    lawyer = plan(told(MISUSE, on))["consult_lawyer"].deadline

    assert lawyer is not None and lawyer.due_on == due_on >= TODAY


def test_steps_that_wait_for_a_passed_one_are_due_from_today() -> None:
    appeal = plan(told(MISUSE, "2026年10月1日"))["appeal"].deadline

    assert appeal is not None and appeal.from_ >= TODAY


LATE_BEFORE = (instalment("2026-05-10", "2026-07-10"), instalment("2026-09-10", "2026-09-10"))


@pytest.mark.parametrize(("paid", "disputed"), [(CLEAN, True), (LATE_BEFORE, False)])
def test_a_reason_that_was_true_this_year_is_not_disputed(paid: tuple[Repayment, ...], disputed: bool) -> None:
    steps = plan(Evidence(notices=(notice("因您长期逾期未还,借呗服务已永久关闭。"),), repayments=paid))

    assert {"appeal", "file_complaint"} <= set(steps) if disputed else not {"appeal", "file_complaint"} & set(steps)
    assert "request_reason_in_writing" in steps
