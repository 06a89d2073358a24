from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access.decide import require
from accounts.audit.services import record
from accounts.offices.models import Office


@transaction.atomic
def change_office(*, actor: Any, office: Office, seen: int, changes: dict[str, Any], at: datetime) -> Office:
    require(actor, "partial_update", office)
    office.change(at=at, seen=seen, **changes)
    record(actor=actor, act="change", row=office, at=at, fields=changes)
    return office
