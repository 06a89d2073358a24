"""What a person should look at at once: likely fraud, alleged fraud, limitation, danger to the client."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

from assessments.engine.assessment import Message, Warning_
from assessments.engine.dated import DatedValue
from assessments.engine.evidence import Display, Notice
from assessments.engine.indicators import Context
from assessments.engine.packs.tables import WHERE, WarningWords

LIKELY_FRAUD = "likely_fraud"


def find_warnings(
    context: Context, words: Iterable[WarningWords], limitation: DatedValue | None
) -> tuple[Warning_, ...]:
    """One warning of a kind, with all the evidence for it; in order of name. `limitation`: its years."""
    found = _worded(context, words)
    found[LIKELY_FRAUD] = [name for name, reading in context.readings.items() if LIKELY_FRAUD in reading.warnings]
    found["limitation_unclear"] = _limitation(context, limitation)
    return tuple(_warning(name, ids) for name, ids in sorted(found.items()) if ids)


def _warning(name: str, ids: Iterable[str]) -> Warning_:
    return Warning_(name, Message(f"warning.{name}"), tuple(sorted(ids)))


def _worded(context: Context, words: Iterable[WarningWords]) -> defaultdict[str, list[str]]:
    """What statements, notices and displays say in so many words, by warning."""
    found = defaultdict(list)
    of_statements, of_notices = (tuple([spec for spec in words if place in spec.where]) for place in WHERE)
    for said in context.evidence.statements:
        for spec in _spoken(said.text, of_statements):
            found[spec.name].append(said.id)
    seen: tuple[Notice | Display, ...] = (*context.evidence.notices, *context.evidence.displays)
    for item in seen:
        for spec in _spoken(item.text, of_notices) if item.text else ():
            reading = context.readings.get(item.id)
            if not spec.only_causes or (reading and not set(spec.only_causes).isdisjoint(reading.causes)):
                found[spec.name].append(item.id)
    return found


@lru_cache(maxsize=4096)
def _spoken(text: str, words: tuple[WarningWords, ...]) -> tuple[WarningWords, ...]:
    """Those whose words stand in the text; kept for as long as the readings of texts are (`Pack.read`)."""
    lowered = text.lower()
    return tuple([spec for spec in words if spec.pattern.search(lowered)])


def _limitation(context: Context, dated: DatedValue | None) -> list[str]:
    """Open arrears whose newest due day, payment, demand or court paper lies beyond the limitation in force."""
    found, limit = context.arrears, dated.get(context.moment.today) if dated else None
    if found is None or not found.days or not found.oldest_due_on or limit is None:
        return []
    newest = max([*_signs_of_paying(context), *_demands(context)], default=None)
    if newest is None or _years_after(newest, limit.count) > context.moment.today:
        return []
    return list(found.evidence)


def _signs_of_paying(context: Context) -> list[date]:
    """When something still open fell due, and when something was paid."""
    items = context.evidence.repayments
    days = [part.due_on for part in context.unpaid]
    days += [item.paid_on for item in items if item.paid_on]
    return days + [payment.paid_on for item in items for payment in item.payments]


def _demands(context: Context) -> Iterator[date]:
    """When a court paper was served, or a notice spoke of arrears."""
    yield from [paper.served_on for paper in context.evidence.legal_papers]
    for item in context.evidence.notices:
        reading = context.readings.get(item.id)
        if reading and not reading.warnings and ("overdue" in reading.causes or reading.days_overdue):
            yield context.moment.day_of(item.received_at)


def _years_after(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
