"""What is missing, what it would decide, and how to get it, in the order in which it helps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from assessments.engine.assessment import Gap, Message, Status
from assessments.engine.indicators import Context
from assessments.engine.packs.tables import GapSpec


def find_gaps(context: Context, state: Status, specs: Iterable[GapSpec]) -> tuple[Gap, ...]:
    """Only what may still decide something: where arrears are known, everything does."""
    newest = _newest(context)
    settled = None if context.arrears and context.arrears.days else state.status_detail
    return tuple(
        Gap(spec.missing, Message(f"gap.{spec.missing}.decides"), Message(f"gap.{spec.missing}.how"))
        for spec in specs
        if settled not in spec.needless_in and _is_open(context, newest[spec.missing], spec.fresh_days)
    )


def _is_open(context: Context, newest: date | None, fresh_days: int | None) -> bool:
    if newest is None:
        return True
    return fresh_days is not None and context.moment.days_since(newest) > fresh_days


def _newest(context: Context) -> dict[str, date | None]:
    """The day of the newest item that would fill each gap; likely phishing fills none."""
    evidence = context.evidence
    phishing = {name for name, reading in context.readings.items() if reading.warnings}
    real = [item for item in evidence.notices if item.id not in phishing]
    screens = [item for item in evidence.displays if item.id not in phishing]
    paid = [item.due_on for item in evidence.repayments] + [item.month for item in evidence.repayment_months]
    return {
        "display": _last(context, [item.observed_at for item in screens]),
        "notice": _last(context, [item.received_at for item in real]),
        "repayment": max(paid, default=None),
        "credit_report": max([item.issued_on for item in evidence.credit_reports], default=None),
        "score": max([item.read_on for item in evidence.scores], default=None),
        "drawdown": _last(context, [item.at for item in evidence.drawdowns]),
    }


def _last(context: Context, times: list[datetime]) -> date | None:
    return context.moment.day_of(max(times)) if times else None
