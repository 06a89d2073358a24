"""What the steps of an evaluation hand to the later ones (referral, plan, what would change)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from assessments.engine.assessment import Cause, Conflict, Gap, Risk, Status, Warning_
from assessments.engine.evidence import Account, Evidence

if TYPE_CHECKING:
    from assessments.engine.notices import NoticeReading


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrears:
    """What is overdue today: `amount` still unpaid, `days` since the oldest unpaid due date (0: nothing).

    `creditors` are the institutions an official report names with money overdue, at any lender.
    """

    amount: Decimal | None = None
    days: int = 0
    oldest_due_on: date | None = None
    evidence: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything concluded before the plan. `evidence` holds visible items only; `today` is in the account's zone."""

    account: Account
    evidence: Evidence
    today: date
    state: Status
    causes: tuple[Cause, ...]
    risk: Risk
    warnings: tuple[Warning_, ...]
    conflicts: tuple[Conflict, ...]
    gaps: tuple[Gap, ...]
    arrears: Arrears
    readings: Mapping[str, NoticeReading]  # by notice id
    indicators: Mapping[str, object]  # by indicator name; values.UNKNOWN where evidence lacks
