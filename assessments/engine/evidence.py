"""What is known about one account, as frozen data: the engine's only input besides pack and moment.

Every item has an `id` (the caller's own or `<kind>:<12 hex of its content>[:n]`, see `canonical`),
a `provenance` and the time it speaks of. `None` means not known. Amounts are `Decimal` in the
account's currency, instants are aware datetimes, business dates are plain dates in the account's zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Provenance(StrEnum):
    """Where an item comes from, in falling weight."""

    OFFICIAL_REPORT = "official_report"
    LENDER_ISSUED = "lender_issued"
    DOCUMENT_SEEN = "document_seen"
    CLIENT_STATED = "client_stated"


class Written:
    """What is frozen is written once: it keeps its canonical text, and the copy that was given an id (`canonical`).

    Both live and end with the object, and no copy, comparison or stored form knows of them.
    """

    __slots__ = ("_named", "_text")
    _text: str
    _named: Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Written):
    """Common to every kind; `id` is what conclusions cite."""

    id: str
    provenance: Provenance = Provenance.CLIENT_STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Display(Item):
    """What the app showed: is a limit visible, can money be drawn, and the words beside it."""

    observed_at: datetime
    shows_limit: bool | None = None
    can_draw: bool | None = None
    limit_total: Decimal | None = None
    limit_available: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Item):
    """A message of the lender or platform; channel is in_app, sms, email, call or letter."""

    received_at: datetime
    channel: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    paid_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Parts:
    """How an instalment's amount divides."""

    principal: Decimal | None = None
    interest: Decimal | None = None
    fee: Decimal | None = None
    penalty: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment(Item):
    """One instalment. `payments` wins over `paid_on`/`amount_paid` where both are given.

    `paid_on` without `amount_paid` means paid in full on that day.
    """

    due_on: date
    amount_due: Decimal
    loan_ref: str = ""
    paid_on: date | None = None
    amount_paid: Decimal | None = None
    payments: tuple[Payment, ...] = ()
    parts: Parts | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentMonth(Item):
    """One month's mark as credit reports write it: N * 1-7 C G D Z B # /. `month` is its first day."""

    month: date
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawdown(Item):
    """Money drawn; counterparty is merchant, self, relative, investment or unknown."""

    at: datetime
    amount: Decimal
    stated_use: str = ""
    counterparty: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Item):
    """A reading of a private score; scheme `zhima` runs 350-950."""

    scheme: str
    value: int
    read_on: date


@dataclass(frozen=True, slots=True)
class MonthPerformance:
    month: date
    mark: str
    overdue_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReportAccount(Written):
    """One account inside an official report. `months` runs oldest first, ending with the month of issue."""

    kind: str  # loan | credit_card
    institution: str = ""
    status: str = ""
    credit_limit: Decimal | None = None
    balance: Decimal | None = None
    overdue_amount: Decimal | None = None
    five_class: str = ""
    opened_on: date | None = None
    settled_on: date | None = None
    months: str = ""
    performance: tuple[MonthPerformance, ...] = ()


@dataclass(frozen=True, slots=True)
class Inquiry(Written):
    """A look-up of the report; hard are loan_approval, card_approval and guarantee."""

    on: date
    reason: str
    institution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditReport(Item):
    issued_on: date
    accounts: tuple[ReportAccount, ...] = ()
    inquiries: tuple[Inquiry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformEvent(Item):
    """Maintenance or a policy change that the platform announced; `ends_at` None is open-ended."""

    kind: str  # maintenance | policy_change
    starts_at: datetime
    ends_at: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPaper(Item):
    kind: str  # payment_order | summons | judgment | ruling | enforcement | arbitration | mediation_call
    served_on: date
    court: str = ""
    case_no: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Item):
    """What the client said, in the client's words."""

    made_at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All of one account's items. Order inside a kind never matters."""

    displays: tuple[Display, ...] = ()
    notices: tuple[Notice, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    repayment_months: tuple[RepaymentMonth, ...] = ()
    drawdowns: tuple[Drawdown, ...] = ()
    scores: tuple[Score, ...] = ()
    credit_reports: tuple[CreditReport, ...] = ()
    platform_events: tuple[PlatformEvent, ...] = ()
    legal_papers: tuple[LegalPaper, ...] = ()
    statements: tuple[Statement, ...] = ()

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item with its kind (the plural field name)."""
        for kind in KINDS:
            for item in getattr(self, kind):
                yield kind, item


KINDS: tuple[str, ...] = (
    "displays",
    "notices",
    "repayments",
    "repayment_months",
    "drawdowns",
    "scores",
    "credit_reports",
    "platform_events",
    "legal_papers",
    "statements",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The account in question: product key of the pack, what is owed, and where its days begin.

    `lender` and `lender_type` (one of `packs.tables.LENDER_TYPES`) are those of the contract, where it was read.
    """

    product: str | None = None
    outstanding_amount: Decimal | None = None
    currency: str = "CNY"
    zone: str = field(default="Asia/Shanghai")
    lender: str = ""
    lender_type: str | None = None
