"""A live case whose owner left, changed work or lost sight of it goes to the client's advisor or a supervisor."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts.access import registry
from accounts.audit.services import record
from accounts.people.models import Person
from cases.files.models import LIVE, CaseFile
from cases.files.services import ledger
from cases.reminders.services.schedule import readdress

_UNFIT = (
    Q(owner__is_active=False)
    | ~Q(owner__office=F("office"))
    | ~Q(owner__role__in=registry.CASEWORKERS)
    | (Q(owner__role=registry.ADVISOR) & ~Q(owner=F("client__advisor")))
)


def ownerless_cases() -> QuerySet[CaseFile]:
    """Live cases that nobody works on; each is an alert until somebody does."""
    return CaseFile.objects.filter(_UNFIT, state__in=LIVE)


def mend_owners(*, at: datetime, limit: int = 200) -> int:
    return sum(_mend(case, at) for case in ownerless_cases().order_by("id")[:limit])


@transaction.atomic
def _mend(case: CaseFile, at: datetime) -> bool:
    case = ledger.locked(case)
    owner = _successor(case) if ownerless_cases().filter(pk=case.pk).exists() else None
    if owner is None:
        return False
    case.change(at=at, owner=owner)
    readdress(case, at=at)
    record(actor=None, act="hand_over", row=case, at=at, fields=["owner"])
    return True


def _successor(case: CaseFile) -> Person | None:
    advisor = case.client.advisor
    if advisor.is_active and advisor.role in registry.CASEWORKERS:
        return advisor
    supervisors = Person.objects.filter(office_id=case.office_id, role=registry.SUPERVISOR, is_active=True)
    return supervisors.order_by("created_at", "id").first()
