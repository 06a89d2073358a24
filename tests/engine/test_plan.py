"""Which steps the findings call for, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.engine import Evidence
from assessments.engine.canonical import plain
from assessments.engine.evidence import Drawdown, MonthPerformance, PlatformEvent, ReportAccount, Score, Statement
from assessments.engine.packs.actions import ACTIONS
from assessments.engine.wording import render_message
from tests.engine.plans import (
    AS_OF,
    BASE,
    BLOCKED,
    CLEAN,
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

MONEY_RAN_OUT = Evidence(notices=(notice("因您长期逾期未还,借呗服务已永久关闭。"),), repayments=UNPAID)
SHAM_TRADES = Evidence(notices=(notice("经核实存在虚假交易套现,违反用户协议,账户已永久关闭。"),), repayments=CLEAN)
UPGRADE = Evidence(
    displays=(screen(False, "2026-10-15", "系统升级,暂不可用"),),
    repayments=CLEAN,
    platform_events=(
        PlatformEvent(
            id="upgrade",
            kind="maintenance",
            starts_at=AS_OF - timedelta(hours=10),
            ends_at=AS_OF + timedelta(hours=20),
        ),
    ),
)
SUSPECTED = Evidence(notices=(notice("疑似套现，额度冻结7天。"),), repayments=CLEAN)
POLICY = Evidence(notices=(notice("因平台风险策略调整，暂停为您提供借款服务。"),), repayments=CLEAN)
PHISHING = Evidence(notices=(notice("您的账户已被冻结，请加QQ123456缴纳解冻费。"),))
OVERDUE_CHAIN = (
    "request_payoff_figure",
    "repay_overdue",
    "request_settlement_certificate",
    "check_report_after_update",
    "re_evaluate",
)


def said(evidence: Evidence, action: str, text: str = "title", *, product: str = "jiebei") -> str:
    step = plan(evidence, product=product)[action]
    return render_message(plain(getattr(step, text)), BASE.wording, "en")


def draws(count: int, counterparty: str) -> tuple[Drawdown, ...]:
    hours = [AS_OF - timedelta(hours=number) for number in range(1, count + 1)]
    return tuple(Drawdown(id="", at=when, amount=Decimal(500), counterparty=counterparty) for when in hours)


def test_the_pack_has_every_action_of_the_contract() -> None:
    assert set(ACTIONS) <= set(BASE.actions)


def test_money_ran_out_leads_from_the_figure_to_the_check_of_the_report() -> None:
    steps = plan(MONEY_RAN_OUT)

    order = [action for action in steps if action in OVERDUE_CHAIN]
    assert order == list(OVERDUE_CHAIN)
    assert steps["repay_overdue"].after == ("request_payoff_figure",)
    assert next(iter(steps)) == "keep_communication_records"


def test_money_ran_out_is_not_appealed_and_not_complained_about() -> None:
    steps = plan(MONEY_RAN_OUT)

    assert not {"appeal", "explain_transactions", "file_complaint"} & set(steps)


def test_repaying_names_creditor_and_amount() -> None:
    title = said(MONEY_RAN_OUT, "repay_overdue")

    assert "重庆蚂蚁消费金融有限公司" in title
    assert "CNY 4500.00" in title


def test_repaying_is_never_by_borrowing() -> None:
    assert "never with a new loan" in said(MONEY_RAN_OUT, "repay_overdue", "why")


def test_repaying_says_on_which_day_the_mark_turns() -> None:
    unpaid = Evidence(displays=BLOCKED, repayments=(instalment("2026-09-20"),))

    assert "2026-10-21" in said(unpaid, "repay_overdue", "why")


@pytest.mark.parametrize(
    ("product", "asked"), [("jiebei", True), ("weilidai", True), ("other", True), ("credit_card", False)]
)
def test_instalments_are_goodwill_except_on_a_card(product: str, asked: bool) -> None:
    title = said(MONEY_RAN_OUT, "negotiate_instalments", product=product)

    assert ("asked as goodwill" in title) is asked


def test_one_instalment_a_few_days_late_asks_for_an_extension_not_for_a_plan() -> None:
    steps = plan(Evidence(displays=(screen(True),), repayments=(instalment("2026-10-05"),)))

    assert "request_extension" in steps
    assert "negotiate_instalments" not in steps


def test_arrears_at_another_lender_name_that_lender() -> None:
    account = ReportAccount(kind="loan", institution="招商银行", overdue_amount=Decimal("1200.50"))
    told = Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(report(account),))

    assert "招商银行 (CNY 1200.50)" in said(told, "repay_overdue")
    assert "request_payoff_figure" not in plan(told)


def test_arrears_here_and_elsewhere_name_both() -> None:
    account = ReportAccount(kind="loan", institution="招商银行", overdue_amount=Decimal("1200.50"))
    title = said(replace(MONEY_RAN_OUT, credit_reports=(report(account),)), "repay_overdue")

    assert "4500.00" in title and "招商银行" in title


def test_a_true_ban_is_not_appealed_on_the_facts() -> None:
    steps = plan(SHAM_TRADES)

    assert not {"appeal", "explain_transactions", "file_complaint"} & set(steps)
    assert before(steps, "consult_lawyer", "request_reason_in_writing")
    assert "consult_lawyer" in steps["request_reason_in_writing"].after


def test_a_mere_suspicion_is_explained_after_the_lawyer() -> None:
    steps = plan(SUSPECTED)

    assert before(steps, "consult_lawyer", "explain_transactions")
    assert before(steps, "explain_transactions", "appeal")
    assert steps["explain_transactions"].after == ("consult_lawyer",)
    assert "consult_lawyer" in steps["appeal"].after


def test_misuse_that_records_show_is_not_explained() -> None:
    steps = plan(replace(SUSPECTED, drawdowns=draws(2, "investment")))

    assert "consult_lawyer" in steps
    assert not {"appeal", "explain_transactions"} & set(steps)


def test_a_ban_that_ordinary_use_speaks_against_may_be_appealed() -> None:
    steps = plan(replace(SHAM_TRADES, drawdowns=draws(2, "merchant")))

    assert before(steps, "consult_lawyer", "appeal")


def test_an_upgrade_is_waited_for_and_nothing_else_is_asked() -> None:
    steps = plan(UPGRADE)

    assert list(steps) == [
        "keep_communication_records",
        "wait_for_maintenance",
        "contact_customer_service",
        "follow_platform_announcements",
        "re_evaluate",
    ]
    assert steps["contact_customer_service"].after == ("wait_for_maintenance",)


def test_a_policy_is_asked_about_in_writing_and_looked_at_after_three_months() -> None:
    steps = plan(POLICY)
    look = steps["re_evaluate"].deadline

    assert "fact.automated_decision" in steps["request_reason_in_writing"].citations
    assert look is not None and look.due_on == date(2027, 1, 13)
    assert "every week" in said(POLICY, "request_reason_in_writing", "why")


def test_a_fallen_score_looks_at_the_report_and_stops_applying() -> None:
    fell = Evidence(
        notices=(notice("您的信用评分下降，暂不能借款。"),),
        scores=tuple(
            Score(id="", scheme="zhima", value=value, read_on=on)
            for value, on in ((700, date(2026, 8, 1)), (620, date(2026, 10, 1)))
        ),
    )
    steps = plan(fell)

    assert {"obtain_credit_report", "stop_new_applications"} <= set(steps)
    assert "object_to_credit_report" not in steps


def test_identity_is_renewed_before_the_service_is_asked() -> None:
    steps = plan(Evidence(notices=(notice("您的身份证已过期，请更新后继续使用，借款功能已暂停。"),), repayments=CLEAN))

    assert before(steps, "update_identity", "contact_customer_service")
    assert "obtain_credit_report" not in steps


def test_without_a_reason_it_is_asked_in_writing_and_nothing_is_guessed() -> None:
    steps = plan(Evidence(notices=(notice("您的借呗已被永久关闭。"),)))

    assert {"request_reason_in_writing", "obtain_credit_report", "request_payoff_figure"} <= set(steps)
    assert not {"appeal", "explain_transactions", "repay_overdue"} & set(steps)


def test_a_mere_hint_does_not_replace_the_lenders_reason() -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=CLEAN, drawdowns=draws(6, "merchant")))

    assert "request_reason_in_writing" in steps
    assert "explain_transactions" not in steps


def test_a_usable_account_that_a_notice_contradicts_is_cleared_up() -> None:
    closed_then_usable = Evidence(notices=(notice("您的借呗账户已永久关闭。", "2026-10-01"),), displays=(screen(True),))
    steps = plan(closed_then_usable)

    assert steps["contact_customer_service"].title.key == "action.contact_customer_service.contradicted.title"
    assert "request_reason_in_writing" not in steps


def test_without_any_evidence_the_gaps_are_closed() -> None:
    steps = plan(Evidence())

    assert list(steps) == [
        "keep_communication_records",
        "contact_customer_service",
        "obtain_credit_report",
        "request_reason_in_writing",
        "re_evaluate",
    ]


def test_all_well_only_follows_announcements() -> None:
    steps = plan(Evidence(displays=(screen(True),), repayments=CLEAN))

    assert list(steps) == ["follow_platform_announcements", "re_evaluate"]


def test_a_usable_account_with_signals_gets_a_preventive_plan() -> None:
    steps = plan(Evidence(displays=(screen(True),), repayments=CLEAN, drawdowns=draws(6, "unknown")))

    assert {"stop_new_applications", "obtain_credit_report", "follow_platform_announcements"} <= set(steps)
    assert not {"contact_customer_service", "request_reason_in_writing", "consult_lawyer"} & set(steps)


def test_phishing_is_reported_first_and_answered_through_the_official_app() -> None:
    steps = plan(PHISHING)

    assert steps["report_fraud"].urgent
    assert before(steps, "report_fraud", "contact_customer_service")
    assert "official app" in said(PHISHING, "contact_customer_service")


def test_identity_theft_goes_to_the_police_the_lawyer_and_the_record() -> None:
    told = Statement(id="", made_at=at("2026-10-14"), text="这笔借款不是我借的，身份被盗")
    account = ReportAccount(kind="loan", institution="某银行", overdue_amount=Decimal(0), months="NNN")
    steps = plan(Evidence(displays=BLOCKED, statements=(told,), credit_reports=(report(account),)))

    assert {"report_fraud", "consult_lawyer", "object_to_credit_report"} <= set(steps)


def test_words_of_danger_make_a_call_today() -> None:
    told = Statement(id="", made_at=at("2026-10-14"), text="我不想活了，欠款还不上")
    steps = plan(Evidence(displays=BLOCKED, statements=(told,)))

    assert next(iter(steps)) == "call_client"
    assert steps["call_client"].actor == "advisor"
    assert steps["call_client"].urgent


def test_an_old_debt_waits_for_a_lawyers_word() -> None:
    steps = plan(Evidence(displays=BLOCKED, repayments=(instalment("2022-01-05"),)))

    for action in ("request_payoff_figure", "repay_overdue", "negotiate_instalments"):
        assert "consult_lawyer" in steps[action].after


def test_a_court_paper_calls_the_lawyer_the_same_day_before_anything_is_paid() -> None:
    steps = plan(Evidence(displays=BLOCKED, legal_papers=(paper("payment_order", "2026-10-10"),)))
    lawyer = steps["consult_lawyer"].deadline

    assert lawyer is not None and lawyer.due_on == date(2026, 10, 15)
    assert steps["consult_lawyer"].urgent and steps["answer_court_paper"].urgent
    assert "consult_lawyer" in steps["repay_overdue"].after


def test_arrears_that_the_records_contradict_are_appealed_not_paid() -> None:
    steps = plan(Evidence(notices=(notice("因您逾期未还，借款服务已暂停。"),), repayments=CLEAN))

    assert {"request_reason_in_writing", "appeal", "file_complaint"} <= set(steps)
    assert not {"repay_overdue", "request_settlement_certificate"} & set(steps)


def test_an_account_the_client_closed_is_settled_not_appealed() -> None:
    steps = plan(Evidence(notices=(notice("您已自行注销账户。"),), repayments=CLEAN))

    assert {"contact_customer_service", "request_settlement_certificate"} <= set(steps)
    assert not {"appeal", "request_reason_in_writing", "file_complaint"} & set(steps)


def shown_late(settled_on: date) -> Evidence:
    entry = MonthPerformance(month=date(2025, 3, 1), mark="1", overdue_amount=Decimal("10000.00"))
    account = ReportAccount(kind="loan", institution="某银行", settled_on=settled_on, performance=(entry,))
    return Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(report(account),))


def test_an_entry_inside_the_one_off_repair_that_is_still_shown_is_objected_to() -> None:
    assert "object_to_credit_report" in plan(shown_late(date(2026, 3, 31)))


def test_an_entry_repaid_a_day_too_late_is_not_objected_to() -> None:
    assert "object_to_credit_report" not in plan(shown_late(date(2026, 4, 1)))


def shown_after(settled_on: date) -> Evidence:
    entry = MonthPerformance(month=date(2018, 3, 1), mark="2")
    account = ReportAccount(kind="loan", institution="某银行", settled_on=settled_on, performance=(entry,))
    return Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(report(account, issued_on="2026-10-01"),))


def test_an_entry_kept_longer_than_five_years_is_objected_to() -> None:
    assert "object_to_credit_report" in plan(shown_after(date(2021, 9, 30)))
    assert "object_to_credit_report" not in plan(shown_after(date(2021, 10, 1)))


def test_each_step_says_what_calls_for_it() -> None:
    steps = plan(MONEY_RAN_OUT)

    assert steps["repay_overdue"].because == ("owes",)
    assert all(step.because for action, step in steps.items() if action != "re_evaluate")


def test_the_closing_step_is_last_and_dated() -> None:
    for evidence in (MONEY_RAN_OUT, SHAM_TRADES, UPGRADE, POLICY, PHISHING, Evidence()):
        steps = assess(evidence).plan
        last = steps[-1].deadline
        assert steps[-1].action == "re_evaluate"
        assert last is not None
        assert all(last.due_on >= step.deadline.due_on for step in steps if step.deadline)
