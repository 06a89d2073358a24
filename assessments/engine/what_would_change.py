"""What would change the conclusion: with arrears the next mark and class, and what paying does; else new evidence.

Each change but the calendar ones is found by really concluding again from the changed evidence, and is listed only
where the conclusion then differs. Nothing that a lawyer should judge first (a debt that may be barred or is not the
client's) is shown as something to pay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from assessments.engine.assessment import Change, Message
from assessments.engine.conclude import Conclusion, Readings, conclude_along, conclude_risk
from assessments.engine.debts import money
from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Evidence,
    Notice,
    Payment,
    Provenance,
    Repayment,
    ReportAccount,
)
from assessments.engine.facts import next_class, next_mark
from assessments.engine.notices import NoticeReading
from assessments.engine.packs.model import Pack
from assessments.engine.packs.tables import LEVELS
from assessments.engine.risk import Weighed
from assessments.engine.sightings import CLOSED, NORMAL, UNKNOWN_STATUS, Sighting, of_display, of_notice
from assessments.engine.situation import Outlook

_ASSUMED = "assumed"
_LAWYER_FIRST = frozenset({"limitation_unclear", "identity_theft_claimed"})
_KEPT = 3  # instalments on time that an assumed record of paying shows: fewer are no record
_MONTH = 30  # days between them


@dataclass(frozen=True)
class _Case:
    """The conclusion reached, and the means to reach another."""

    now: Conclusion
    readings: Readings
    pack: Pack

    @property
    def evidence(self) -> Evidence:
        return self.now.context.evidence

    def conclude_from(self, evidence: Evidence) -> Conclusion:
        account = self.now.context.account
        return conclude_along(self.now.course, evidence, self.readings, account, self.pack)

    def risk_with(self, repayments: tuple[Repayment, ...]) -> Weighed:
        context = self.now.context.with_repayments(repayments)
        return conclude_risk(context, self.pack, self.now.measured, "repayments")

    def risk_if_paid(self, rests: Mapping[str, Decimal]) -> Weighed:
        """With these rests of instalments, by id, paid today."""
        today = self.now.context.moment.today
        items = self.evidence.repayments
        return self.risk_with(
            tuple([_paid(each, rests[each.id], today) if each.id in rests else each for each in items])
        )

    @cached_property
    def due_on(self) -> dict[str, date]:
        return {each.id: each.due_on for each in self.evidence.repayments}

    def risk_from(self, evidence: Evidence, changed: str) -> Weighed:
        """`changed`: the one kind of evidence in which it differs."""
        return conclude_risk(replace(self.now.context, evidence=evidence), self.pack, self.now.measured, changed)

    def status_after(self, assumed: Sighting | None) -> str:
        """What the status were if that were the newest seen or sent: whatever is seen or sent settles it."""
        return self.now.course.with_newest(assumed).status if assumed else self.now.state.status


def find_changes(now: Conclusion, readings: Readings, look: Outlook) -> tuple[Change, ...]:
    case = _Case(now, readings, look.pack)
    owing = () if look.owes_disputed else _if_unpaid(case)
    paying = () if look.warned & _LAWYER_FIRST else (*_if_paid(case), *_if_all_paid(case, look))
    ahead = (*_if_due_today(case), *_if_missed(case), *_if_drawn_again(case))
    evidence = (*_if_seen(case), *_if_reason_is_given(case), *_if_paid_all_along(case), *_if_report(case))
    return (*owing, *paying, *ahead, *evidence)


def _if_unpaid(case: _Case) -> Iterator[Change]:
    """The next mark and the next risk class with their dates; the longer overdue, the likelier a closure for good.

    Where only marks are known, the due day is earlier than assumed and the dates hold "at the latest".
    """
    arrears, today = case.now.context.arrears, case.now.context.moment.today
    if arrears is None or not arrears.days:
        return
    key = "change.if_unpaid" if arrears.oldest_due_on else "change.if_unpaid_at_the_latest"
    mark = next_mark(arrears.days, today)
    if mark:
        yield Change(Message(key, {"on": mark.on}), Message("change.then_mark", {"mark": int(mark.name)}))
    classes = case.pack.classes_of(case.pack.product(case.now.context.account.product), today)
    coming = next_class(arrears.days, today, classes)
    if coming:
        yield Change(Message(key, {"on": coming.on}), Message(f"change.then_class.{coming.name}"))


def _if_all_paid(case: _Case, look: Outlook) -> Iterator[Change]:
    """From when on the years run for which a bad record is kept. Unpaid they never begin."""
    arrears, end = case.now.context.arrears, look.record_kept_until
    if arrears and arrears.days and look.owes and end:
        yield Change(Message("change.if_all_paid"), Message("change.then_record_kept_until", {"on": end}))


def _if_paid(case: _Case) -> Iterator[Change]:
    """What is overdue on this account paid today: all of it, or as few instalments as have the same effect.

    Marks already recorded stay, and so does the status.
    """
    open_ = {part.id: part.rest for part in case.now.context.ledger if part.open}
    if not open_:
        return
    risk_then, risk_now = case.risk_if_paid(open_), case.now.risk
    if risk_then.points < risk_now.points:
        enough = _fewest(case, open_, risk_then)
        owed = money(sum((open_[each] for each in enough), Decimal(0)), case.now.context.account.currency)
        condition = Message("change.if_paid" if len(enough) == len(open_) else "change.if_part_paid", {"amount": owed})
        points = {"before": risk_now.points, "after": risk_then.points}
        lower = LEVELS.index(risk_then.level) < LEVELS.index(risk_now.level)
        key = f"change.then_level.{risk_then.level}" if lower else "change.then_points"
        yield Change(condition, Message(key, points))


def _alike(one: Weighed, other: Weighed) -> bool:
    return (one.points, one.level) == (other.points, other.level)


def _fewest(case: _Case, open_: Mapping[str, Decimal], wanted: Weighed) -> list[str]:
    """As few of the open instalments as give that risk, the oldest kept: of these none can stay unpaid.

    More paid never raises the risk, so that one pass finds them. Where the newest may not stay unpaid, none may.
    `wanted` is lower than the risk of now, so that one must be paid.
    """
    needed = sorted(open_, key=case.due_on.__getitem__, reverse=True)
    for each in tuple(needed):
        rest = [other for other in needed if other != each]
        if not rest:
            break
        if _alike(case.risk_if_paid({name: open_[name] for name in rest}), wanted):
            needed = rest
        elif len(needed) == len(open_):
            break
    return needed


def _paid(item: Repayment, rest: Decimal, today: date) -> Repayment:
    before = item.payments
    if not before and item.paid_on is not None and item.amount_paid is not None:
        before = (Payment(item.paid_on, item.amount_paid),)
    if not before and item.amount_paid is not None:
        rest = item.amount_due
    return replace(item, payments=(*before, Payment(today, rest)), paid_on=None, amount_paid=None)


def _if_due_today(case: _Case) -> Iterator[Change]:
    """Nothing is overdue yet, but an instalment of today is not paid."""
    context = case.now.context
    due = [part.rest for part in context.ledger if part.due_on == context.moment.today and part.rest > 0]
    if due and _nothing_overdue(case):
        owed = money(sum(due, Decimal(0)), context.account.currency)
        yield Change(Message("change.if_due_today", {"amount": owed}), Message("change.then_mark", {"mark": 1}))


def _if_missed(case: _Case) -> Iterator[Change]:
    """A usable account without arrears: what one missed instalment does."""
    if case.now.state.status != NORMAL or not _nothing_overdue(case):
        return
    missed = Repayment(id=_ASSUMED, due_on=case.now.context.moment.today - timedelta(days=1), amount_due=Decimal(1))
    then = case.risk_from(replace(case.evidence, repayments=(*case.evidence.repayments, missed)), "repayments").level
    if LEVELS.index(then) > LEVELS.index(case.now.risk.level):
        yield Change(Message("change.if_missed"), Message(f"change.then_level_rises.{then}"))


def _nothing_overdue(case: _Case) -> bool:
    arrears = case.now.context.arrears
    return arrears is None or not arrears.days


def _if_drawn_again(case: _Case) -> Iterator[Change]:
    """A usable account that draws often, but not yet too often: one more draw."""
    context, signal = case.now.context, "frequent_borrowing"
    if case.now.state.status != NORMAL or not context.evidence.drawdowns:
        return
    draw = Drawdown(id=_ASSUMED, at=context.moment.as_of, amount=Decimal(1), counterparty="merchant")
    then = case.risk_from(replace(case.evidence, drawdowns=(*case.evidence.drawdowns, draw)), "drawdowns")
    if signal in {spec.name for spec, _, _ in then.signals} - {each.signal for each in case.now.risk.signals}:
        yield Change(Message("change.if_drawn_again"), Message(f"change.then_signal.{signal}"))


def _if_seen(case: _Case) -> Iterator[Change]:
    """A fresh look at the app that shows the limit and can draw, or that cannot."""
    status = case.now.state.status
    for can_draw in (True, False):
        then = case.status_after(of_display(_display(case, can_draw), None))
        if then not in (status, UNKNOWN_STATUS):
            condition = "change.if_usable" if can_draw else "change.if_blocked"
            yield Change(Message(condition), Message(f"change.then_status.{then}"))
    if status != CLOSED:
        then = case.status_after(of_notice(_notice(case), NoticeReading(status=CLOSED, permanent=True)))
        if then == CLOSED:
            yield Change(Message("change.if_closure_notice"), Message("change.then_status.closed"))


def _display(case: _Case, can_draw: bool) -> Display:
    at = case.now.context.moment.as_of
    return Display(
        id=_ASSUMED, provenance=Provenance.DOCUMENT_SEEN, observed_at=at, shows_limit=can_draw, can_draw=can_draw
    )


def _notice(case: _Case) -> Notice:
    at = case.now.context.moment.as_of
    return Notice(id=_ASSUMED, provenance=Provenance.LENDER_ISSUED, received_at=at, channel="in_app")


def _if_reason_is_given(case: _Case) -> Iterator[Change]:
    """Where no cause has support: a written reason of the lender is what would give one."""
    causes = case.now.causes
    if case.now.state.status != NORMAL and causes and not causes[0].score:
        yield Change(Message("change.if_reason"), Message("change.then_reason"))


def _if_paid_all_along(case: _Case) -> Iterator[Change]:
    """Arrears are only spoken of: a record of paying that shows every instalment paid on time."""
    before = _support(case.now)
    if not any(cause.cause == "overdue" and cause.basis == "stated" for cause in case.now.causes):
        return
    if case.now.context.ledger:
        return
    today = case.now.context.moment.today
    days = [today - timedelta(days=_MONTH * back) for back in range(1, _KEPT + 1)]
    kept = tuple(Repayment(id=f"{_ASSUMED}:{on}", due_on=on, amount_due=Decimal(1), paid_on=on) for on in days)
    after = _support(case.conclude_from(replace(case.evidence, repayments=kept)))
    if after != before:
        then = f"change.then_overdue.{after}" if after else "change.then_overdue_gone"
        yield Change(Message("change.if_paid_all_along"), Message(then))


def _support(conclusion: Conclusion) -> str | None:
    """How far arrears are supported as a cause."""
    return next((cause.support for cause in conclusion.causes if cause.cause == "overdue"), None)


def _if_report(case: _Case) -> Iterator[Change]:
    """An official report of today that shows arrears at some lender."""
    before = _support(case.now)
    if not case.now.causes or before == "strong":
        return
    account = ReportAccount(kind="loan", institution=_ASSUMED, overdue_amount=Decimal(1))
    report = CreditReport(id=_ASSUMED, issued_on=case.now.context.moment.today, accounts=(account,))
    reports = (*case.evidence.credit_reports, report)
    after = case.conclude_from(replace(case.evidence, credit_reports=reports))
    support = _support(after)
    if support and support != before:
        yield Change(Message("change.if_report_overdue"), Message(f"change.then_overdue.{support}"))
