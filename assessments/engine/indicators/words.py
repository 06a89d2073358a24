"""Indicators of words: causes that current notices or displays state, and causes the client names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessments.engine.indicators.context import Context
from assessments.engine.indicators.registry import Measure, Measured, indicator

CAUSES = (
    "overdue",
    "score_drop",
    "abnormal_transactions",
    "risk_preference",
    "agreement_breach",
    "maintenance",
    "identity_verification",
)


def _named(cause: str, naming: Mapping[str, Sequence[str]]) -> Measured:
    found = naming.get(cause, ())
    return Measured(len(found), tuple(found))


def _stated(cause: str) -> Measure:
    def measure(context: Context) -> Measured:
        if cause == "maintenance":
            return _named(cause, context.naming(context.standing.maintenance))
        return _named(cause, context.stated)

    return measure


def _said(cause: str) -> Measure:
    def measure(context: Context) -> Measured:
        return _named(cause, context.said)

    return measure


for _cause in CAUSES:
    indicator(
        f"stated_{_cause}",
        "texts",
        f"Current notices and displays that give {_cause} as cause.",
        window="now",
        source=("notices", "displays", "platform_events") if _cause == "maintenance" else ("notices", "displays"),
    )(_stated(_cause))
    indicator(
        f"said_{_cause}",
        "statements",
        f"Statements in which the client names {_cause}.",
        window="ever",
        source=("statements",),
    )(_said(_cause))


@indicator(
    "stated_days_overdue",
    "calendar days",
    "The most days overdue that a current notice names (0: none).",
    window="now",
    source=(
        "displays",
        "notices",
    ),
)
def stated_days_overdue(context: Context) -> Measured:
    named = []
    for name in context.standing.current:
        reading = context.readings.get(name)
        if reading and reading.days_overdue and not reading.warnings:
            named.append((reading.days_overdue, name))
    longest = max((days for days, _ in named), default=0)
    return Measured(longest, tuple(sorted(name for days, name in named if days == longest)))
