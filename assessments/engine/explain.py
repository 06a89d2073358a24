"""Why an answer is what it is, as data: every rule with every test, what was known, and what it stands on.

Rendering is somebody else's work. Verdicts and values are None where the evidence lacks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from assessments.engine.assessment import Assessment, Message, Param
from assessments.engine.canonical import plain
from assessments.engine.causes import points_of, reason_of
from assessments.engine.conclude import Conclusion, conclude, read_texts
from assessments.engine.conditions import AllOf, Condition, Leaf, Not
from assessments.engine.dates import ItemDates
from assessments.engine.evaluate import evaluate
from assessments.engine.evidence import Account, Evidence
from assessments.engine.indicators import Measured
from assessments.engine.measured import evidence_for
from assessments.engine.moment import Moment
from assessments.engine.packs.model import Pack
from assessments.engine.packs.rules import Rule
from assessments.engine.values import Kleene, Unknown, Value, compare
from assessments.engine.visible import see

Verdict = bool | None  # None: not known
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True, slots=True)
class Check:
    """`indicator op needed`, what was found, and the evidence behind what was found."""

    indicator: str
    op: str
    needed: int | str
    value: Param | None
    verdict: Verdict
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """`join`: all or any of the parts."""

    join: str
    verdict: Verdict
    parts: tuple[Traced, ...]


Traced = Check | Whole


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrace:
    """One cause rule. `points` and `text` where it spoke; `counted`: in the answer, no heavier rule says the same."""

    rule: str
    cause: str
    direction: str
    basis: str
    weight: int
    verdict: Verdict
    in_force: bool
    counted: bool
    points: int | None
    text: Message | None
    evidence: tuple[str, ...]
    when: Traced
    source: Mapping[str, str]
    verification: str
    valid_from: date
    valid_to: date | None

    @property
    def spoke(self) -> bool:
        return self.points is not None

    @property
    def checks(self) -> tuple[Check, ...]:
        return tuple(_checks(self.when))


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskTrace:
    """One characteristic of the scorecard: what was found, and the points it gives."""

    name: str
    indicator: str
    value: Param | None
    points: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """`evidence` is what was visible; `asked`: whether a cause was looked for at all (a usable account has none)."""

    assessment: Assessment
    evidence: Evidence
    account: Account
    asked: bool
    rules: tuple[RuleTrace, ...]
    risk: tuple[RiskTrace, ...]


def explain(evidence: Evidence, account: Account, pack: Pack, as_of: datetime) -> Explanation:
    """The answer of `evaluate` with everything that led to it."""
    moment = Moment.at(as_of, account.zone)
    seen = see(evidence, moment).evidence
    conclusion = conclude(seen, read_texts(seen, pack, moment), account, pack, moment)
    return Explanation(
        assessment=evaluate(evidence, account, pack, as_of),
        evidence=seen,
        account=account,
        asked=bool(conclusion.causes),
        rules=tuple(_rules(conclusion, pack, moment)),
        risk=tuple(_risk(conclusion.measured, pack)),
    )


def explanation_data(explanation: Explanation) -> Any:
    """The trace as plain data; texts are still messages."""
    return {"asked": explanation.asked, "rules": plain(explanation.rules), "risk": plain(explanation.risk)}


def _rules(conclusion: Conclusion, pack: Pack, moment: Moment) -> Iterator[RuleTrace]:
    """In the pack's order. No rule speaks where no cause was looked for."""
    measured = conclusion.measured
    items = ItemDates(conclusion.context.evidence, moment)
    counted = {reason.rule for cause in conclusion.causes for reason in (*cause.for_, *cause.against)}
    for rule in pack.rules:
        when, in_force = traced(rule.when, measured), rule.in_force(moment.today)
        evidence = evidence_for(rule.when, measured)
        spoke = bool(conclusion.causes) and in_force and when.verdict is True
        yield RuleTrace(
            **_own(rule),
            verdict=when.verdict,
            in_force=in_force,
            counted=spoke and rule.id in counted,
            points=points_of(rule, evidence, pack, items, moment) if spoke else None,
            text=reason_of(rule, measured, evidence).text if spoke else None,
            evidence=evidence if spoke else (),
            when=when,
        )


def _own(rule: Rule) -> dict[str, Any]:
    names = ("cause", "direction", "basis", "weight", "source", "verification", "valid_from", "valid_to")
    return {"rule": rule.id, **{name: getattr(rule, name) for name in names}}


def traced(condition: Condition, measured: Mapping[str, Measured], *, negated: bool = False) -> Traced:
    """The condition with what each test found; a `not` is told by the opposite of what stands in it."""
    if isinstance(condition, Not):
        return traced(condition.part, measured, negated=not negated)
    if isinstance(condition, Leaf):
        return _check(condition, measured[condition.indicator], negated)
    parts = tuple(traced(part, measured, negated=negated) for part in condition.parts)
    return _whole("all" if isinstance(condition, AllOf) is not negated else "any", parts)


def _check(leaf: Leaf, found: Measured, negated: bool) -> Check:
    op = _OPPOSITE[leaf.op] if negated else leaf.op
    verdict = _known(compare(found.value, op, leaf.value))
    return Check(leaf.indicator, op, leaf.value, _shown(found.value), verdict, found.evidence)


def _whole(join: str, parts: tuple[Traced, ...]) -> Whole:
    settles = join == "any"
    verdicts = [part.verdict for part in parts]
    if settles in verdicts:
        return Whole(join, settles, parts)
    return Whole(join, None if None in verdicts else not settles, parts)


def _checks(node: Traced) -> Iterator[Check]:
    if isinstance(node, Check):
        yield node
    else:
        for part in node.parts:
            yield from _checks(part)


def _known(verdict: Kleene) -> Verdict:
    return None if isinstance(verdict, Unknown) else verdict


def _shown(value: Value) -> Param | None:
    return None if isinstance(value, Unknown) else value


def _risk(measured: Mapping[str, Measured], pack: Pack) -> Iterator[RiskTrace]:
    for each in pack.risk.characteristics:
        found = measured[each.indicator]
        yield RiskTrace(
            name=each.name,
            indicator=each.indicator,
            value=_shown(found.value),
            points=each.points(found.value),
            evidence=found.evidence,
        )
