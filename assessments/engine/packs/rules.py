"""Cause rules and status rules of a pack: what each says, how much it weighs, and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.engine.conditions import AllOf, AnyOf, Condition, Leaf, Not
from assessments.engine.errors import gather
from assessments.engine.indicators import REGISTRY
from assessments.engine.packs.source import Section, suggest
from assessments.engine.values import COMPARISONS

CAUSES = (
    "overdue",
    "score_drop",
    "abnormal_transactions",
    "risk_preference",
    "agreement_breach",
    "maintenance",
    "identity_verification",
)
SUPPORTS = ("weak", "moderate", "strong")
VERIFICATIONS = ("text_seen", "from_memory", "own_choice")
"""How a source is known; `own_choice`: a judgement or limit of our own, which no rule sets."""
STATUS_RULES = (
    "status.closure_words",
    "status.client_closed",
    "status.suspension_words",
    "status.blocked_display",
    "status.limit_hidden",
    "status.usable_display",
    "status.restored",
    "status.usable_words",
    "status.run_out",
    "status.maintenance",
    "status.closure_stands",
    "status.report_state",
    "status.client_word",
    "status.contradiction",
    "status.nothing_known",
)
"""The rules that the status step knows; a pack gives each its source."""
NO_CAUSE_RULE = "causes.none_supported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`weight` in whole points; `group`: of rules in one group the heaviest counts.

    `ages`: whether older evidence weighs less (a fact of today, such as arrears, does not age). `source` by language.
    """

    id: str
    cause: str
    direction: str
    basis: str
    weight: int
    when: Condition
    group: str
    at_least: str | None
    at_most: str | None
    ages: bool
    params: Mapping[str, str]
    source: Mapping[str, str]
    verification: str
    valid_from: date
    valid_to: date | None

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class StatusRule:
    id: str
    source: Mapping[str, str]
    verification: str


def parse_rules(data: Section, limits: Mapping[str, int]) -> tuple[Rule, ...]:
    """The cause rules, in the order of their ids."""
    names = sorted(name for name in data if not _is_plain(name))
    rules = tuple(gather(lambda name: _parse_rule(name, data.need(name, Section), limits), names).values())
    _check_groups(rules, data)
    return rules


def _check_groups(rules: Sequence[Rule], data: Section) -> None:
    """Of a group the heaviest counts, so that all of it must speak of one cause and one way."""
    first: dict[str, Rule] = {}
    for rule in rules:
        other = first.setdefault(rule.group, rule)
        if (rule.cause, rule.direction) != (other.cause, other.direction):
            remedy = "A group has one cause and one direction."
            raise data.error(f"{rule.id!r} stands in the group of {other.id!r}, which differs", rule.id, remedy)


def parse_status_rules(data: Section) -> dict[str, StatusRule]:
    plain = {name for name in data if _is_plain(name)} | {*STATUS_RULES, NO_CAUSE_RULE}
    return gather(lambda name: _parse_status_rule(name, data), sorted(plain))


def _is_plain(name: str) -> bool:
    return name.startswith(("status.", "causes."))


def _parse_status_rule(name: str, data: Section) -> StatusRule:
    if name not in (*STATUS_RULES, NO_CAUSE_RULE):
        raise data.error(f"unknown rule {name!r}", name, suggest(name, (*STATUS_RULES, NO_CAUSE_RULE)))
    if name not in data:
        raise data.error(f"rule {name!r} is missing", remedy="The status step needs it: give its source.")
    entry = data.need(name, Section)
    entry.only("source", "verification")
    return StatusRule(name, entry.texts("source"), entry.one_of("verification", VERIFICATIONS))


_RULE_KEYS = (
    "cause", "direction", "basis", "weight", "when", "group", "at_least", "at_most", "ages", "params",
    "source", "verification", "valid_from", "valid_to",
)  # fmt: skip


