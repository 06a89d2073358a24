"""What the base pack measures, concludes and asks for, as two Markdown pages that an advisor or lawyer can read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from assessments.engine import Pack
from assessments.engine.conditions import AllOf, Condition, Leaf, Not
from assessments.engine.indicators import REGISTRY
from assessments.engine.indicators.registry import Indicator
from assessments.engine.packs.actions import ActionSpec, DeadlineSpec, When
from assessments.engine.packs.rules import CAUSES, Rule
from assessments.engine.packs.situations import MEANINGS
from assessments.evaluations import words
from assessments.evaluations.explanation import terms
from assessments.evaluations.explanation.phrases import figure
from assessments.evaluations.words import word
from assessments.packs import packs

LANGUAGE = "en"
HEAD = "Generated with `python manage.py render_rules` from {source}; a test fails when they differ.\n"
_WINDOW = {
    "now": "today",
    "newest": "the newest there is",
    "year": "the last 12 months",
    "ever": "all that is known",
}
_ANCHOR = {
    "today": "from today",
    "served_on": "from service of the paper",
    "maintenance_end": "from the end of the maintenance",
    "restriction_end": "from the end that the lender named",
    "next_mark": "before the next report mark",
    "last_payment": "from the last payment",
    "after": "from the steps waited for",
    "all": "from the last deadline of the plan",
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def indicators_page() -> str:
    """Every indicator: unit, window, the evidence it reads, and when it is unknown."""
    rows = (_indicator(found, packs()["base"]) for _name, found in sorted(REGISTRY.items()))
    return "\n".join((
        "# What is measured\n",
        HEAD.format(source="the engine's registry and the base pack's limits"),
        "An indicator that lacks evidence is unknown, never zero. Its window ends at the moment of the evaluation.\n",
        *_table(("indicator", "what it measures", "unit", "window", "reads", "unknown when"), rows),
        "",
    ))  # fmt: skip


def rules_page() -> str:
    """Every cause rule by cause, then every action in the order of a plan."""
    pack = packs()["base"]
    return "\n".join((
        "# Rules and actions\n",
        HEAD.format(source="the base pack"),
        *_about(pack),
        *(line for cause in CAUSES for line in _cause(cause, pack)),
        "## State of the account\n",
        *_table(("rule", "what it says", "source"), (
            (f"`{key}`", _said(key, pack), _source(rule.source, rule.verification))
            for key, rule in sorted(pack.status_rules.items())
        )),
        "\n## Actions, in the order of a plan\n",
        *(line for spec in pack.actions.values() for line in _action(spec, pack)),
    ))  # fmt: skip


def _indicator(found: Indicator, pack: Pack) -> tuple[str, ...]:
    return (
        f"`{found.name}`",
        word(terms.INDICATOR, found.name),
        found.unit,
        _window(found.window, pack),
        ", ".join(word(terms.KIND, kind).lower() for kind in found.source),
        found.unknown_when,
    )


def _window(window: str, pack: Pack) -> str:
    if window in _WINDOW:
        return _WINDOW[window]
    return f"{pack.thresholds[window]} {window.rpartition('_')[2]}"


def _about(pack: Pack) -> Iterator[str]:
    least = pack.weighing.support
    yield (
        f"A cause is supported weakly from {least['weak']} point, moderately from {least['moderate']}, strongly from "
        f"{least['strong']}. Points of rules add up; of one group the heaviest counts; rules against take away. "
        "Evidence that only the client states, and old evidence, counts less. Weights and limits are our own choice.\n"
    )


def _cause(cause: str, pack: Pack) -> Iterator[str]:
    yield f"## {word(words.CAUSE, cause)}\n"
    rules = [rule for rule in pack.rules if rule.cause == cause]
    rules.sort(key=lambda rule: (rule.direction != "for", -rule.weight))
    header = ("rule", "speaks", "weight", "when", "says", "source")
    yield from _table(header, (_rule(rule, pack) for rule in rules))
    yield ""


def _rule(rule: Rule, pack: Pack) -> tuple[str, ...]:
    return (
        f"`{rule.id}`",
        f"{rule.direction}, {word(words.BASIS, rule.basis)}",
        _weight(rule, pack),
        condition_in_words(rule.when),
        _said(f"rule.{rule.id}", pack),
        _source(rule.source, rule.verification) + _validity(rule.valid_from, rule.valid_to),
    )


def _weight(rule: Rule, pack: Pack) -> str:
    """In words: how far the rule alone would carry, with evidence that counts in full."""
    reached = [name for name, least in pack.weighing.support.items() if rule.weight >= least]
    parts = [
        f"{rule.weight} points, by itself {reached[-1]}" if rule.direction == "for" else f"takes {rule.weight} points"
    ]
    parts += [f"at least {rule.at_least}"] if rule.at_least else []
    parts += [f"at most {rule.at_most}"] if rule.at_most else []
    parts += [] if rule.ages else ["does not age"]
    return "; ".join(parts)


def condition_in_words(condition: Condition, *, negated: bool = False) -> str:
    """The tree as a sentence; a `not` is told by the opposite of what stands in it."""
    if isinstance(condition, Not):
        return condition_in_words(condition.part, negated=not negated)
    if isinstance(condition, Leaf):
        op = _OPPOSITE[condition.op] if negated else condition.op
        needed = word(terms.NEEDED, op) % {"n": figure(condition.indicator, condition.value)}
        return f"{word(terms.INDICATOR, condition.indicator)}: {needed}"
    joined = " and " if isinstance(condition, AllOf) is not negated else " or "
    return joined.join(condition_in_words(part, negated=negated) for part in condition.parts)


def _action(spec: ActionSpec, pack: Pack) -> Iterator[str]:
    yield f"### {_said(f'action.{spec.key}.title', pack)}\n"
    yield f"`{spec.key}`, done by the {word(words.ACTOR, spec.actor)}.\n"
    yield f"- Called for where: {_when(spec.when)}."
    if spec.after:
        yield f"- Waits for {', '.join(f'`{name}`' for name in spec.after)}, where the plan holds them."
    for key, when in spec.deadlines:
        yield f"- Deadline: {_deadline(pack.deadlines[key], pack)}{f'; where: {_when(when)}' if when.lines else ''}."
    yield f"- Done when: {_said(f'action.{spec.key}.done_when', pack)}"
    for key, when in spec.cites:
        yield f"- Cites: {_cited(key, pack)}{f'; where: {_when(when)}' if when.lines else ''}."
    yield ""


def _when(when: When) -> str:
    return "; or ".join(_line(needs, lacks) for needs, lacks in when.lines) or "the plan has any other step"


def _line(needs: Iterable[str], lacks: Iterable[str]) -> str:
    told = [MEANINGS[word_] for word_ in sorted(needs)] + [f"not: {MEANINGS[word_]}" for word_ in sorted(lacks)]
    return " + ".join(told)


def _deadline(term: DeadlineSpec, pack: Pack) -> str:
    days = pack.facts[term.fact].versions[-1].count if term.fact else term.days
    counted = word(words.COUNTING, term.counting)
    cited = _cited(term.fact, pack) if term.fact else _said(term.citation, pack)
    paper = f" ({term.paper.replace('_', ' ')})" if term.paper else ""
    return f"{days} {counted} {_ANCHOR[term.anchor]}{paper}, on {word(words.CLOCK, term.clock)} ({cited})"


def _cited(key: str, pack: Pack) -> str:
    if key == "product_channel":
        return "the product's own customer line"
    return "the complaint channel of the product's lender" if key == "product_route" else _said(f"fact.{key}", pack)


def _said(key: str, pack: Pack) -> str:
    return pack.wording.texts[key][LANGUAGE]


def _source(source: Mapping[str, str], verification: str) -> str:
    return f"{source[LANGUAGE]} ({word(words.VERIFICATION, verification)})"


def _validity(first: date, last: date | None) -> str:
    return f", from {first}" + (f" to {last}" if last else "")


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield _row(header)
    yield _row(("---",) * len(header))
    yield from map(_row, rows)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
