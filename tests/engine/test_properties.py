"""What must hold of every history, whatever it is."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import (
    KINDS,
    Account,
    Assessment,
    Evidence,
    Pack,
    assessment_bytes,
    assign_ids,
    evaluate,
    input_bytes,
    input_from_bytes,
    load_packs,
    pack_for,
)
from assessments.engine.evidence import (
    Display,
    Item,
    Notice,
    Payment,
    PlatformEvent,
    Provenance,
    Repayment,
    Score,
    Statement,
)
from assessments.engine.moment import Moment
from assessments.engine.packs.rules import SUPPORTS
from assessments.engine.packs.tables import LEVELS
from assessments.engine.visible import DATED_BY, see
from tests.engine.histories import AS_OF, TODAY, histories
from tests.engine.profiles import MANY

PACKS = load_packs(Path(__file__).parents[2] / "assessments" / "packs")
PACK: Pack = pack_for(PACKS, "jiebei")
ACCOUNT = Account(product="jiebei", outstanding_amount=Decimal("8200"))


def assess(evidence: Evidence, as_of: datetime = AS_OF) -> Assessment:
    return evaluate(evidence, ACCOUNT, PACK, as_of)


def risk_of(assessment: Assessment) -> tuple[Decimal, ...]:
    """Points, level and probability, each higher where it is riskier."""
    risk = assessment.risk
    return Decimal(risk.points), Decimal(LEVELS.index(risk.level)), risk.probability or Decimal(0)


def open_ones(evidence: Evidence) -> list[Repayment]:
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence.repayments
    return [item for item in visible if item.amount_due > 0 and not item.payments and item.amount_paid is None]


@MANY
@given(histories, st.randoms(use_true_random=False))
def test_order_never_matters(evidence: Evidence, chance: random.Random) -> None:
    mixed = {kind: tuple(chance.sample(getattr(evidence, kind), len(getattr(evidence, kind)))) for kind in KINDS}

    assert assessment_bytes(assess(Evidence(**mixed))) == assessment_bytes(assess(evidence))


@MANY
@given(histories, st.integers(-14, 14))
def test_an_equal_instant_in_another_offset_is_the_same(evidence: Evidence, hours: int) -> None:
    there = AS_OF.astimezone(timezone(timedelta(hours=hours)))

    assert assessment_bytes(assess(evidence, there)) == assessment_bytes(assess(evidence))


@MANY
@given(histories)
def test_what_is_later_changes_nothing_but_the_list_of_ignored(evidence: Evidence) -> None:
    moment = Moment.at(AS_OF, "Asia/Shanghai")
    known = {kind: tuple(i for i in getattr(evidence, kind) if not later(kind, i, moment)) for kind in KINDS}

    with_later, without = assess(evidence), assess(Evidence(**known))

    assert replace(with_later, ignored=()) == replace(without, ignored=())


def later(kind: str, item: object, moment: Moment) -> bool:
    when = getattr(item, DATED_BY[kind])
    return bool(when > moment.as_of if isinstance(when, datetime) else when > moment.today)


@MANY
@given(histories)
def test_ids_given_beforehand_change_nothing(evidence: Evidence) -> None:
    assert assessment_bytes(assess(assign_ids(evidence))) == assessment_bytes(assess(evidence))


@MANY
@given(histories)
def test_asking_twice_and_replaying_give_equal_bytes(evidence: Evidence) -> None:
    first = assessment_bytes(assess(evidence))
    again = evaluate(*stored(evidence))

    assert assessment_bytes(assess(evidence)) == first
    assert assessment_bytes(again) == first


def stored(evidence: Evidence) -> tuple[Evidence, Account, Pack, datetime]:
    kept, account, as_of = input_from_bytes(input_bytes(evidence, ACCOUNT, AS_OF))
    return kept, account, PACK, as_of


@MANY
@given(histories, st.integers(-3, 900), st.integers(0, 300_000), st.booleans())
def test_an_added_unpaid_instalment_never_lowers_the_risk(
    evidence: Evidence, back: int, cents: int, partly: bool
) -> None:
    paid = Decimal(cents) / 200 if partly else None
    due_on = TODAY - timedelta(days=back)
    unpaid = Repayment(id="", due_on=due_on, amount_due=Decimal(cents) / 100, amount_paid=paid)

    more = replace(evidence, repayments=(*evidence.repayments, unpaid))

    assert all(then >= now for then, now in zip(risk_of(assess(more)), risk_of(assess(evidence)), strict=True))


@MANY
@given(histories, st.data())
def test_paying_never_raises_the_risk(evidence: Evidence, data: st.DataObject) -> None:
    unpaid = Repayment(
        id="open", due_on=TODAY - timedelta(days=data.draw(st.integers(0, 500))), amount_due=Decimal(900)
    )
    paid_on = TODAY - timedelta(days=data.draw(st.integers(0, 500)))
    part = data.draw(st.sampled_from([Decimal(300), Decimal(900)]))
    paid = replace(unpaid, payments=(Payment(paid_on, part),))

    before = assess(replace(evidence, repayments=(*evidence.repayments, unpaid)))
    after = assess(replace(evidence, repayments=(*evidence.repayments, paid)))

    assert all(then <= now for then, now in zip(risk_of(after), risk_of(before), strict=True))


@MANY
@given(histories, st.data())
def test_paying_what_a_history_leaves_open_in_any_parts_never_raises_the_risk(
    evidence: Evidence, data: st.DataObject
) -> None:
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    owed = [item for item in open_ones(visible) if item.paid_on is None]
    if not owed:
        return
    item = data.draw(st.sampled_from(owed))
    cents = int(item.amount_due * 100)
    cuts = sorted(data.draw(st.lists(st.integers(0, cents), max_size=3)))
    days = st.integers(0, max(0, (TODAY - item.due_on).days)).map(lambda back: TODAY - timedelta(days=back))
    parts = tuple(
        Payment(data.draw(days), Decimal(until - since) / 100) for since, until in pairwise((0, *cuts, cents))
    )
    kept = parts[: data.draw(st.integers(1, len(parts)))]
    paid = replace(item, payments=kept, paid_on=None, amount_paid=None)

    then = assess(replace(visible, repayments=tuple(paid if i.id == item.id else i for i in visible.repayments)))

    assert all(after <= before for after, before in zip(risk_of(then), risk_of(assess(visible)), strict=True))


NOTHING: tuple[tuple[str, Item], ...] = (
    ("statements", Statement(id="x", made_at=datetime(2026, 10, 1, 4, tzinfo=UTC), text="今天来过办公室")),
    ("statements", Statement(id="x", made_at=datetime(2026, 10, 1, 4, tzinfo=UTC), text="")),
    ("scores", Score(id="x", scheme="a scheme without bands", value=500, read_on=date(1999, 1, 1))),
    ("platform_events", PlatformEvent(id="x", kind="policy_change", starts_at=datetime(1999, 1, 1, tzinfo=UTC))),
    (
        "platform_events",
        PlatformEvent(
            id="x",
            kind="maintenance",
            starts_at=datetime(1999, 1, 1, tzinfo=UTC),
            ends_at=datetime(1999, 1, 2, tzinfo=UTC),
        ),
    ),
)


@MANY
@given(histories, st.sampled_from(NOTHING))
def test_evidence_that_supports_no_rule_changes_nothing_but_the_digest(
    evidence: Evidence, nothing: tuple[str, Item]
) -> None:
    kind, item = nothing
    evidence = assign_ids(evidence)
    more = assess(replace(evidence, **{kind: (*getattr(evidence, kind), item)}))
    before = assess(evidence)

    assert more.input_digest != before.input_digest
    assert replace(more, input_digest="") == replace(before, input_digest="")


@MANY
@given(histories, st.randoms(use_true_random=False))
def test_order_never_matters_where_all_items_share_their_times(evidence: Evidence, chance: random.Random) -> None:
    instant, day = datetime(2026, 10, 10, 4, tzinfo=UTC), date(2026, 10, 10)
    alike = {
        kind: tuple(
            replace(item, **{DATED_BY[kind]: instant if isinstance(getattr(item, DATED_BY[kind]), datetime) else day})
            for item in getattr(evidence, kind)
            if kind != "platform_events"
        )
        for kind in KINDS
    }
    mixed = {kind: tuple(chance.sample(items, len(items))) for kind, items in alike.items()}

    assert assessment_bytes(assess(Evidence(**mixed))) == assessment_bytes(assess(Evidence(**alike)))


@MANY
@given(histories)
def test_equal_items_without_id_are_separate_items_whatever_their_order(evidence: Evidence) -> None:
    doubled = Evidence(**{kind: (*getattr(evidence, kind), *getattr(evidence, kind)) for kind in KINDS})
    turned = Evidence(**{kind: tuple(reversed(getattr(doubled, kind))) for kind in KINDS})

    ids = [item.id for _, item in see(doubled, Moment.at(AS_OF, "Asia/Shanghai")).evidence.items()]
    once = [item.id for _, item in see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence.items()]
    assert len(set(ids)) == len(ids) == 2 * len(once)
    assert assessment_bytes(assess(turned)) == assessment_bytes(assess(doubled))


@MANY
@given(histories, st.data())
def test_a_better_source_never_lowers_the_support_of_what_it_speaks_for(
    evidence: Evidence, data: st.DataObject
) -> None:
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    for cause in assess(visible).causes:
        against = {each for reason in cause.against for each in reason.evidence}
        speaking = sorted({each for reason in cause.for_ for each in reason.evidence} - against)
        if not speaking:
            continue
        name = data.draw(st.sampled_from(speaking))
        changed: dict[str, Any] = {kind: tuple(map(_better(name), getattr(visible, kind))) for kind in KINDS}
        better = Evidence(**changed)
        then = next((each for each in assess(better).causes if each.cause == cause.cause), None)
        assert then is not None
        assert SUPPORTS.index(then.support) >= SUPPORTS.index(cause.support)


def _better(name: str) -> Callable[[Item], Item]:
    return lambda item: replace(item, provenance=Provenance.LENDER_ISSUED) if item.id == name else item


@MANY
@given(histories)
def test_every_cited_id_exists(evidence: Evidence) -> None:
    found = assess(evidence)
    known = {item.id for _, item in see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence.items()}
    rules = {rule.id for rule in PACK.rules} | set(PACK.status_rules)

    reasons = [*found.state.status_reasons, *(r for cause in found.causes for r in (*cause.for_, *cause.against))]
    assert {reason.rule for reason in reasons} <= rules
    cited = {each for reason in reasons for each in reason.evidence}
    cited |= {each for signal in found.risk.signals for each in signal.evidence}
    cited |= {each for warning in found.warnings for each in warning.evidence}
    cited |= {each for conflict in found.conflicts for each in conflict.between}
    assert cited <= known


@MANY
@given(histories)
def test_without_the_evidence_for_a_cause_the_cause_is_gone(evidence: Evidence) -> None:
    visible = see(evidence, Moment.at(AS_OF, "Asia/Shanghai")).evidence
    for cause in assess(visible).causes:
        left, rest = cause, visible
        for _ in range(40):
            gone = {each for reason in left.for_ for each in reason.evidence}
            if not gone:
                break
            rest = Evidence(**{k: tuple(i for i in getattr(rest, k) if i.id not in gone) for k in KINDS})
            again = [each for each in assess(rest).causes if each.cause == cause.cause]
            if not again:
                break
            left = again[0]
        else:
            raise AssertionError(f"{cause.cause} never went away")


@MANY
@given(histories, st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_no_moment_makes_it_raise(evidence: Evidence, day: date) -> None:
    as_of = datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC)

    found = assess(evidence, as_of)

    assert found.risk.points >= 0
    assert found.state.status in ("normal", "suspended", "closed", "unknown")


@MANY
@given(histories)
def test_a_cause_that_is_only_stated_is_at_most_moderate(evidence: Evidence) -> None:
    for cause in assess(evidence).causes:
        if cause.basis == "stated":
            assert cause.support != "strong"


@MANY
@given(histories)
def test_temporary_has_an_end_a_condition_or_a_running_maintenance(evidence: Evidence) -> None:
    state = assess(evidence).state

    if state.temporary:
        assert state.status == "suspended"
        assert state.returns_when is not None or state.status_detail == "maintenance"
    assert (state.temporary is False) == (state.status == "closed")


@pytest.mark.parametrize("text", ["借" * 10_000, "暂停" * 5_000, "a" * 10_000, "\n" * 10_000, "1" * 10_000])
def test_no_text_makes_it_raise(text: str) -> None:
    evidence = Evidence(
        displays=(Display(id="", observed_at=AS_OF, text=text),),
        notices=(Notice(id="", received_at=AS_OF, channel="sms", text=text),),
        statements=(Statement(id="", made_at=AS_OF, text=text),),
    )

    assert assess(evidence).state.status in ("normal", "suspended", "closed", "unknown")
