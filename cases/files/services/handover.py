"""Cases change hands: one whose owner left, changed work or lost sight of it goes to the client's advisor or a
supervisor by itself; a leaver's whole load goes to one person, or nothing of it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import named, require_act, scope
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.grants.access import in_force
from accounts.grants.models import Grant, GrantKind
from accounts.merges.selectors import hangs_on_person
from accounts.people.models import Person
from cases.files.models import IN_HAND, CaseFile
from cases.files.services import ledger
from cases.reminders.services.schedule import readdress
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

_UNFIT = (
    Q(owner__is_active=False)
    | ~Q(owner__office=F("office"))
    | ~Q(owner__role__in=registry.CASEWORKERS)
    | (Q(owner__role=registry.ADVISOR) & ~Q(owner=F("client__advisor")))
)


def ownerless_cases() -> QuerySet[CaseFile]:
    """Cases with something to do that nobody works on; each is an alert until somebody does."""
    return CaseFile.objects.filter(_UNFIT, IN_HAND)


def hidden_cases() -> QuerySet[CaseFile]:
    """The same where a conflict of interest hides the case from its own owner: looked for among the cases of those whom
    a bar concerns at all."""
    bars = Grant.objects.filter(in_force(), kind=GrantKind.BAR)
    own = bars.filter(hangs_on_person(OuterRef("client_id")), person_id=OuterRef("owner_id"))
    return CaseFile.objects.filter(IN_HAND, Exists(own), owner_id__in=bars.values("person_id"))


def mend_owners(*, at: datetime, limit: int = 200) -> int:
    found = (*ownerless_cases().order_by("id")[:limit], *hidden_cases().order_by("id")[:limit])
    return sum(_mend(case, at) for case in found)


@transaction.atomic
def _mend(case: CaseFile, at: datetime) -> bool:
    case = ledger.locked(case)
    lost = any(rows.filter(pk=case.pk).exists() for rows in (ownerless_cases(), hidden_cases()))
    owner = _successor(case) if lost else None
    if owner is None:
        return False
    _give(case, owner, None, at)
    return True


def _give(case: CaseFile, owner: Person, actor: Any, at: datetime) -> None:
    """With the reminders that have not gone yet."""
    case.change(at=at, owner=owner)
    readdress(case, at=at)
    record(actor=actor, act="hand_over", row=case, at=at, fields=["owner"])


def _successor(case: CaseFile) -> Person | None:
    """The client's advisor, else a supervisor; nobody whom a bar hides the case from."""
    advisor = case.client.advisor
    supervisors = Person.objects.filter(office_id=case.office_id, role=registry.SUPERVISOR, is_active=True)
    fit = [advisor] if advisor.is_active and advisor.role in registry.CASEWORKERS else []
    able = (*fit, *supervisors.order_by("created_at", "id"))
    return next((person for person in able if scope(person, CaseFile).filter(pk=case.pk).exists()), None)


@dataclass(frozen=True)
class HandedOver:
    clients: int
    cases: int


@transaction.atomic
def hand_over(*, actor: Any, giver_id: UUID, taker_id: UUID, reason: str, at: datetime) -> HandedOver:
    """1. the giver's clients get the taker as advisor; 2. the giver's live cases get them as owner, with the reminders
    that have not gone yet. Refused as a whole where a conflict of interest bars the taker from one of the clients."""
    require_act(actor, "hand_over", "cases")
    giver = named(actor, Person, giver_id, "/from")
    taker = named(actor, Person, taker_id, "/to", is_active=True, role__in=sorted(registry.CASEWORKERS))
    if giver.pk == taker.pk:
        raise InvalidInput(_("Name somebody else."), pointer="/to")
    clients = _clients(giver, taker, at, actor)
    cases = _cases(giver, taker, at, actor, reason)
    _refuse_unseen(taker, clients)
    return HandedOver(len(clients), len(cases))


def _clients(giver: Person, taker: Person, at: datetime, actor: Any) -> list[Client]:
    clients = list(for_update(Client.objects.filter(office_id=giver.office_id, advisor=giver)).order_by("pk"))
    for client in clients:
        client.change(at=at, advisor=taker)
        record(actor=actor, act="hand_over", row=client, at=at, fields=["advisor"])
    return clients


def _cases(giver: Person, taker: Person, at: datetime, actor: Any, reason: str) -> list[CaseFile]:
    held = CaseFile.objects.filter(IN_HAND, office_id=giver.office_id, owner=giver).order_by("pk")
    cases = [ledger.locked(case) for case in held]
    for case in cases:
        ledger.trace(
            case, case, act="hand_over", origin=case.state, to=case.state, actor=actor, at=at, reason=reason
        ).save(force_insert=True)
        _give(case, taker, actor, at)
    return cases


def _refuse_unseen(taker: Person, clients: list[Client]) -> None:
    """Says how many, never whose: a bar is not to be found out by handing over."""
    seen = scope(taker, Client).filter(pk__in=[client.pk for client in clients]).count()
    if unseen := len(clients) - seen:
        raise StateConflict(
            _("This person may not see %(count)d of these clients. Hand those over to somebody else first.")
            % {"count": unseen},
            code="out_of_scope",
        )
