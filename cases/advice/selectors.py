from __future__ import annotations

import hmac
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.advice.models import Advice, AdviceAnswer
from config import clock

SHARE, LEAST = 10, 3  # of a month's advice: every tenth piece, at least three


def list_advice(actor: Any) -> QuerySet[Advice]:
    """Each with its answers and its review."""
    return scope(actor, Advice).select_related("review").prefetch_related("answers")


def answers_of(actor: Any, advice: Advice) -> QuerySet[AdviceAnswer]:
    return scope(actor, AdviceAnswer).filter(advice=advice).order_by("created_at", "id")


def drawn_for_review(actor: Any, month: date) -> list[Advice]:
    """The month's random sample of the actor's office. The lot hangs on month, office and the piece itself: whoever
    draws again, later, gets the same. Nobody who gives advice can know it beforehand without the whole month's list.
    """
    begin = clock.start_of_day(month, actor.office.zone)
    end = clock.start_of_day(_next(month), actor.office.zone)
    idents = _recorded(actor, begin, end)
    count = min(len(idents), max(LEAST, -(-len(idents) // SHARE)))
    chosen = sorted(idents, key=lambda ident: _lot(month, actor.office_id, ident))[:count]
    rows = {row.pk: row for row in list_advice(actor).filter(pk__in=chosen)}
    return [rows[ident] for ident in chosen]


def _recorded(actor: Any, begin: datetime, end: datetime) -> list[Any]:
    """By when it was recorded: a month that is over gets no further piece."""
    rows = scope(actor, Advice).filter(created_at__gte=begin, created_at__lt=end)
    return list(rows.values_list("pk", flat=True))


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _lot(month: date, office: Any, ident: Any) -> str:
    return hmac.new(f"{month:%Y-%m} {office}".encode(), str(ident).encode(), "sha256").hexdigest()
