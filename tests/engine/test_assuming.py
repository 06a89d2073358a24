"""What-if: the same function on extended evidence; assuming nothing changes nothing, paying never harms."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.engine import (
    Account,
    AssumedPayment,
    Assumption,
    Evidence,
    InputError,
    assessment_bytes,
    assign_ids,
    evaluate,
    load_packs,
    pack_for,
    what_if,
)
from assessments.engine.assessment import Assessment
from assessments.engine.evidence import Display, Notice, Payment, Provenance, Repayment
from assessments.engine.packs.tables import LEVELS
from assessments.engine.what_if import ASSUMED, Shift, WhatIf
from tests.engine.histories import AS_OF, TODAY, histories

PACK = pack_for(load_packs(Path(__file__).parents[2] / "assessments" / "packs"), "jiebei")
ACCOUNT = Account(product="jiebei", outstanding_amount=Decimal("8200"))
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
LATER = AS_OF + timedelta(days=30)
NOTHING = Assumption()
UNPAID = Repayment(id="r1", due_on=TODAY - timedelta(days=40), amount_due=Decimal("900.00"))


def ask(evidence: Evidence, assumption: Assumption = NOTHING, days: int = 0) -> WhatIf:
    return what_if(evidence, assumption, ACCOUNT, PACK, now=AS_OF, then=AS_OF + timedelta(days=days))


def risk_of(assessment: Assessment) -> tuple[int, int]:
    return assessment.risk.points, LEVELS.index(assessment.risk.level)


def named(found: WhatIf) -> dict[tuple[str, str], Shift]:
    return {(shift.part, shift.name): shift for shift in found.shifts}


@MANY
@given(histories)
def test_assuming_nothing_changes_nothing(evidence: Evidence) -> None:
    found = ask(evidence)

    assert (found.shifts, found.assumed) == ((), ())
    assert assessment_bytes(found.then) == assessment_bytes(found.now)
    assert found.now == evaluate(evidence, ACCOUNT, PACK, AS_OF)


@MANY
@given(histories, st.integers(1, 200))
def test_time_alone_is_told_from_what_is_assumed(evidence: Evidence, days: int) -> None:
    assert all(shift.by_time for shift in ask(evidence, days=days).shifts)


@MANY
@given(histories, st.integers(0, 60))
def test_paying_everything_in_full_never_raises_the_risk(evidence: Evidence, days: int) -> None:
    known = assign_ids(evidence)
    paid_on = TODAY + timedelta(days=days)
    everything = tuple(AssumedPayment(repayment=item.id, paid_on=paid_on) for item in known.repayments)

    paid, idle = ask(known, Assumption(payments=everything), days), ask(known, days=days)

    assert all(one <= other for one, other in zip(risk_of(paid.then), risk_of(idle.then), strict=True))


@MANY
@given(histories, histories, st.integers(0, 40))
def test_only_what_is_assumed_is_cited_as_assumed(evidence: Evidence, ahead: Evidence, days: int) -> None:
    found = ask(evidence, Assumption(evidence=ahead), days)
    known = {item.id for _kind, item in assign_ids(evidence).items()}

    assert all(ident.startswith(ASSUMED) for ident in found.assumed)
    assert not any(ident.startswith(ASSUMED) for ident in cited(found.now))
    assert {ident for ident in cited(found.then) if ident.startswith(ASSUMED)} <= set(found.assumed)
    assert not known & set(found.assumed)


def cited(answer: Assessment) -> set[str]:
    reasons = [*answer.state.status_reasons, *(r for cause in answer.causes for r in (*cause.for_, *cause.against))]
    found = {each for reason in reasons for each in reason.evidence}
    found |= {each for signal in answer.risk.signals for each in signal.evidence}
    return found | {each.evidence for each in answer.ignored}


@MANY
@given(histories, histories, st.randoms(use_true_random=False))
def test_the_order_of_assumptions_never_matters(evidence: Evidence, ahead: Evidence, chance: random.Random) -> None:
    known = assign_ids(evidence)
    payments = [
        AssumedPayment(repayment=item.id, paid_on=TODAY + timedelta(days=day), amount=amount)
        for item in known.repayments
        for day, amount in ((0, Decimal(10)), (5, None), (5, Decimal(20)))
    ]
    mixed = chance.sample(payments, len(payments))
    turned = replace(ahead, notices=ahead.notices[::-1], repayments=ahead.repayments[::-1])

    one = ask(known, Assumption(evidence=ahead, payments=tuple(payments)), 10)
    other = ask(known, Assumption(evidence=turned, payments=tuple(mixed)), 10)

    assert assessment_bytes(one.then) == assessment_bytes(other.then)
    assert one.shifts == other.shifts


def test_what_a_payment_would_change_is_told_step_by_step() -> None:
    payment = AssumedPayment(repayment="r1", paid_on=TODAY)

    found = ask(Evidence(repayments=(UNPAID,)), Assumption(payments=(payment,)))

    shifts = named(found)
    assert shifts["risk", "points"].then < shifts["risk", "points"].now
    assert shifts["step", "repay_overdue"].kind == "removed"
    assert found.assumed == ("r1",)
    assert not any(shift.by_time for shift in found.shifts)


def test_a_closure_that_may_come_is_concluded_and_marked() -> None:
    closure = Notice(id="", received_at=LATER, channel="sms", text="您的借呗账户已永久关闭。")

    found = ask(Evidence(repayments=(UNPAID,)), Assumption(evidence=Evidence(notices=(closure,))), days=30)

    assert named(found)["status", "status"] == Shift("status", "changed", "status", "unknown", "closed")
    assert cited(found.then) & set(found.assumed)


def test_an_assumed_item_after_the_moment_is_ignored_like_any_other() -> None:
    late = Display(id="", observed_at=LATER, provenance=Provenance.DOCUMENT_SEEN, shows_limit=True, can_draw=True)

    found = ask(Evidence(), Assumption(evidence=Evidence(displays=(late,))), days=29)

    assert [each.evidence for each in found.then.ignored] == list(found.assumed)
    assert found.then.state == evaluate(Evidence(), ACCOUNT, PACK, LATER - timedelta(days=1)).state


def test_a_part_that_was_paid_before_still_counts() -> None:
    begun = replace(UNPAID, paid_on=TODAY - timedelta(days=10), amount_paid=Decimal("400.00"))
    rest = AssumedPayment(repayment="r1", paid_on=TODAY)

    found = ask(Evidence(repayments=(begun,)), Assumption(payments=(rest,)))

    whole = replace(begun, paid_on=None, amount_paid=None, payments=(
        Payment(TODAY - timedelta(days=10), Decimal("400.00")), Payment(TODAY, Decimal("500.00")),
    ))  # fmt: skip
    assert found.then == evaluate(Evidence(repayments=(whole,)), ACCOUNT, PACK, AS_OF)


def test_a_payment_on_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="r2"):
        ask(Evidence(repayments=(UNPAID,)), Assumption(payments=(AssumedPayment(repayment="r2", paid_on=TODAY),)))
