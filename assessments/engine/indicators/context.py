"""What indicators look at: visible evidence, the moment, the pack's limits, and what the status step found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol

from assessments.engine.evidence import Account, Drawdown, Evidence, Repayment
from assessments.engine.findings import Arrears
from assessments.engine.indicators.arrears import find_arrears
from assessments.engine.indicators.ledger import Instalment, settle
from assessments.engine.indicators.months import MonthMark, OwnNames, Recorded, month_number, months_with, read_records
from assessments.engine.indicators.reports import ReportNow, newest_reports
from assessments.engine.moment import Moment, year_before
from assessments.engine.values import UNKNOWN, Kleene


class Reading(Protocol):
    """The part of a notice's reading that indicators use."""

    @property
    def status(self) -> str: ...
    @property
    def causes(self) -> tuple[str, ...]: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def days_overdue(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status step hands on.

    `current` are the notices and displays that speak about the present restriction; `blocked` whether money can
    not be drawn; `maintenance` the evidence that a running maintenance explains it.
    """

    blocked: Kleene = UNKNOWN
    current: frozenset[str] = frozenset()
    maintenance: tuple[str, ...] = ()


@dataclass(frozen=True)
class Context:
    evidence: Evidence
    account: Account
    moment: Moment
    limits: Mapping[str, int]
    bands: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    own_names: OwnNames = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    standing: Standing = Standing()

    @cached_property
    def ledger(self) -> tuple[Instalment, ...]:
        today = self.moment.today
        return tuple([settle(item, today) for item in self.evidence.repayments])

    @cached_property
    def unpaid(self) -> tuple[Instalment, ...]:
        """The instalments overdue today."""
        return tuple([part for part in self.ledger if part.open])

    @cached_property
    def due_in_month(self) -> Mapping[int, list[int]]:
        """Where in the ledger the instalments of a month stand, by the month's number."""
        found = defaultdict(list)
        for place, part in enumerate(self.ledger):
            found[month_number(part.due_on)].append(place)
        return found

    @cached_property
    def own_months(self) -> Mapping[int, MonthMark]:
        return months_with(self.recorded.own, self._due(self.ledger, self.due_in_month), self.limits["late_grace_days"])

    @cached_property
    def months(self) -> list[MonthMark]:
        return [*self.own_months.values(), *self.recorded.others]

    @cached_property
    def last_year(self) -> list[MonthMark]:
        """Account-months due in the last 12 months, or late until then by a payment of a known day."""
        return [*_since(year_before(self.moment.today), self.own_months.values()), *self.others_last_year]

    @cached_property
    def others_last_year(self) -> list[MonthMark]:
        return _since(year_before(self.moment.today), self.recorded.others)

    @cached_property
    def recorded(self) -> Recorded:
        return read_records(self.evidence, self.own_names)

    @cached_property
    def report(self) -> ReportNow | None:
        """The newest report, unless it is too old to speak of today."""
        return newest_reports(self.evidence, self.moment, self.own_names, self.limits["report_fresh_days"])

    @cached_property
    def arrears(self) -> Arrears | None:
        """What is overdue today; None where nothing says."""
        return find_arrears(self)

    def within(self, when: datetime, days: int) -> bool:
        """Whether an instant lies in the window of `days` times 24 hours that ends at the moment, edges included."""
        return self.moment.as_of - when <= timedelta(days=days)

    def with_repayments(self, repayments: tuple[Repayment, ...]) -> Context:
        """The same with these instead, each due on its day; what they have no part in is not worked out again."""
        ledger, touched = list(self.ledger), set()
        for at, (one, other) in enumerate(zip(repayments, self.evidence.repayments, strict=True)):
            if one is not other:
                ledger[at] = settle(one, self.moment.today)
                touched.add(month_number(other.due_on))
        changed = replace(self, evidence=replace(self.evidence, repayments=repayments))
        changed.__dict__.update(
            ledger=tuple(ledger),
            own_months=self._months_with(ledger, touched),
            recorded=self.recorded,
            others_last_year=self.others_last_year,
            report=self.report,
        )
        return changed

    def _months_with(self, ledger: Sequence[Instalment], touched: Collection[int]) -> dict[int, MonthMark]:
        """The account's months where instalments changed in those of the numbers `touched` alone."""
        kept = {number: said for number, said in self.own_months.items() if number not in touched}
        recorded = {number: said for number, said in self.recorded.own.items() if number in touched}
        return kept | months_with(recorded, self._due(ledger, touched), self.limits["late_grace_days"])

    def _due(self, ledger: Sequence[Instalment], numbers: Iterable[int]) -> list[tuple[int, Instalment]]:
        """What is due in the months of these numbers."""
        return [(number, ledger[place]) for number in numbers for place in self.due_in_month[number]]

    def drawn_within(self, days: int) -> list[Drawdown]:
        found = self._drawn.get(days)
        if found is None:
            window, now = timedelta(days=days), self.moment.as_of
            found = self._drawn[days] = [each for each in self.evidence.drawdowns if now - each.at <= window]
        return found

    @cached_property
    def _drawn(self) -> dict[int, list[Drawdown]]:
        """By length of window; several indicators ask for the same."""
        return {}

    @cached_property
    def stated(self) -> Mapping[str, list[str]]:
        """The current notices and displays that give a cause, by cause; likely phishing gives none."""
        return self.naming(self.standing.current)

    @cached_property
    def said(self) -> Mapping[str, list[str]]:
        """The statements in which the client names a cause, by cause."""
        return self.naming([each.id for each in self.evidence.statements])

    def naming(self, ids: Iterable[str]) -> Mapping[str, list[str]]:
        """Which of these texts name which cause."""
        found: dict[str, list[str]] = {}
        for name in sorted(ids):
            reading = self.readings.get(name)
            if reading and not reading.warnings:
                for cause in reading.causes:
                    found.setdefault(cause, []).append(name)
        return found


def _since(day: date, months: Iterable[MonthMark]) -> list[MonthMark]:
    """Those due after that day, or late until after it by a payment of a known day."""
    return [each for each in months if each.on > day or (each.mark and each.over_on is not None and each.over_on > day)]
