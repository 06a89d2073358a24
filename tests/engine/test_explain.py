"""The explanation is the answer with all that led to it: no rule is left out, no verdict differs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings

from assessments.engine import Account, Evidence, Explanation, evaluate, explain, load_packs, pack_for
from assessments.engine.conclude import conclude, read_texts
from assessments.engine.conditions import AllOf, AnyOf, Leaf, Not, trace
from assessments.engine.evidence import Repayment
from assessments.engine.explain import Check, Whole, traced
from assessments.engine.indicators import Measured
from assessments.engine.moment import Moment
from assessments.engine.values import UNKNOWN, Unknown
from assessments.engine.visible import see
from tests.engine.histories import AS_OF, TODAY, histories

PACK = pack_for(load_packs(Path(__file__).parents[2] / "assessments" / "packs"), "jiebei")
ACCOUNT = Account(product="jiebei", outstanding_amount=Decimal("8200"))
MANY = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


def explained(evidence: Evidence) -> Explanation:
    return explain(evidence, ACCOUNT, PACK, AS_OF)


@MANY
@given(histories)
def test_the_answer_is_that_of_the_evaluation(evidence: Evidence) -> None:
    assert explained(evidence).assessment == evaluate(evidence, ACCOUNT, PACK, AS_OF)


@MANY
@given(histories)
def test_every_rule_is_told_with_the_verdict_that_the_evaluation_used(evidence: Evidence) -> None:
    moment = Moment.at(AS_OF, ACCOUNT.zone)
    seen = see(evidence, moment).evidence
    measured = conclude(seen, read_texts(seen, PACK, moment), ACCOUNT, PACK, moment).measured
    verdicts = PACK.rule_verdicts({name: each.value for name, each in measured.items()})

    rules = explained(evidence).rules

    assert [rule.rule for rule in rules] == [rule.id for rule in PACK.rules]
    assert [rule.verdict for rule in rules] == [None if isinstance(v, Unknown) else v for v in verdicts]


@MANY
@given(histories)
def test_what_counted_is_what_the_answer_says(evidence: Evidence) -> None:
    found = explained(evidence)

    said = {r.rule: r for cause in found.assessment.causes for r in (*cause.for_, *cause.against)}
    said.pop("causes.none_supported", None)
    told = {rule.rule: rule for rule in found.rules if rule.counted}
    assert set(told) == set(said)
    assert all((rule.text, rule.evidence) == (said[name].text, said[name].evidence) for name, rule in told.items())
    assert found.asked == bool(found.assessment.causes)


@MANY
@given(histories)
def test_tests_stand_on_evidence_that_was_visible(evidence: Evidence) -> None:
    found = explained(evidence)
    known = {item.id for _kind, item in found.evidence.items()}

    assert {ident for rule in found.rules for test in rule.checks for ident in test.evidence} <= known
    assert all((test.value is None) == (test.verdict is None) for rule in found.rules for test in rule.checks)


def test_the_risk_is_told_point_by_point() -> None:
    found = explained(Evidence(repayments=(Repayment(id="r", due_on=TODAY.replace(month=8), amount_due=Decimal(9)),)))

    signals = sum(
        spec.points for spec in PACK.risk.signals if spec.name in {s.signal for s in found.assessment.risk.signals}
    )
    assert sum(each.points for each in found.risk) + signals == found.assessment.risk.points


def test_a_negation_is_told_by_its_opposite() -> None:
    condition = Not(AllOf((Leaf("arrears_days", ">=", 31), Not(Leaf("usable", "==", True)))))
    measured = {"arrears_days": Measured(5, ("r",)), "usable": Measured(UNKNOWN)}

    found = traced(condition, measured)

    assert found == Whole(
        "any",
        True,
        (Check("arrears_days", "<", 31, 5, True, ("r",)), Check("usable", "==", True, None, None, ())),
    )
    assert found.verdict == trace(condition, {name: each.value for name, each in measured.items()}).verdict


def test_unknown_stays_unknown_through_any_and_all() -> None:
    leaf = Leaf("arrears_days", ">=", 1)
    measured = {"arrears_days": Measured(UNKNOWN), "usable": Measured(True)}

    parts = (leaf, Leaf("usable", "==", True))

    assert traced(AllOf(parts), measured).verdict is None
    assert traced(AnyOf(parts), measured).verdict is True
    assert traced(AnyOf((leaf, Leaf("usable", "==", False))), measured).verdict is None
