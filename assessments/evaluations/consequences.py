"""What an evaluation that is kept sets in motion. Higher apps register their part when they are ready; it runs in the
transaction that stores the assessment, before the row is there: so it takes its locks in the order of other acts."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Consequence = Callable[[UUID], None]
"""consequence(account_id)"""

_of_storing: list[Consequence] = []


def on_stored(consequence: Consequence) -> None:
    _of_storing.append(consequence)


def before_storing(account_id: UUID) -> None:
    for consequence in _of_storing:
        consequence(account_id)
