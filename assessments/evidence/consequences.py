"""What a piece of evidence sets in motion. Higher apps register their part when they are ready; it runs in the
transaction that records or corrects, so that nothing waits for somebody to look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from assessments.evidence.models import Recorded

Consequence = Callable[[Any, Any, datetime], None]
"""consequence(actor, row, at)"""
ConsequenceOfAll = Callable[[Any, Sequence[Any], datetime], None]

_of_recording: dict[type[Recorded], list[Consequence]] = {}
_of_recording_all: dict[type[Recorded], list[ConsequenceOfAll]] = {}
_of_correcting: list[Consequence] = []


def on_recorded(model: type[Recorded], consequence: Consequence) -> None:
    _of_recording.setdefault(model, []).append(consequence)


def on_all_recorded(model: type[Recorded], consequence: ConsequenceOfAll) -> None:
    """Called once for what was recorded together."""
    _of_recording_all.setdefault(model, []).append(consequence)


def on_corrected(consequence: Consequence) -> None:
    """`row` is the correction or withdrawal, of whatever kind; `row.supersedes` is what it stands for."""
    _of_correcting.append(consequence)


def after_recording(actor: Any, row: Recorded, at: datetime) -> None:
    for consequence in _of_recording.get(type(row), ()):
        consequence(actor, row, at)


def after_recording_all(actor: Any, rows: Sequence[Recorded], at: datetime) -> None:
    for consequence in _of_recording_all.get(type(rows[0]), ()) if rows else ():
        consequence(actor, rows, at)


def after_correcting(actor: Any, row: Recorded, at: datetime) -> None:
    for consequence in _of_correcting:
        consequence(actor, row, at)
