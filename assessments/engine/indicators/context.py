"""What indicators look at: visible evidence, the moment, the pack's limits, and what the status step found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Protocol

from assessments.engine.evidence import Account, Drawdown, Evidence, Repayment
from assessments.engine.findings import Arrears
from assessments.engine.indicators.arrears import find_arrears
from assessments.engine.indicators.ledger import Instalment, settle
from assessments.engine.indicators.months import MonthMark, MonthTable, OwnNames, Recorded, build_months, read_records
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
        return tuple(settle(item, self.moment.today) for item in self.evidence.repayments)

    @cached_property
    def unpaid(self) -> tuple[Instalment, ...]:
        """The instalments overdue today."""
        return tuple([part for part in self.ledger if part.open])

    @cached_property
    def months(self) -> MonthTable:
        return build_months(self.recorded, self.ledger, self.limits["late_grace_days"])

    @cached_property
    def last_year(self) -> list[MonthMark]:
        """Account-months due in the last 12 months, or late until then by a payment of a known day."""
        since = year_before(self.moment.today)
        return [entry for entry in self.months if entry.on > since or (entry.mark and _still_late(entry, since))]

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
        """The same with these instalments instead, one for one; what they have no part in is not worked out again."""
        pairs = zip(repayments, self.evidence.repayments, self.ledger, strict=True)
        ledger = tuple(part if one is other else settle(one, self.moment.today) for one, other, part in pairs)
        changed = replace(self, evidence=replace(self.evidence, repayments=repayments))
        changed.__dict__.update(ledger=ledger, recorded=self.recorded, report=self.report)
        return changed

    def drawn_within(self, days: int) -> list[Drawdown]:
        window, now = timedelta(days=days), self.moment.as_of
        return [each for each in self.evidence.drawdowns if now - each.at <= window]


def _still_late(entry: MonthMark, since: date) -> bool:
    return entry.over_on is not None and entry.over_on > since
