"""Who lends decides who hears a complaint; the contract goes before what is usual for the product."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.lenders.models import LenderKind
from assessments.engine import Account, evaluate, pack_for
from assessments.engine.assessment import PlanStep
from assessments.engine.canonical import assign_ids, plain
from assessments.engine.evidence import Evidence, ReportAccount
from assessments.engine.lender import Lender, lender_of
from assessments.engine.packs.tables import LENDER_TYPES
from assessments.engine.wording import render_message
from tests.engine.plans import AS_OF, BLOCKED, PACKS, notice, report

JIEBEI = pack_for(PACKS, "jiebei").product("jiebei")
ANT = "重庆蚂蚁消费金融有限公司"
NO_REASON = Evidence(displays=BLOCKED, notices=(notice("综合评估未通过，暂不能借款。"),))


def steps(
    evidence: Evidence, product: str = "jiebei", lender: str = "", kind: str | None = None
) -> dict[str, PlanStep]:
    account = Account(product=product, lender=lender, lender_type=kind)
    found = evaluate(assign_ids(evidence), account, pack_for(PACKS, product), AS_OF)
    return {step.action: step for step in found.plan}


def said(step: PlanStep, part: str = "why", language: str = "zh-Hans") -> str:
    return render_message(plain(getattr(step, part)), PACKS["base"].wording, language)


def test_stored_and_posted_lenders_know_the_same_kinds() -> None:
    assert set(LenderKind.values) == set(LENDER_TYPES)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("", None, Lender(ANT, "consumer_finance", known=False)),
        ("", "unknown", Lender(ANT, "consumer_finance", known=False)),
        (ANT, None, Lender(ANT, "consumer_finance", known=True)),
        ("某某银行", "bank", Lender("某某银行", "bank", known=True)),
        ("某某银行", None, Lender("某某银行", "unknown", known=True)),
        ("", "bank", Lender("", "bank", known=False)),
    ],
)
def test_the_contract_goes_before_the_product(name: str, kind: str | None, expected: Lender) -> None:
    assert lender_of(Account(product="jiebei", lender=name, lender_type=kind), JIEBEI) == expected


@pytest.mark.parametrize(
    ("kind", "route", "told"),
    [
        ("bank", "fact.route_nfra", "银行"),
        ("consumer_finance", "fact.route_nfra", "消费金融公司"),
        ("trust", "fact.route_nfra", "信托公司"),
        ("insurer", "fact.route_nfra", "保险公司"),
        ("small_loan", "fact.route_local_office", "省级地方金融管理机构"),
        ("payment", "fact.route_pboc", "中国人民银行"),
        ("platform", "fact.route_platform", "平台本身不放贷"),
    ],
)
def test_a_complaint_goes_where_that_kind_of_lender_is_supervised(kind: str, route: str, told: str) -> None:
    step = steps(NO_REASON, lender="某某公司", kind=kind)["file_complaint"]

    assert route in step.citations
    assert told in said(step)


def test_where_nobody_knows_who_lends_no_route_is_cited() -> None:
    step = steps(NO_REASON, lender="某某公司")["file_complaint"]

    assert not [each for each in step.citations if each.startswith("fact.route_")]
    assert "不知道是哪一类机构" in said(step)


def test_only_supervised_lenders_and_payment_firms_have_a_term_of_their_own_to_answer() -> None:
    terms = {
        kind: steps(NO_REASON, lender="某某公司", kind=kind)["request_reason_in_writing"].deadline
        for kind in ("bank", "payment", "small_loan")
    }

    assert {kind: term.citation for kind, term in terms.items() if term} == {
        "bank": "fact.complaint_answer_days",
        "payment": "fact.pboc_consumer_answer_days",
        "small_loan": "fact.data_answer_days",
    }


def test_the_plan_names_the_lender_of_the_contract_and_not_the_usual_one() -> None:
    why = said(steps(NO_REASON, lender="某某银行", kind="bank")["contact_customer_service"])

    assert "合同载明的贷款人某某银行" in why
    assert ANT not in why


def test_arrears_that_a_report_names_under_the_lender_of_the_contract_are_those_of_this_account() -> None:
    shown = report(ReportAccount(kind="loan", institution="某某银行股份有限公司", overdue_amount=Decimal(900)))

    read = steps(Evidence(displays=BLOCKED, credit_reports=(shown,)), lender="某某银行", kind="bank")
    unread = steps(Evidence(displays=BLOCKED, credit_reports=(shown,)))

    assert "request_payoff_figure" in read
    assert "request_payoff_figure" not in unread
