"""Reports as tables, for pages and spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from io import StringIO
from typing import Any

from django.utils.translation import gettext_lazy as _

RISKS = {
    "next_action_overdue": _("the next action is overdue"),
    "no_action_soon": _("nothing is to be done for a month"),
    "deadline_missed": _("a deadline was missed and its step is not done"),
}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Sequence[Any], kind: type[Any]) -> str:
    """With the API's names as its head. A text that a spreadsheet would reckon with is quoted."""
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([one.name for one in fields(kind)])
    writer.writerows([_cell(value) for value in astuple(row)] for row in rows)
    return "\ufeff" + file.getvalue()  # spreadsheets then take it for UTF-8


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(str, value))
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def risk_words(codes: Iterable[str]) -> str:
    return "; ".join(str(RISKS[code]) for code in codes)
