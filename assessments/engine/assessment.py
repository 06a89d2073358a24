"""The answer of an evaluation as frozen, language-free data; field names are the contract's JSON keys.

A text is a `Message`: a key of the pack's wording catalogue and its parameters. `wording` turns it
into words when it is read; nothing here knows a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Message:
    key: str
    params: Mapping[str, Param] = field(default_factory=dict)


Param = str | int | Decimal | date | datetime | Message | tuple["Param", ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, what it says, and the ids of the evidence it stands on."""

    rule: str
    text: Message
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`status`: normal, suspended, closed, unknown. `temporary` True, False or None (not known)."""

    status: str
    status_detail: str
    status_confidence: str
    status_reasons: tuple[Reason, ...]
    temporary: bool | None = None
    returns_when: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    cause: str
    support: str  # strong | moderate | weak
    basis: str  # stated | inferred | both
    score: int  # whole points; shown as a number in the answer
    for_: tuple[Reason, ...]
    against: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Signal:
    signal: str
    level: str  # low | elevated | high | severe
    text: Message
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    level: str  # unknown | low | elevated | high | severe
    points: int
    signals: tuple[Signal, ...] = ()
    probability: Decimal | None = None
    meaning: Message | None = None


@dataclass(frozen=True, slots=True)
class Warning_:
    warning: str
    text: Message
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    between: tuple[str, ...]
    text: Message


@dataclass(frozen=True, slots=True)
class Gap:
    missing: str
    decides: Message
    how: Message


@dataclass(frozen=True, slots=True)
class Change:
    if_: Message
    then: Message


@dataclass(frozen=True, slots=True)
class ReferralReason:
    code: str
    text: Message
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    recommended: bool
    reasons: tuple[ReferralReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDeadline:
    """`due_on` is the exact day; `check_on` the next working day on which to look whether it was kept.

    `citation` is a message key (`fact.<key>` for a fact of the pack) or the id of the notice that names the date.
    `provisional`: no holiday table is known for a year in it, so only weekends count as free.
    """

    clock: str  # client | lender | regulator | court
    days: int
    counting: str  # calendar | working
    from_: date
    due_on: date
    check_on: date
    citation: str
    verification: str  # text_seen | from_memory
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """`because`: the situations that call for the step (`packs.situations`)."""

    action: str
    title: Message
    why: Message
    actor: str  # client | advisor | lawyer | lender | regulator
    done_when: Message
    after: tuple[str, ...] = ()
    urgent: bool = False
    deadline: PlanDeadline | None = None
    citations: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    evidence: str
    because: Message


@dataclass(frozen=True, slots=True)
class PackRef:
    key: str
    version: str
    digest: str  # "sha256:<hex>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The whole answer. `as_of` is in UTC."""

    state: Status
    causes: tuple[Cause, ...]
    risk: Risk
    warnings: tuple[Warning_, ...]
    conflicts: tuple[Conflict, ...]
    gaps: tuple[Gap, ...]
    what_would_change: tuple[Change, ...]
    referral: Referral
    plan: tuple[PlanStep, ...]
    ignored: tuple[Ignored, ...]
    pack: PackRef
    engine_version: str
    input_digest: str
    as_of: datetime
