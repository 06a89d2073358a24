"""Indicators of what the platform announced and of court papers."""

from __future__ import annotations

from assessments.engine.evidence import PlatformEvent
from assessments.engine.indicators.context import Context
from assessments.engine.indicators.registry import Measured, indicator


def _running(context: Context, event: PlatformEvent) -> bool:
    return event.ends_at is None or event.ends_at > context.moment.as_of


@indicator(
    "maintenance_running",
    "events",
    "Announced maintenance that runs at the moment.",
    window="now",
    source=("platform_events",),
)
def maintenance_running(context: Context) -> Measured:
    ids = [e.id for e in context.evidence.platform_events if e.kind == "maintenance" and _running(context, e)]
    return Measured(len(ids), tuple(ids))


@indicator(
    "maintenance_blocks",
    "pieces of evidence",
    "Running maintenance that explains why no money can be drawn.",
    window="now",
    source=(
        "platform_events",
        "displays",
        "notices",
    ),
)
def maintenance_blocks(context: Context) -> Measured:
    events = {event.id for event in context.evidence.platform_events}
    ids = [name for name in context.standing.maintenance if name in events]
    return Measured(len(ids), tuple(sorted(ids)))


@indicator(
    "maintenance_over",
    "events",
    "Maintenance that ended in the last days and so does not explain today.",
    window="maintenance_over_days",
    source=("platform_events",),
)
def maintenance_over(context: Context) -> Measured:
    days = context.limits["maintenance_over_days"]
    ids = [
        event.id
        for event in context.evidence.platform_events
        if event.kind == "maintenance" and event.ends_at and not _running(context, event)
        if context.within(event.ends_at, days)
    ]
    return Measured(len(ids), tuple(ids))


@indicator(
    "policy_changes",
    "events",
    "Announced changes of policy that began in the window and still run.",
    window="policy_window_days",
    source=("platform_events",),
)
def policy_changes(context: Context) -> Measured:
    days = context.limits["policy_window_days"]
    ids = [
        event.id
        for event in context.evidence.platform_events
        if event.kind == "policy_change" and _running(context, event) and context.within(event.starts_at, days)
    ]
    return Measured(len(ids), tuple(ids))


@indicator(
    "court_papers",
    "papers",
    "Court papers about money owed, other than a call to mediation.",
    window="ever",
    source=("legal_papers",),
)
def court_papers(context: Context) -> Measured:
    ids = [paper.id for paper in context.evidence.legal_papers if paper.kind != "mediation_call"]
    return Measured(len(ids), tuple(ids))


@indicator(
    "blocked",
    "truth",
    "Whether money cannot be drawn.",
    window="now",
    source=(
        "displays",
        "notices",
        "statements",
        "platform_events",
        "credit_reports",
    ),
    unknown_when="the status is not known",
)
def blocked(context: Context) -> Measured:
    return Measured(context.standing.blocked, tuple(sorted(context.standing.current)))


@indicator(
    "usable",
    "truth",
    "Whether the account is seen to be usable; false also where nothing is known.",
    window="now",
    source=(
        "displays",
        "notices",
        "statements",
        "platform_events",
        "credit_reports",
    ),
)
def usable(context: Context) -> Measured:
    return Measured(context.standing.blocked is False)
