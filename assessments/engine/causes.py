"""Causes: which of the seven the evidence supports, how strongly, with what speaks for and against each.

Weights are whole points, lessened by provenance and age. A cause that is only stated is at most moderate, and so
is a signal alone; see the pack's rules for each limit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.engine.assessment import Cause, Message, Reason
from assessments.engine.dates import ItemDates
from assessments.engine.indicators import Measured
from assessments.engine.measured import evidence_for, shown
from assessments.engine.moment import Moment
from assessments.engine.packs.model import Pack
from assessments.engine.packs.rules import CAUSES, NO_CAUSE_RULE, SUPPORTS, Rule

INSUFFICIENT = "insufficient_information"


@dataclass(frozen=True, slots=True)
class _Fired:
    rule: Rule
    reason: Reason
    points: int


def find_causes(measured: Mapping[str, Measured], pack: Pack, items: ItemDates, moment: Moment) -> tuple[Cause, ...]:
    """The causes that some evidence supports, by falling score."""
    fired = _fired(measured, pack, items, moment)
    found = [_cause(name, [each for each in fired if each.rule.cause == name], pack) for name in CAUSES]
    return tuple(sorted((each for each in found if each), key=lambda each: (-each.score, CAUSES.index(each.cause))))


def _fired(measured: Mapping[str, Measured], pack: Pack, items: ItemDates, moment: Moment) -> list[_Fired]:
    values = {name: each.value for name, each in measured.items()}
    verdicts = pack.rule_verdicts(values)
    found = []
    for rule, verdict in zip(pack.rules, verdicts, strict=True):
        if verdict is True and rule.in_force(moment.today):
            evidence = evidence_for(rule.when, measured)
            found.append(
                _Fired(rule, reason_of(rule, measured, evidence), points_of(rule, evidence, pack, items, moment))
            )
    return found


def reason_of(rule: Rule, measured: Mapping[str, Measured], evidence: tuple[str, ...]) -> Reason:
    params = {name: shown(measured[indicator].value) for name, indicator in rule.params.items()}
    return Reason(rule.id, Message(f"rule.{rule.id}", params), evidence)


def points_of(rule: Rule, evidence: Iterable[str], pack: Pack, items: ItemDates, moment: Moment) -> int:
    """The rule's weight, lessened by the best provenance and, where it ages, by the newest date of its evidence."""
    cited = [items[name] for name in evidence]
    if not cited:
        return rule.weight
    percent = max(pack.weighing.provenance[each.provenance] for each in cited)
    if rule.ages:
        newest = max(each.on for each in cited)
        percent = percent * pack.weighing.percent_of_age(moment.days_since(newest)) // 100
    return max(1, rule.weight * percent // 100)


def _cause(name: str, fired: list[_Fired], pack: Pack) -> Cause | None:
    for_ = [each for each in fired if each.rule.direction == "for"]
    if not for_:
        return None
    against = [each for each in fired if each.rule.direction == "against"]
    bases = {each.rule.basis for each in for_}
    score = max(1, _sum(for_) - _sum(against))
    score = _limited(score, for_, bases, pack.weighing.support)
    return Cause(
        cause=name,
        support=_support(score, pack.weighing.support),
        basis="both" if len(bases) > 1 else bases.pop(),
        score=score,
        for_=_ordered(for_),
        against=_ordered(against),
    )


def _sum(fired: Iterable[_Fired]) -> int:
    """Of rules in one group the heaviest counts: they look at the same fact."""
    heaviest: dict[str, int] = {}
    for each in fired:
        heaviest[each.rule.group] = max(each.points, heaviest.get(each.rule.group, 0))
    return sum(heaviest.values())


def _limited(score: int, for_: list[_Fired], bases: set[str], support: Mapping[str, int]) -> int:
    """Keeps the score inside what the rules that fired allow, so that score and support agree."""
    if bases == {"stated"}:
        score = min(score, support["strong"] - 1)
    if "stated" not in bases:
        highest = max(SUPPORTS.index(each.rule.at_most or "strong") for each in for_)
        if highest + 1 < len(SUPPORTS):
            score = min(score, support[SUPPORTS[highest + 1]] - 1)
    least = [support[each.rule.at_least] for each in for_ if each.rule.at_least]
    return max([score, *least])


def _support(score: int, support: Mapping[str, int]) -> str:
    return next(name for name in reversed(SUPPORTS) if score >= support[name] or name == "weak")


def _ordered(fired: Iterable[_Fired]) -> tuple[Reason, ...]:
    """The heaviest of each group, by falling weight; the others say the same in weaker words."""
    heaviest: dict[str, _Fired] = {}
    for each in sorted(fired, key=lambda each: (-each.points, each.rule.id)):
        heaviest.setdefault(each.rule.group, each)
    return tuple(each.reason for each in heaviest.values())


def insufficient() -> Cause:
    """What stands in the list where no cause has support."""
    reason = Reason(NO_CAUSE_RULE, Message(NO_CAUSE_RULE))
    return Cause(cause=INSUFFICIENT, support="weak", basis="inferred", score=0, for_=(reason,))
