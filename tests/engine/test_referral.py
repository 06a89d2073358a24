"""When a lawyer is recommended; boundaries in pairs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessments.engine import Account, Evidence, assign_ids, evaluate
from assessments.engine.canonical import plain
from assessments.engine.evidence import Drawdown, Statement
from assessments.engine.wording import render_message
from tests.engine.plans import AS_OF, BASE, BLOCKED, CLEAN, UNPAID, assess, at, instalment, notice, paper, screen


def codes(evidence: Evidence, outstanding: str | None = None) -> list[str]:
    found = assess(evidence, outstanding=outstanding).referral
    assert found.recommended is bool(found.reasons)
    return [reason.code for reason in found.reasons]


@pytest.mark.parametrize(("due", "expected"), [("2026-07-17", []), ("2026-07-16", ["arrears_over_limit"])])
def test_ninety_days_are_not_over_ninety(due: str, expected: list[str]) -> None:
    assert codes(Evidence(displays=BLOCKED, repayments=(instalment(due),))) == expected


@pytest.mark.parametrize(("amount", "expected"), [("49999.99", []), ("50000.00", ["large_amount"])])
def test_fifty_thousand_with_arrears_is_large(amount: str, expected: list[str]) -> None:
    unpaid = Evidence(displays=BLOCKED, repayments=(instalment("2026-10-05"),))

    assert codes(unpaid, amount) == expected


def test_a_large_amount_without_arrears_needs_no_lawyer() -> None:
    assert codes(Evidence(displays=BLOCKED, repayments=CLEAN), "900000.00") == []


def test_arrears_that_are_large_by_themselves_need_no_outstanding_amount() -> None:
    unpaid = Evidence(displays=BLOCKED, repayments=(instalment("2026-10-05", amount="60000.00"),))

    assert codes(unpaid) == ["large_amount"]


def test_a_court_paper_is_the_first_reason_and_is_cited() -> None:
    found = assess(Evidence(displays=BLOCKED, repayments=UNPAID, legal_papers=(paper("summons", "2026-10-10", "p"),)))

    assert found.referral.reasons[0].code == "court_paper"
    assert found.referral.reasons[0].evidence == ("p",)


def test_alleged_fraud_and_breach_are_reasons() -> None:
    told = Evidence(notices=(notice("经核实存在虚假交易套现,违反用户协议,账户已永久关闭。"),), repayments=CLEAN)

    assert {"fraud_alleged", "breach_alleged", "misuse_recall_risk"} <= set(codes(told))


def test_suspected_misuse_with_nothing_outstanding_has_no_recall_risk() -> None:
    told = Evidence(notices=(notice("交易异常，借款服务已暂停。"),), repayments=CLEAN)

    assert "misuse_recall_risk" in codes(told, "100.00")
    assert "misuse_recall_risk" not in codes(told, "0.00")


def test_money_to_an_investment_risks_recall_even_on_a_usable_account() -> None:
    draw = Drawdown(id="d", at=AS_OF, amount=Decimal(500), counterparty="investment")

    assert codes(Evidence(displays=(screen(True),), drawdowns=(draw,))) == ["misuse_recall_risk"]


def test_an_allegation_before_a_restoration_is_no_reason_any_more() -> None:
    told = (notice("疑似套现，额度冻结。", "2026-09-01"), notice("服务已恢复，欢迎继续使用。", "2026-10-01"))

    assert codes(Evidence(notices=told, displays=(screen(True),), repayments=CLEAN)) == []


def test_identity_theft_and_an_old_debt_are_reasons() -> None:
    stolen = Statement(id="", made_at=at("2026-10-14"), text="身份被盗，不是我借的")

    assert codes(Evidence(displays=BLOCKED, statements=(stolen,))) == ["identity_theft"]
    assert "limitation_unclear" in codes(Evidence(displays=BLOCKED, repayments=(instalment("2022-01-05"),)))


def test_nothing_known_needs_no_lawyer() -> None:
    assert codes(Evidence()) == []


@pytest.mark.parametrize(("currency", "words"), [("CNY", "CNY 60000.00 is"), ("HKD", "HKD 60000.00 is")])
def test_a_large_amount_is_said_with_its_currency(currency: str, words: str) -> None:
    evidence = Evidence(displays=BLOCKED, repayments=(instalment("2026-10-05", amount="60000.00"),))
    account = Account(product="jiebei", currency=currency)

    reason = evaluate(assign_ids(evidence), account, BASE, AS_OF).referral.reasons[0]

    assert words in render_message(plain(reason.text), BASE.wording, "en")