def _parse_rule(name: str, data: Section, limits: Mapping[str, int]) -> Rule:
    data.only(*_RULE_KEYS)
    weight = data.need("weight", int)
    if not 1 <= weight <= 1000:
        raise data.error(f"weight {weight} is out of range", "weight", "Give 1 to 1000 whole points.")
    valid_from, valid_to = data.need("valid_from", date), data.get_as("valid_to", date, None)
    if valid_to is not None and valid_to < valid_from:
        raise data.error("the rule ends before it begins", "valid_to", "Check both dates.")
    return Rule(
        id=name,
        cause=data.one_of("cause", CAUSES),
        direction=_direction(data),
        basis=data.one_of("basis", ("stated", "inferred"), "inferred"),
        weight=weight,
        when=parse_condition(data.need("when", Section), limits, tuple(REGISTRY)),
        group=data.get_as("group", str, name),
        at_least=data.one_of("at_least", SUPPORTS) if "at_least" in data else None,
        at_most=data.one_of("at_most", SUPPORTS) if "at_most" in data else None,
        ages=data.get_as("ages", bool, True),
        params=parse_params(data),
        source=data.texts("source"),
        verification=data.one_of("verification", VERIFICATIONS),
        valid_from=valid_from,
        valid_to=valid_to,
    )


def _direction(data: Section) -> str:
    """`at_least` and `at_most` bound what a rule for a cause makes of it; the one may not lie above the other."""
    found = data.one_of("direction", ("for", "against"))
    bounds = [name for name in ("at_least", "at_most") if name in data and data.one_of(name, SUPPORTS)]
    if found == "against" and bounds:
        raise data.error(f"a rule against a cause has no {bounds[0]!r}", bounds[0], "Remove it.")
    if len(bounds) == 2 and SUPPORTS.index(data["at_least"]) > SUPPORTS.index(data["at_most"]):
        raise data.error("`at_least` lies above `at_most`", "at_least", "Exchange them, or keep one.")
    return found


def parse_params(data: Section) -> dict[str, str]:
    """Parameters of a text, each filled from an indicator."""
    params = data.section("params")
    for name in params:
        indicator = params.need(name, str)
        if indicator not in REGISTRY:
            raise params.error(f"unknown indicator {indicator!r}", name, suggest(indicator, tuple(REGISTRY)))
    return dict(params)


def parse_condition(data: Section, limits: Mapping[str, int], names: Sequence[str]) -> Condition:
    """The tree of a pack's `when`; `limit: NAME` in place of `value` reads a threshold of the pack."""
    if "indicator" in data:
        return _parse_leaf(data, limits, names)
    data.only("all", "any", "not")
    if len(data) != 1:
        raise data.error("a condition holds exactly one of all, any, not, indicator", remedy="Nest the others in it.")
    if "not" in data:
        return Not(parse_condition(data.need("not", Section), limits, names))
    word = next(iter(data))
    parts = tuple(parse_condition(part, limits, names) for part in data.sections(word))
    if not parts:
        raise data.error(f"{word!r} is empty", word, "Give at least one condition.")
    return AllOf(parts) if word == "all" else AnyOf(parts)


def _parse_leaf(data: Section, limits: Mapping[str, int], names: Sequence[str]) -> Leaf:
    data.only("indicator", "op", "value", "limit")
    name, op = data.need("indicator", str), data.one_of("op", tuple(COMPARISONS))
    if name not in names:
        raise data.error(f"unknown indicator {name!r}", "indicator", suggest(name, list(names)))
    if ("value" in data) == ("limit" in data):
        remedy = "`value: 3` compares with a number, `limit: NAME` with a threshold of the pack."
        raise data.error("give either `value` or `limit`", "value" if "value" in data else "indicator", remedy)
    value = data["value"] if "value" in data else _limit(data, limits)
    if not isinstance(value, int):
        raise data.error(f"{value!r} cannot be compared with", "value", "Use a whole number, or true/false.")
    if isinstance(value, bool) and op not in ("==", "!="):
        raise data.error(f"{value!r} has no order", "op", "Use == or !=.")
    return Leaf(name, op, value)


def _limit(data: Section, limits: Mapping[str, int]) -> int:
    name = data.need("limit", str)
    if name not in limits:
        raise data.error(f"unknown limit {name!r}", "limit", suggest(name, list(limits)))
    return limits[name]
