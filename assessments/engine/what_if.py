"""What would be concluded if assumed events happened: the same function on evidence extended by them, and what differs.

Nothing here is a forecast: whoever asks says what happens and when, and the engine says what that would mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from assessments.engine.assessment import Assessment, PlanStep
from assessments.engine.canonical import assign_ids, plain
from assessments.engine.errors import InputError
from assessments.engine.evaluate import evaluate
from assessments.engine.evidence import KINDS, Account, Evidence, Payment, Repayment
from assessments.engine.packs.model import Pack

ASSUMED = "assumed:"
"""Ids of assumed items begin so; nothing that was seen may."""

Data = Any  # plain JSON data


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedPayment:
    """Money paid on a known instalment; `amount` None is whatever is left of it."""

    repayment: str
    paid_on: date
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """New items, and payments on instalments that are known already."""

    evidence: Evidence = field(default_factory=Evidence)
    payments: tuple[AssumedPayment, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One thing that differs: `part` of the answer, `kind` added, removed, changed or moved, and the thing's name.

    `by_time`: it would differ just so by the later moment alone, without anything assumed.
    """

    part: str
    kind: str
    name: str
    now: Data
    then: Data
    by_time: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`assumed`: the ids of the assumed items, and of the instalments on which payments are assumed."""

    now: Assessment
    then: Assessment
    assumed: tuple[str, ...]
    shifts: tuple[Shift, ...]


def what_if(
    evidence: Evidence, assumption: Assumption, account: Account, pack: Pack, *, now: datetime, then: datetime
) -> WhatIf:
    """The conclusion of `now`, and that of `then` were the assumption true; InputError on an unknown instalment."""
    known = assign_ids(evidence)
    extended, assumed = assume(known, assumption)
    present = evaluate(known, account, pack, now)
    future = evaluate(extended, account, pack, then)
    idle = present if then == now else evaluate(known, account, pack, then)
    return WhatIf(present, future, assumed, tuple(_marked(shifts(present, future), shifts(present, idle))))


def assume(known: Evidence, assumption: Assumption) -> tuple[Evidence, tuple[str, ...]]:
    """The evidence with what is assumed, and the ids by which that is cited."""
    added = _named(assumption.evidence)
    repayments = tuple(_with_payments(known.repayments, assumption.payments))
    whole = {kind: (*getattr(known, kind), *getattr(added, kind)) for kind in KINDS}
    whole["repayments"] = (*repayments, *added.repayments)
    paid = {payment.repayment for payment in assumption.payments}
    return Evidence(**whole), tuple(sorted({*paid, *(item.id for _kind, item in added.items())}))


def _named(evidence: Evidence) -> Evidence:
    named = assign_ids(evidence)
    return Evidence(
        **{kind: tuple(replace(item, id=ASSUMED + item.id) for item in getattr(named, kind)) for kind in KINDS}
    )


def _with_payments(items: Iterable[Repayment], payments: Iterable[AssumedPayment]) -> Iterable[Repayment]:
    """In the order of days, so that "what is left" means the same in whatever order the payments are given."""
    found = {item.id: item for item in items}
    for payment in sorted(payments, key=lambda each: (each.paid_on, each.amount is None, each.amount or 0)):
        if payment.repayment not in found:
            raise InputError(f"there is no instalment {payment.repayment!r} to pay")
        found[payment.repayment] = _paid(found[payment.repayment], payment)
    return found.values()


def _paid(item: Repayment, payment: AssumedPayment) -> Repayment:
    before = _payments_so_far(item)
    rest = item.amount_due - sum((each.amount for each in before), Decimal(0))
    amount = rest if payment.amount is None else payment.amount
    if rest <= 0 or not amount:
        return item  # it is paid already, perhaps on a day that nobody knows
    return replace(item, payments=(*before, Payment(payment.paid_on, amount)), paid_on=None, amount_paid=None)


def _payments_so_far(item: Repayment) -> tuple[Payment, ...]:
    """What the instalment's other fields say, as payments. One of an unknown day counts from the due day on."""
    if item.payments or (item.paid_on is None and item.amount_paid is None):
        return item.payments
    return (Payment(item.paid_on or item.due_on, item.amount_due if item.amount_paid is None else item.amount_paid),)


def _marked(found: Iterable[Shift], idle: Iterable[Shift]) -> Iterator[Shift]:
    alone = list(idle)
    for shift in found:
        yield replace(shift, by_time=shift in alone)


def shifts(now: Assessment, then: Assessment) -> Iterator[Shift]:
    """What differs between two answers, in the order in which a reader asks for it."""
    yield from _changed("status", _state(now), _state(then))
    yield from _between("cause", _causes(now), _causes(then))
    yield from _changed("risk", _risk(now), _risk(then))
    yield from _between("signal", _signals(now), _signals(then))
    for part, names in _NAMED.items():
        yield from _between(part, dict.fromkeys(names(now), True), dict.fromkeys(names(then), True))
    yield from _changed(
        "referral", {"recommended": now.referral.recommended}, {"recommended": then.referral.recommended}
    )
    yield from _steps(now.plan, then.plan)


def _state(answer: Assessment) -> dict[str, Data]:
    names = ("status", "status_detail", "status_confidence", "temporary")
    return {name: getattr(answer.state, name) for name in names}


def _causes(answer: Assessment) -> dict[str, Data]:
    return {each.cause: {"support": each.support, "basis": each.basis, "score": each.score} for each in answer.causes}


def _risk(answer: Assessment) -> dict[str, Data]:
    return {name: plain(getattr(answer.risk, name)) for name in ("level", "points", "probability")}


def _referral(answer: Assessment) -> dict[str, Data]:
    return {"recommended": answer.referral.recommended}


def _signals(answer: Assessment) -> dict[str, Data]:
    return {each.signal: each.level for each in answer.risk.signals}


_NAMED: dict[str, Callable[[Assessment], list[str]]] = {
    "warning": lambda answer: [each.warning for each in answer.warnings],
    "conflict": lambda answer: [each.text.key.removeprefix("conflict.") for each in answer.conflicts],
    "gap": lambda answer: [each.missing for each in answer.gaps],
}


def _changed(part: str, now: Mapping[str, Data], then: Mapping[str, Data]) -> Iterator[Shift]:
    for name in now:
        if now[name] != then[name]:
            yield Shift(part, "changed", name, now[name], then[name])


def _between(part: str, now: Mapping[str, Data], then: Mapping[str, Data]) -> Iterator[Shift]:
    """What is gone, then what is new or other, in the order of each answer."""
    for name in now:
        if name not in then:
            yield Shift(part, "removed", name, now[name], None)
    for name in then:
        if name not in now:
            yield Shift(part, "added", name, None, then[name])
        elif now[name] != then[name]:
            yield Shift(part, "changed", name, now[name], then[name])


def _steps(now: Iterable[PlanStep], then: Iterable[PlanStep]) -> Iterator[Shift]:
    """A step whose day is another one has moved; the order of those that stay is the pack's and does not change."""
    for shift in _between("step", {s.action: _step(s) for s in now}, {s.action: _step(s) for s in then}):
        moved = shift.kind == "changed" and shift.now["due_on"] != shift.then["due_on"]
        yield replace(shift, kind="moved") if moved else shift


def _step(step: PlanStep) -> dict[str, Data]:
    return {"due_on": plain(step.deadline.due_on) if step.deadline else None, "urgent": step.urgent}
