"""Indicators of drawing money: how often, how much, to whom, and how much of the limit is used."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from assessments.engine.evidence import Display, Drawdown
from assessments.engine.indicators.context import Context
from assessments.engine.indicators.registry import NOT_KNOWN, Measured, indicator

_NO_DRAWS = "no drawdown is known"


def _count(context: Context, draws: Iterable[Drawdown]) -> Measured:
    if not context.evidence.drawdowns:
        return NOT_KNOWN
    ids = tuple(each.id for each in draws)
    return Measured(len(ids), ids)


def _total(draws: Iterable[Drawdown]) -> Decimal:
    return sum((each.amount for each in draws), Decimal(0))


@indicator(
    "drawdowns_7d",
    "draws",
    "Draws in the short window, to the hour.",
    window="borrowing_short_days",
    source=("drawdowns",),
    unknown_when=_NO_DRAWS,
)
def drawdowns_7d(context: Context) -> Measured:
    return _count(context, context.drawn_within(context.limits["borrowing_short_days"]))


@indicator(
    "drawdowns_30d",
    "draws",
    "Draws in the long window, to the hour.",
    window="borrowing_long_days",
    source=("drawdowns",),
    unknown_when=_NO_DRAWS,
)
def drawdowns_30d(context: Context) -> Measured:
    return _count(context, context.drawn_within(context.limits["borrowing_long_days"]))


@indicator(
    "drawn_amount_30d",
    "account currency",
    "Money drawn in the long window.",
    window="borrowing_long_days",
    source=("drawdowns",),
    unknown_when=_NO_DRAWS,
)
def drawn_amount_30d(context: Context) -> Measured:
    draws = context.drawn_within(context.limits["borrowing_long_days"])
    if not context.evidence.drawdowns:
        return NOT_KNOWN
    return Measured(_total(draws), tuple(each.id for each in draws))


@indicator(
    "investment_draws",
    "draws",
    "Draws that went to an investment, at any time.",
    window="ever",
    source=("drawdowns",),
    unknown_when=_NO_DRAWS,
)
def investment_draws(context: Context) -> Measured:
    return _count(context, [each for each in context.evidence.drawdowns if each.counterparty == "investment"])


@indicator(
    "self_share_30d",
    "percent",
    "Share of the money that went to oneself.",
    window="borrowing_long_days",
    source=("drawdowns",),
    unknown_when="nothing was drawn",
)
def self_share_30d(context: Context) -> Measured:
    return _share(context, "self")


@indicator(
    "merchant_share_30d",
    "percent",
    "Share of the money paid to merchants.",
    window="borrowing_long_days",
    source=("drawdowns",),
    unknown_when="nothing was drawn",
)
def merchant_share_30d(context: Context) -> Measured:
    return _share(context, "merchant")


def _share(context: Context, counterparty: str) -> Measured:
    draws = context.drawn_within(context.limits["borrowing_long_days"])
    total = _total(draws)
    if total <= 0:
        return NOT_KNOWN
    those = [each for each in draws if each.counterparty == counterparty]
    return Measured(int(_total(those) * 100 // total), tuple(each.id for each in those))


@indicator(
    "limit_used_percent",
    "percent",
    "Use of this account's limit: what is owed against the newest limit seen, else what a usable display shows.",
    window="newest",
    source=("displays",),
    unknown_when="no limit was seen, or a blocked display shows nothing available",
)
def limit_used_percent(context: Context) -> Measured:
    seen = [each for each in context.evidence.displays if each.limit_total]
    owed = context.account.outstanding_amount
    if seen and owed is not None:
        return _used(owed, seen[-1])
    if not seen or not _tells_use(seen[-1]):
        return NOT_KNOWN
    newest = seen[-1]
    return _used((newest.limit_total or Decimal(0)) - (newest.limit_available or Decimal(0)), newest)


def _tells_use(seen: Display) -> bool:
    """A blocked screen often shows nothing available, whatever is owed."""
    if seen.limit_available is None:
        return False
    return seen.limit_available > 0 or seen.can_draw is True


def _used(used: Decimal, seen: Display) -> Measured:
    total = seen.limit_total or Decimal(1)
    return Measured(max(0, int(used * 100 // total)), (seen.id,))
