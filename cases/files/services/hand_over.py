"""A whole load at once: somebody leaves, and all their clients and live cases go to one other person, or none do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import named, require_act, scope
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.people.models import Person
from cases.files.models import LIVE, CaseFile
from cases.files.services import ledger
from cases.reminders.services.schedule import readdress
from config.errors import InvalidInput, StateConflict


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
    clients = list(Client.objects.select_for_update().filter(office_id=giver.office_id, advisor=giver).order_by("pk"))
    for client in clients:
        client.change(at=at, advisor=taker)
        record(actor=actor, act="hand_over", row=client, at=at, fields=["advisor"])
    return clients


def _cases(giver: Person, taker: Person, at: datetime, actor: Any, reason: str) -> list[CaseFile]:
    held = CaseFile.objects.filter(office_id=giver.office_id, owner=giver, state__in=LIVE).order_by("pk")
    cases = [ledger.locked(case) for case in held]
    for case in cases:
        case.change(at=at, owner=taker)
        ledger.trace(
            case, case, act="hand_over", origin=case.state, to=case.state, actor=actor, at=at, reason=reason
        ).save(force_insert=True)
        readdress(case, at=at)
        record(actor=actor, act="hand_over", row=case, at=at, fields=["owner"])
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
