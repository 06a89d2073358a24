"""A piece of evidence in few words, for pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from assessments.evidence.kinds import kind_of
from assessments.evidence.models import Recorded

LONGEST = 120


def label(row: Recorded) -> str:
    """The kind and its day, and the sum of an instalment: enough to know the piece among the others."""
    moment = getattr(row, kind_of(type(row)).happened)
    if isinstance(moment, datetime):
        moment = date_format(timezone.localtime(moment), "Y-m-d H:i")
    due = getattr(row, "amount_due", None)
    return f"{row._meta.verbose_name} {moment}" + (f" · {due}" if due is not None else "")


def cell(row: Recorded, name: str) -> Any:
    """A column as tables show it: codes in words, long texts cut, lists counted."""
    value = getattr(row, name)
    if isinstance(value, list):
        return len(value)
    if spoken := getattr(row, f"get_{name}_display", None):
        return spoken()
    return value[:LONGEST] if isinstance(value, str) else value
