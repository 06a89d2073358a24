"""What a withdrawal sets in motion. Higher apps register their part when they are ready; it runs in the withdrawal's
own transaction, so that the consent ends together with what rested on it, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.consents.models import Consent

Consequence = Callable[[Any, Consent, datetime], None]
"""consequence(actor, consent, at)"""

_consequences: dict[str, list[Consequence]] = {}


def on_withdrawal(purpose: str, consequence: Consequence) -> None:
    _consequences.setdefault(purpose, []).append(consequence)


def follow(actor: Any, consent: Consent, at: datetime) -> None:
    for consequence in _consequences.get(consent.purpose, ()):
        consequence(actor, consent, at)
