"""What one notice says, as frozen data: nothing here is weighed against other evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

CAUSES: tuple[str, ...] = (
    "overdue",
    "score_drop",
    "abnormal_transactions",
    "risk_preference",
    "agreement_breach",
    "maintenance",
    "identity_verification",
)
NO_CAUSE = "insufficient_information"
LIKELY_FRAUD = "likely_fraud"


class Span(NamedTuple):
    """Words of the original text: Python character offsets, `end` excluded, and what they mean.

    `means` is language-free: `status:closed`, `cause:overdue`, `not_counted:negated`, `advice`, `contact`,
    `reply_by`, `period`, `amount`, `days_overdue`, `permanent`, `returns_when`, `fraud:link`.
    """

    start: int
    end: int
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeReading:
    """`temporary` means worded as passing. `causes` is empty for `normal` and for a closure the client asked for.

    `period_days` is None where the text counts in months or only names an end; `ends_on` is a stated end of the
    restriction. `advice` and `contacts` hold the matched words, a swindler's too: the warning says what they are worth.
    """

    status: str  # normal | suspended | closed | unknown
    temporary: bool = False
    causes: tuple[str, ...] = (NO_CAUSE,)
    advice: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    reply_by: date | None = None
    period: str | None = None
    period_days: int | None = None
    ends_on: date | None = None
    amounts: tuple[Decimal, ...] = ()
    days_overdue: int | None = None
    permanent: bool = False
    restored: bool = False
    own_closing: bool = False
    returns_when: str | None = None
    warnings: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


def reading_data(reading: NoticeReading) -> dict[str, object]:
    """The reading as one item of the API's `results`: dates ISO, amounts as decimal strings with two places."""
    return {
        "status": reading.status,
        "temporary": reading.temporary,
        "causes": list(reading.causes),
        "advice": list(reading.advice),
        "contacts": list(reading.contacts),
        "reply_by": reading.reply_by.isoformat() if reading.reply_by else None,
        "period": reading.period,
        "amounts": [f"{amount:.2f}" for amount in reading.amounts],
        "warnings": list(reading.warnings),
        "spans": [{"start": span.start, "end": span.end, "means": span.means} for span in reading.spans],
    }
