"""What a backtest kept of an account's changes, in the reader's words."""

from __future__ import annotations

from typing import Any

from assessments.engine import Shift
from assessments.evaluations.rendering import language_of_request
from assessments.evaluations.shifts import shift_text


def told_change(kept: dict[str, Any]) -> str:
    given = dict(kept)
    said = given.pop("said").get(language_of_request(), "")
    return shift_text(Shift(**given), said)
