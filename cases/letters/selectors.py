from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access.decide import scope
from cases.letters.models import Letter


def list_letters(actor: Any) -> QuerySet[Letter]:
    return scope(actor, Letter)
