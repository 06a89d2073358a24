"""What a person should look at at once: likely fraud, alleged fraud, limitation, danger to the client."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from assessments.engine.assessment import Message, Warning_
from assessments.engine.evidence import Display, Notice
from assessments.engine.indicators import Context
from assessments.engine.packs.tables import WarningWords

LIKELY_FRAUD = "likely_fraud"


def find_warnings(context: Context, words: Iterable[WarningWords]) -> tuple[Warning_, ...]:
    """One warning of a kind, with all the evidence for it; in order of name."""
    said = [_Text(item.id, item.text.lower()) for item in context.evidence.statements]
    told = list(_told(context))
    found = {spec.name: _naming(spec, said, told) for spec in words}
    found[LIKELY_FRAUD] = sorted(name for name, reading in context.readings.items() if LIKELY_FRAUD in reading.warnings)
    found["limitation_unclear"] = _limitation(context)
    return tuple(_warning(name, ids) for name, ids in sorted(found.items()) if ids)


def _warning(name: str, ids: Iterable[str]) -> Warning_:
    return Warning_(name, Message(f"warning.{name}"), tuple(ids))


class _Text(NamedTuple):
    """A text in lower case, and the causes that it was read to give."""

    id: str
    text: str
    causes: tuple[str, ...] = ()


def _told(context: Context) -> Iterator[_Text]:
    seen: tuple[Notice | Display, ...] = (*context.evidence.notices, *context.evidence.displays)
    for item in seen:
        if item.text:
            reading = context.readings.get(item.id)
            yield _Text(item.id, item.text.lower(), reading.causes if reading else ())


def _naming(spec: WarningWords, said: list[_Text], told: list[_Text]) -> list[str]:
    texts = said if "statements" in spec.where else []
    if "notices" in spec.where:
        wanted = frozenset(spec.only_causes)
        texts = texts + [each for each in told if not wanted or not wanted.isdisjoint(each.causes)]
    found = spec.pattern.search
    return sorted(each.id for each in texts if found(each.text))


def _limitation(context: Context) -> list[str]:
    """Open arrears whose newest due day, payment, demand or court paper lies beyond the limitation period."""
    found = context.arrears
    if found is None or not found.days or not found.oldest_due_on:
        return []
    newest = max(_signs_of_life(context), default=None)
    limit = context.limits["limitation_years"]
    if newest is None or _years_after(newest, limit) > context.moment.today:
        return []
    return list(found.evidence)


def _signs_of_life(context: Context) -> Iterator[date]:
    yield from (part.due_on for part in context.ledger if part.open)
    yield from (part.settled_on for part in context.ledger if part.settled_on)
    for instalment in context.evidence.repayments:
        yield from (payment.paid_on for payment in instalment.payments)
        yield from (instalment.paid_on,) if instalment.paid_on else ()
    yield from (paper.served_on for paper in context.evidence.legal_papers)
    for item in context.evidence.notices:
        reading = context.readings.get(item.id)
        if reading and not reading.warnings and ("overdue" in reading.causes or reading.days_overdue):
            yield context.moment.day_of(item.received_at)


def _years_after(day: date, years: int) -> date:
    year = min(day.year + years, date.max.year)
    return day.replace(year=year, day=28 if (day.month, day.day) == (2, 29) else day.day)
