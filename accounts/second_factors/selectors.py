from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.access.decide import scope
from accounts.second_factors.models import RecoveryCode


@dataclass(frozen=True)
class Enrolment:
    enrolled: bool
    since: datetime | None
    recovery_codes_left: int


def enrolment_of(actor: Any) -> Enrolment:
    left = scope(actor, RecoveryCode).filter(used_at=None).count()
    return Enrolment(actor.second_factor_since is not None, actor.second_factor_since, left)
