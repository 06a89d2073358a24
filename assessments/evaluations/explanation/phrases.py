"""The smallest sentences of an explanation: tests of rules, pieces of evidence, moments, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from assessments.engine.evidence import Evidence, Item
from assessments.engine.explain import Check, RuleTrace
from assessments.engine.indicators import REGISTRY
from assessments.engine.visible import DATED_BY
from assessments.evaluations import words
from assessments.evaluations.explanation import terms
from assessments.evaluations.explanation.document import Cited
from assessments.evaluations.rendering import language_of_request
from assessments.evaluations.words import word

EXCERPT = 90  # characters of a text that stand for it
_FIGURES = ("amount_due", "amount", "code", "scheme", "value", "kind", "case_no")


def moment_in(zone: str, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def known(check: Check) -> str:
    """`days overdue now: 41 (needed: at least 31)`, or why it is not known."""
    name, wanted = word(terms.INDICATOR, check.indicator), needed(check)
    if check.value is None:
        why = word(terms.UNKNOWN_WHEN, REGISTRY[check.indicator].unknown_when)
        return _("%(name)s: not known, since %(why)s (needed: %(wanted)s)") % {
            "name": name,
            "why": why,
            "wanted": wanted,
        }
    value = figure(check.indicator, check.value)
    return _("%(name)s: %(value)s (needed: %(wanted)s)") % {"name": name, "value": value, "wanted": wanted}


def needed(check: Check) -> str:
    return word(terms.NEEDED, check.op) % {"n": figure(check.indicator, check.needed)}


def figure(indicator: str, value: Any) -> str:
    if isinstance(value, bool):
        return word(words.YES_NO, value)
    return f"{value} %" if indicator in terms.PERCENT else str(value)


def listed(checks: tuple[Check, ...]) -> str:
    return _("; ").join(dict.fromkeys(known(check) for check in checks))


def source(rule: RuleTrace) -> str:
    parts = {"source": rule.source[language_of_request()], "verification": word(words.VERIFICATION, rule.verification)}
    return _("Source: %(source)s (%(verification)s)") % parts


def weight(rule: RuleTrace) -> str:
    """How much of a rule's weight counts, which the provenance and age of its evidence lessen."""
    return _("Weighs %(points)s of %(weight)s points") % {"points": rule.points, "weight": rule.weight}


def pieces(evidence: Evidence, zone: str, numbers: dict[str, int]) -> list[Cited]:
    """What was cited, in the order of the numbers."""
    items = {item.id: (kind, item) for kind, item in evidence.items()}
    return [_piece(number, ident, *items[ident], zone) for ident, number in numbers.items() if ident in items]


def _piece(number: int, ident: str, kind: str, item: Item, zone: str) -> Cited:
    when = getattr(item, DATED_BY[kind])
    return Cited(
        number=number,
        id=ident,
        kind=word(terms.KIND, kind),
        on=moment_in(zone, when) if isinstance(when, datetime) else when.isoformat(),
        provenance=word(terms.PROVENANCE, item.provenance.value),
        says=says(item),
    )


def says(item: Item) -> str:
    """The item's own words, else its figures."""
    text = " ".join(str(getattr(item, "text", "")).split())
    if text:
        shown = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
        return _("“%(text)s”") % {"text": shown}
    return " ".join(str(getattr(item, name)) for name in _FIGURES if getattr(item, name, ""))
