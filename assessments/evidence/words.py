"""A piece of evidence in few words, for pages."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format

from assessments.evidence.kinds import kind_of
from assessments.evidence.models import Recorded, Repayment


def happened(row: Recorded) -> date | datetime:
    """When it happened, as exactly as the kind knows."""
    moment: date | datetime = getattr(row, kind_of(type(row)).happened)
    return moment


def label(row: Recorded) -> str:
    """The kind and its day: enough to know the piece among the others."""
    moment = happened(row)
    if isinstance(moment, datetime):
        return f"{row._meta.verbose_name} {date_format(timezone.localtime(moment), 'Y-m-d H:i')}"
    if isinstance(row, Repayment):
        return f"{row._meta.verbose_name} {row.due_on} · {row.amount_due}"
    return f"{row._meta.verbose_name} {moment}"
