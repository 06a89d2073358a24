"""The thresholds of the field, each on both sides of its edge, and how kinds of evidence meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessments.engine import Account, Assessment, Evidence, Message, Pack, evaluate, load_packs, pack_for
from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Inquiry,
    Notice,
    Payment,
    PlatformEvent,
    Provenance,
    Repayment,
    RepaymentMonth,
    ReportAccount,
    Score,
    Statement,
)

PACKS = load_packs(Path(__file__).parents[2] / "assessments" / "packs")
AS_OF = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
TODAY = date(2026, 10, 15)
BLOCKED = Display(id="blocked", observed_at=AS_OF - timedelta(hours=1), shows_limit=True, can_draw=False)


def assess(product: str = "jiebei", as_of: datetime = AS_OF, owed: str | None = None, **kinds: Any) -> Assessment:
    account = Account(product=product, outstanding_amount=Decimal(owed) if owed else None)
    return evaluate(Evidence(**kinds), account, pack_for(PACKS, product), as_of)


def due(days_ago: int, **more: Any) -> Repayment:
    return Repayment(id="", due_on=TODAY - timedelta(days=days_ago), amount_due=Decimal(900), **more)


def paid(days_ago: int, late: int) -> Repayment:
    return due(days_ago, paid_on=TODAY - timedelta(days=days_ago - late))


def signals(found: Assessment) -> set[str]:
    return {signal.signal for signal in found.risk.signals}


def support(found: Assessment, cause: str) -> str | None:
    return next((each.support for each in found.causes if each.cause == cause), None)


@pytest.mark.parametrize(("late", "signalled"), [(3, False), (4, True)])
def test_more_than_three_days_late_in_two_months_is_repeated(late: int, signalled: bool) -> None:
    found = assess(repayments=(paid(40, late), paid(70, late)))

    assert ("repeated_overdue" in signals(found)) is signalled


def test_two_late_instalments_of_one_month_count_once() -> None:
    found = assess(repayments=(paid(40, 5), paid(41, 5)))

    assert "repeated_overdue" not in signals(found)


def test_instalment_code_and_report_of_one_month_count_once() -> None:
    late = replace(due(45), id="late")
    code = RepaymentMonth(id="code", month=date(2026, 8, 1), code="1")
    own = ReportAccount(kind="loan", institution="重庆蚂蚁消费金融有限公司", months="N1", overdue_amount=Decimal(0))
    report = CreditReport(id="report", issued_on=date(2026, 8, 31), accounts=(own,))

    alone = assess(repayments=(late,))
    together = assess(repayments=(late,), repayment_months=(code,), credit_reports=(report,))

    assert together.risk.points == alone.risk.points
    assert "repeated_overdue" not in signals(together)


def test_a_month_of_another_lender_counts_beside() -> None:
    other = ReportAccount(kind="loan", institution="某银行", months="N1", overdue_amount=Decimal(0))
    report = CreditReport(id="report", issued_on=date(2026, 8, 31), accounts=(other,))

    assert "repeated_overdue" in signals(assess(repayments=(due(45),), credit_reports=(report,)))


@pytest.mark.parametrize(("days", "level"), [(0, "low"), (1, "elevated"), (60, "elevated"), (61, "high")])
def test_level_of_one_unpaid_instalment(days: int, level: str) -> None:
    assert assess(repayments=(due(days),)).risk.level == level


def test_a_partial_payment_leaves_the_rest_unpaid() -> None:
    found = assess(
        displays=(BLOCKED,), repayments=(due(20, payments=(Payment(TODAY - timedelta(days=20), Decimal(899)),)),)
    )

    assert support(found, "overdue") == "moderate"
    assert found.risk.level == "elevated"


def test_a_payment_after_the_moment_has_not_happened() -> None:
    unpaid, later = assess(repayments=(due(20),)), assess(repayments=(due(20, paid_on=TODAY + timedelta(days=1)),))

    assert later.input_digest == unpaid.input_digest
    assert replace(later, ignored=()) == unpaid
    assert [entry.because.key for entry in later.ignored] == ["ignored.payment_after_as_of"]


@pytest.mark.parametrize(("draws", "days", "signalled"), [(5, 7, True), (4, 7, False), (5, 8, False), (10, 30, True)])
def test_frequent_borrowing(draws: int, days: int, signalled: bool) -> None:
    at = AS_OF - timedelta(days=days)
    found = assess(
        drawdowns=tuple(Drawdown(id="", at=at, amount=Decimal(1), counterparty="relative") for _ in range(draws))
    )

    assert ("frequent_borrowing" in signals(found)) is signalled


@pytest.mark.parametrize(("to_self", "signalled"), [("50.00", True), ("49.99", False)])
def test_half_of_the_money_to_oneself(to_self: str, signalled: bool) -> None:
    own = Decimal(to_self)
    at = AS_OF - timedelta(days=3)
    found = assess(
        drawdowns=(
            Drawdown(id="a", at=at, amount=own, counterparty="self"),
            Drawdown(id="b", at=at, amount=100 - own, counterparty="merchant"),
        )
    )

    assert ("suspected_misuse" in signals(found)) is signalled


@pytest.mark.parametrize(
    ("values", "days", "signalled"),
    [
        ((649, 600), 90, False),
        ((600, 599), 90, True),
        ((840, 790), 90, True),
        ((840, 791), 90, False),
        ((840, 700), 91, False),
    ],
)
def test_score_drop(values: tuple[int, int], days: int, signalled: bool) -> None:
    before = Score(id="a", scheme="zhima", value=values[0], read_on=TODAY - timedelta(days=days))
    now = Score(id="b", scheme="zhima", value=values[1], read_on=TODAY)

    assert ("score_drop" in signals(assess(scores=(before, now)))) is signalled


@pytest.mark.parametrize(("days", "signalled"), [(90, True), (91, False)])
def test_inquiries_of_ninety_days(days: int, signalled: bool) -> None:
    asked = tuple(Inquiry(TODAY - timedelta(days=days), "loan_approval", str(n)) for n in range(6))
    found = assess(credit_reports=(CreditReport(id="r", issued_on=TODAY, inquiries=asked),))

    assert ("many_inquiries" in signals(found)) is signalled


def test_look_ups_that_two_reports_repeat_count_once() -> None:
    asked = tuple(Inquiry(TODAY - timedelta(days=9), "loan_approval", str(n)) for n in range(3))
    reports = tuple(CreditReport(id=name, issued_on=TODAY, inquiries=asked) for name in "ab")

    assert "many_inquiries" not in signals(assess(credit_reports=reports))


@pytest.mark.parametrize(("owed", "signalled"), [("8000.00", True), ("7999.99", False)])
def test_four_fifths_of_the_limit(owed: str, signalled: bool) -> None:
    seen = replace(BLOCKED, limit_total=Decimal(10000), limit_available=Decimal(0))

    assert ("high_utilisation" in signals(assess(displays=(seen,), owed=owed))) is signalled


def test_a_blocked_screen_says_nothing_of_the_use_of_the_limit() -> None:
    seen = replace(BLOCKED, limit_total=Decimal(30000), limit_available=Decimal(0))

    assert signals(assess(displays=(seen,))) == set()


def test_only_the_clients_word_is_low_and_a_lenders_letter_high() -> None:
    def confidence(provenance: Provenance) -> str:
        told = Notice(id="n", provenance=provenance, received_at=AS_OF, channel="letter", text="您的账户已永久关闭。")
        return assess(notices=(told,)).state.status_confidence

    assert [confidence(each) for each in Provenance] == ["high", "high", "medium", "low"]


@pytest.mark.parametrize(("hours", "detail"), [(1, "maintenance"), (0, "restricted")])
def test_maintenance_ends_at_its_announced_end(hours: int, detail: str) -> None:
    ends = AS_OF + timedelta(hours=hours)
    event = PlatformEvent(id="e", kind="maintenance", starts_at=AS_OF - timedelta(hours=9), ends_at=ends)

    assert assess(displays=(BLOCKED,), platform_events=(event,)).state.status_detail == detail


def test_today_is_the_accounts_day_not_utc() -> None:
    before_midnight_in_utc = datetime(2026, 10, 14, 16, 30, tzinfo=UTC)  # 00:30 on the 15th in China

    assert assess(as_of=before_midnight_in_utc, repayments=(due(1),)).risk.level == "elevated"
    assert assess(as_of=before_midnight_in_utc - timedelta(hours=1), repayments=(due(1),)).risk.level == "low"


@pytest.mark.parametrize(("product", "days"), [("jiebei", 271), ("credit_card", 121)])
def test_next_class_by_kind_of_product(product: str, days: int) -> None:
    changes = assess(product, repayments=(due(100),)).what_would_change
    doubtful = next(each for each in changes if each.then.key == "change.then_class.doubtful")

    assert doubtful.if_.params["on"] == TODAY + timedelta(days=days - 100)


def test_paying_today_is_really_tried() -> None:
    before = assess(repayments=(due(40), due(10)))
    after = assess(repayments=(due(40, paid_on=TODAY), due(10, paid_on=TODAY)))
    change = next(each for each in before.what_would_change if each.if_.key == "change.if_paid")

    assert change.if_.params["amount"] == Message("plan.money.cny", {"amount": Decimal(1800)})
    assert change.then.params == {"before": before.risk.points, "after": after.risk.points}


def test_idle_talk_changes_only_the_digest() -> None:
    plain = assess(displays=(BLOCKED,), repayments=(due(10),))
    talk = Statement(id="s", made_at=AS_OF - timedelta(days=2), text="今天天气不错")
    with_talk = assess(displays=(BLOCKED,), repayments=(due(10),), statements=(talk,))

    assert replace(with_talk, input_digest="") == replace(plain, input_digest="")
    assert with_talk.input_digest != plain.input_digest


def test_equal_items_without_id_are_two_and_are_told_apart() -> None:
    twice = assess(repayments=(due(10), due(10)))
    cited = next(each for each in twice.what_would_change if each.if_.key == "change.if_paid")

    assert cited.if_.params["amount"] == Message("plan.money.cny", {"amount": Decimal(1800)})


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("我不想活了", "vulnerable_client"),
        ("有人说可以征信修复，先交钱", "paid_repair_offer"),
        ("这笔贷款不是我借的", "identity_theft_claimed"),
    ],
)
def test_words_of_the_client_raise_warnings(text: str, warning: str) -> None:
    found = assess(statements=(Statement(id="s", made_at=AS_OF, text=text),))

    assert warning in {each.warning for each in found.warnings}


@pytest.mark.parametrize(("years", "unclear"), [(2, False), (3, True)])
def test_limitation_is_unclear_after_three_years_without_a_sign(years: int, unclear: bool) -> None:
    old = Repayment(id="r", due_on=TODAY.replace(year=TODAY.year - years), amount_due=Decimal(900))
    found = assess(repayments=(old,))

    assert ("limitation_unclear" in {each.warning for each in found.warnings}) is unclear


def test_limitation_has_the_years_of_the_fact_in_force_on_the_day() -> None:
    old = Repayment(id="r", due_on=date(2016, 5, 1), amount_due=Decimal(900))

    def warned(as_of: datetime, pack: Pack) -> bool:
        found = evaluate(Evidence(repayments=(old,)), Account(product="jiebei"), pack, as_of)
        return "limitation_unclear" in {each.warning for each in found.warnings}

    pack = pack_for(PACKS, "jiebei")
    fact = pack.facts["limitation_years"]
    twenty = replace(fact, versions=(replace(fact.versions[0], value=20),))
    assert warned(AS_OF, pack)
    assert not warned(AS_OF, replace(pack, facts={**pack.facts, fact.key: twenty}))
    assert not warned(datetime(2020, 12, 31, 2, 0, tzinfo=UTC), pack)  # before the first day that is known of
