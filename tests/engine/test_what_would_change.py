"""Each change listed is made here from outside and evaluated as any evidence is: it must give what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import assume, given

from assessments.engine import Assessment, Evidence, evaluate
from assessments.engine.assessment import Change, Message
from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Notice,
    Payment,
    PlatformEvent,
    Provenance,
    Repayment,
    ReportAccount,
    Statement,
)
from assessments.engine.moment import Moment
from assessments.engine.visible import see
from tests.engine.histories import AS_OF, TODAY, histories
from tests.engine.plans import BLOCKED, CLEAN, UNPAID, assess, at, instalment, notice, report, screen
from tests.engine.profiles import MANY
from tests.engine.test_properties import ACCOUNT, PACK

CLOSURE = "您的账户已永久关闭。"


def found_in(evidence: Evidence, as_of: datetime = AS_OF) -> Assessment:
    return evaluate(evidence, ACCOUNT, PACK, as_of)


def seen(evidence: Evidence, *, draws: bool) -> Assessment:
    shown = Display(id="new", provenance=Provenance.DOCUMENT_SEEN, observed_at=AS_OF, shows_limit=draws, can_draw=draws)
    kept = without_this_instant(evidence)
    return found_in(replace(kept, displays=(*kept.displays, shown)))


def told_of_closure(evidence: Evidence) -> Assessment:
    told = Notice(id="new", provenance=Provenance.LENDER_ISSUED, received_at=AS_OF, channel="in_app", text=CLOSURE)
    kept = without_this_instant(evidence)
    return found_in(replace(kept, notices=(*kept.notices, told)))


def without_this_instant(evidence: Evidence) -> Evidence:
    return replace(
        evidence,
        displays=tuple(item for item in evidence.displays if item.observed_at != AS_OF),
        notices=tuple(item for item in evidence.notices if item.received_at != AS_OF),
    )


def paid_today(evidence: Evidence, names: Collection[str] | None = None) -> Assessment:
    """All that is overdue, or these instalments of it, paid today."""
    chosen = (settled(item) if names is None or item.id in names else item for item in evidence.repayments)
    return found_in(replace(evidence, repayments=tuple(chosen)))


def settled(item: Repayment) -> Repayment:
    """The rest of what is overdue, paid today."""
    payments = item.payments
    if not payments and item.paid_on and item.paid_on <= TODAY:
        payments = (Payment(item.paid_on, item.amount_due if item.amount_paid is None else item.amount_paid),)
    elif not payments and item.amount_paid is not None:
        payments = (Payment(item.due_on, item.amount_paid),)
    payments = tuple(payment for payment in payments if payment.paid_on <= TODAY)
    rest = item.amount_due - sum((payment.amount for payment in payments), Decimal(0))
    if rest <= 0 or item.due_on >= TODAY:
        return item
    return replace(item, payments=(*payments, Payment(TODAY, rest)), paid_on=None, amount_paid=None)


def with_arrears_in_report(evidence: Evidence) -> Assessment:
    account = ReportAccount(kind="loan", institution="另外的银行", overdue_amount=Decimal(1))
    return found_in(
        replace(
            evidence,
            credit_reports=(*evidence.credit_reports, CreditReport(id="new", issued_on=TODAY, accounts=(account,))),
        )
    )


def missed(evidence: Evidence) -> Assessment:
    one = Repayment(id="new", due_on=TODAY - timedelta(days=1), amount_due=Decimal(1))
    return found_in(replace(evidence, repayments=(*evidence.repayments, one)))


def drawn_again(evidence: Evidence) -> Assessment:
    one = Drawdown(id="new", at=AS_OF, amount=Decimal(1), counterparty="merchant")
    return found_in(replace(evidence, drawdowns=(*evidence.drawdowns, one)))


def paid_all_along(evidence: Evidence, months: Iterable[int] = (1, 2, 3)) -> Assessment:
    days = [TODAY - timedelta(days=30 * back) for back in months]
    kept = tuple(Repayment(id=f"new{day}", due_on=day, amount_due=Decimal(1), paid_on=day) for day in days)
    return found_in(replace(evidence, repayments=kept))


def rules_against(found: Assessment) -> set[str]:
    return {reason.rule for cause in found.causes for reason in cause.against}


MADE: dict[str, Callable[[Evidence], Assessment]] = {
    "change.if_usable": lambda evidence: seen(evidence, draws=True),
    "change.if_blocked": lambda evidence: seen(evidence, draws=False),
    "change.if_closure_notice": told_of_closure,
    "change.if_paid": paid_today,
    "change.if_report_overdue": with_arrears_in_report,
    "change.if_missed": missed,
    "change.if_drawn_again": drawn_again,
    "change.if_paid_all_along": paid_all_along,
}


def says(then: Message, found: Assessment) -> bool:
    """Whether what a change says holds of an answer."""
    head, _, last = then.key.rpartition(".")
    overdue = next((cause.support for cause in found.causes if cause.cause == "overdue"), None)
    if head == "change.then_status":
        return found.state.status == last
    if head in ("change.then_level", "change.then_level_rises"):
        return found.risk.level == last
    if head == "change.then_overdue":
        return overdue == last
    if head == "change.then_signal":
        return last in {signal.signal for signal in found.risk.signals}
    if then.key == "change.then_points":
        return found.risk.points == then.params["after"]
    assert then.key == "change.then_overdue_gone", f"{then.key} is not checked here"
    return overdue is None


@MANY
@given(histories)
def test_each_change_really_gives_what_it_says_and_nothing_that_holds_already(evidence: Evidence) -> None:
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    now = found_in(visible)

    for change in now.what_would_change:
        if change.if_.key in MADE:
            assert says(change.then, MADE[change.if_.key](visible)), change
            assert change.then.key == "change.then_points" or not says(change.then, now), change


@MANY
@given(histories)
def test_of_what_is_to_be_paid_nothing_can_be_left_out(evidence: Evidence) -> None:
    """The instalments whose payment is said to have an effect: the sum is that of some, and no part of them has it."""
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    rests = {new.id: rest_of(new) for old, new in zip(visible.repayments, map(settled, visible.repayments), strict=True)
             if new is not old}  # fmt: skip
    told = [each for each in found_in(visible).what_would_change if each.if_.key in PAID_KEYS]
    assume(len(rests) <= 5)

    for change in told:
        having = [some for some in parts_of(rests) if gives(change.then, paid_today(visible, some))]
        least = [some for some in having if not any(other < some for other in having)]
        assert said_amount(change) in {sum((rests[name] for name in some), Decimal(0)) for some in least}
        assert (change.if_.key == "change.if_paid") == (frozenset(rests) in least)


PAID_KEYS = ("change.if_paid", "change.if_part_paid")


def rest_of(item: Repayment) -> Decimal:
    return item.payments[-1].amount


def parts_of(names: Collection[str]) -> list[frozenset[str]]:
    return [frozenset(some) for size in range(len(names) + 1) for some in combinations(sorted(names), size)]


def gives(then: Message, found: Assessment) -> bool:
    """The whole of what such a change says: the points, and the level where it names one."""
    head, _, level = then.key.rpartition(".")
    named = head != "change.then_level" or found.risk.level == level
    return named and found.risk.points == then.params["after"]


def said_amount(change: Change) -> Decimal:
    money = change.if_.params["amount"]
    assert isinstance(money, Message)
    return Decimal(str(money.params["amount"]))


@MANY
@given(histories)
def test_a_record_of_paying_is_no_longer_than_it_must_be(evidence: Evidence) -> None:
    """Fewer instalments are no record: where words alone speak of arrears, they show at most that nothing is open."""
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    for change in found_in(visible).what_would_change:
        if change.if_.key == "change.if_paid_all_along":
            shorter = [paid_all_along(visible, some) for size in (1, 2) for some in combinations((1, 2, 3), size)]
            assert not any("overdue.paid_on_time" in rules_against(each) for each in shorter)
            assert "overdue.paid_on_time" in rules_against(paid_all_along(visible))


@MANY
@given(histories)
def test_no_change_is_listed_twice(evidence: Evidence) -> None:
    listed = Counter((each.if_.key, each.then.key) for each in found_in(evidence).what_would_change)

    assert not [pair for pair, times in listed.items() if times > 1]


@MANY
@given(histories)
def test_what_stays_unpaid_reaches_the_mark_on_the_day_that_is_named(evidence: Evidence) -> None:
    """The day before, the mark is still the one of today. Only dates of instalments are exact."""
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    alone = Evidence(repayments=visible.repayments)
    for change in found_in(alone).what_would_change:
        if change.if_.key == "change.if_unpaid" and change.then.key == "change.then_mark":
            days = (day_of(change) - TODAY).days
            assert mark_in(alone, days) == change.then.params["mark"]
            assert mark_in(alone, days - 1) == int(str(change.then.params["mark"])) - 1


def day_of(change: Change) -> date:
    on = change.if_.params["on"]
    assert isinstance(on, date)
    return on


def mark_in(evidence: Evidence, days: int) -> int:
    """The mark of the arrears so many days later, read off what is said to come next."""
    later = found_in(evidence, AS_OF + timedelta(days=days))
    marks = [c.then.params["mark"] for c in later.what_would_change if c.then.key == "change.then_mark"]
    return int(str(marks[0])) - 1 if marks else 7


def keys(evidence: Evidence) -> set[tuple[str, str]]:
    return {
        (each.if_.key.removeprefix("change."), each.then.key.removeprefix("change."))
        for each in assess(evidence).what_would_change
    }


def test_what_is_paid_today_is_kept_for_five_years_from_today() -> None:
    found = assess(Evidence(displays=BLOCKED, repayments=UNPAID)).what_would_change

    assert [each.then.params["on"] for each in found if each.if_.key == "change.if_all_paid"] == [date(2031, 10, 15)]


@pytest.mark.parametrize("displays", [(), BLOCKED, (screen(True),)])
def test_arrears_name_the_next_mark_and_class_whatever_the_status(displays: tuple[Display, ...]) -> None:
    found = keys(Evidence(displays=displays, repayments=(instalment("2026-09-05"),)))

    assert {("if_unpaid", "then_mark"), ("if_unpaid", "then_class.substandard")} <= found


def test_a_closed_account_with_arrears_names_them_too() -> None:
    closed = notice("您的借呗账户已永久关闭。")

    assert ("if_unpaid", "then_mark") in keys(Evidence(notices=(closed,), repayments=(instalment("2026-09-05"),)))


def test_the_class_of_arrears_by_the_day() -> None:
    changes = assess(Evidence(repayments=(instalment("2026-09-05"),))).what_would_change

    assert {
        (each.then.key, str(each.if_.params.get("on"))) for each in changes if each.if_.key == "change.if_unpaid"
    } == {
        ("change.then_mark", "2026-11-05"),
        ("change.then_class.substandard", "2026-12-05"),
    }


def test_an_instalment_of_today_is_named_before_it_is_overdue() -> None:
    assert ("if_due_today", "then_mark") in keys(Evidence(displays=BLOCKED, repayments=(instalment("2026-10-15"),)))
    assert ("if_due_today", "then_mark") not in keys(Evidence(displays=BLOCKED, repayments=(instalment("2026-10-14"),)))


def test_a_usable_account_without_arrears_is_told_what_one_missed_instalment_does() -> None:
    usable = (screen(True),)

    assert ("if_missed", "then_level_rises.elevated") in keys(Evidence(displays=usable, repayments=CLEAN))
    assert "if_missed" not in {
        name for name, _ in keys(Evidence(displays=usable, repayments=(instalment("2026-10-01"),)))
    }


@pytest.mark.parametrize(("draws", "listed"), [(3, False), (4, True), (5, False)])
def test_one_more_draw_is_named_where_it_would_be_the_one_too_many(draws: int, listed: bool) -> None:
    drawn = tuple(
        Drawdown(id="", at=at(f"2026-10-{14 - back}"), amount=Decimal(100), counterparty="merchant")
        for back in range(draws)
    )

    found = keys(Evidence(displays=(screen(True),), drawdowns=drawn))

    assert (("if_drawn_again", "then_signal.frequent_borrowing") in found) == listed


def test_arrears_that_are_only_stated_would_be_weaker_if_the_record_were_clean() -> None:
    stated = notice("您有逾期账单，借款已暂停，请还清欠款。")

    assert ("if_paid_all_along", "then_overdue.weak") in keys(Evidence(notices=(stated,)))
    assert "if_paid_all_along" not in {name for name, _ in keys(Evidence(notices=(stated,), repayments=CLEAN))}


def test_nothing_that_a_lawyer_must_judge_first_is_shown_as_something_to_pay() -> None:
    theft = Statement(id="", made_at=at("2026-10-14"), text="这笔借款不是我借的")
    old = Evidence(displays=BLOCKED, repayments=(instalment("2023-05-05"),))
    stolen = Evidence(displays=BLOCKED, repayments=(instalment("2026-09-05"),), statements=(theft,))

    assert "if_paid" not in {name for name, _ in keys(old) | keys(stolen)}


def test_arrears_that_the_payments_contradict_have_no_next_mark() -> None:
    shown = report(ReportAccount(kind="loan", institution="重庆蚂蚁消费金融有限公司", overdue_amount=Decimal(900)))

    found = keys(Evidence(displays=BLOCKED, repayments=CLEAN, credit_reports=(shown,)))

    assert not {name for name, _ in found} & {"if_unpaid", "if_unpaid_at_the_latest"}


def test_a_running_maintenance_hides_no_arrears() -> None:
    running = PlatformEvent(id="", kind="maintenance", starts_at=at("2026-10-13"), ends_at=at("2026-10-20"))
    evidence = Evidence(displays=BLOCKED, platform_events=(running,), repayments=(instalment("2026-09-05"),))

    assert ("if_unpaid", "then_mark") in keys(evidence)
