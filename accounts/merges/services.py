"""Saying that two files are one person's, and taking it back. No record is moved or changed by either."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, scope
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.erasures.models import OPEN, Erasure
from accounts.erasures.selectors import is_held
from accounts.grants.access import in_force
from accounts.grants.models import Grant, GrantKind
from accounts.merges.models import ClientMerge
from accounts.merges.selectors import merged_into, standing
from config.errors import InvalidInput, NotPermitted, StateConflict
from config.rows import for_update

Obstacle = Callable[[Collection[UUID]], StateConflict | None]
_obstacles: list[Obstacle] = []


def blocked_by(obstacle: Obstacle) -> None:
    """For higher apps: `obstacle(ids of both clients)` says what of theirs stands in the way, if anything does."""
    _obstacles.append(obstacle)


@transaction.atomic
def merge_clients(
    *, actor: Any, kept: Client, duplicate: UUID, reason: str, at: datetime, seen: int | None = None
) -> ClientMerge:
    """1. both are locked, and what stands in the way is looked for; 2. the merge is recorded; 3. the merged file gets
    the kept one's advisor, so that the same people see both."""
    require(actor, "merge", kept)
    losing = named(actor, Client, duplicate, "/duplicate")
    if losing.pk == kept.pk:
        raise InvalidInput(_("A file is not a duplicate of itself."), pointer="/duplicate")
    kept, losing = _locked(kept.pk, losing.pk)
    kept.require_seen(seen)
    _refuse_blocked(kept, losing, at)
    merge = ClientMerge.objects.create(
        office_id=kept.office_id, client=losing, kept=kept, reason=reason, merged_by=actor, created_at=at
    )
    losing.change(at=at, advisor_id=kept.advisor_id)
    record(actor=actor, act="merge", row=merge, at=at)
    record(actor=actor, act="merge", row=kept, at=at)
    return merge


@transaction.atomic
def take_back_merge(*, actor: Any, client: Client, reason: str, at: datetime, seen: int | None = None) -> ClientMerge:
    """The files are apart again; the advisor stays until a supervisor names another."""
    require(actor, "unmerge", client)
    kept = merged_into(client.pk) or client.pk
    client, _kept = _locked(client.pk, kept)
    client.require_seen(seen)
    merge = for_update(standing().filter(client=client).select_related("kept")).first()
    if merge is None:
        raise StateConflict(_("This file is not merged into another."), code="not_merged")
    if not scope(actor, Client).filter(pk=merge.kept_id).exists():
        raise NotPermitted(_("Your role does not permit this."))
    _refuse_open_erasure(merge.kept_id, client.pk)
    merge.ended_at, merge.ended_by, merge.ended_reason = at, actor, reason
    merge.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    record(actor=actor, act="unmerge", row=merge, at=at)
    record(actor=actor, act="unmerge", row=merge.kept, at=at)
    return merge


def _locked(*idents: UUID) -> list[Client]:
    """In one order, whichever is kept: two who merge the same files crosswise wait for each other."""
    held = for_update(Client.objects.select_related("office")).filter(pk__in=idents)
    found = {client.pk: client for client in held.order_by("pk")}
    return [found[ident] for ident in idents]


def _refuse_blocked(kept: Client, losing: Client, at: datetime) -> None:
    both = (kept.pk, losing.pk)
    if standing().filter(client__in=both).exists() or standing().filter(kept=losing).exists():
        raise StateConflict(_("One of them is merged already: merge into the kept file."), code="already_merged")
    if any(client.erased_at for client in (kept, losing)):
        raise StateConflict(_("What was held on this client was erased; nothing new is taken."), code="client_erased")
    if any(is_held(client, at) for client in (kept, losing)):
        raise StateConflict(_("A legal hold stands on one of the files: lift it first."), code="legal_hold")
    _refuse_open_erasure(*both)
    if _barred(kept) != _barred(losing):
        words = _("A conflict of interest bars somebody from one of the files only. Bar them from both first.")
        raise StateConflict(words, code="barred")
    for obstacle in _obstacles:
        if (conflict := obstacle(both)) is not None:
            raise conflict


def _refuse_open_erasure(*clients: UUID) -> None:
    """It is asked for the files that are one person's by then."""
    if Erasure.objects.filter(client__in=clients, state__in=OPEN).exists():
        raise StateConflict(_("An erasure of one of the files is open: decide on it first."), code="erasure_open")


def _barred(client: Client) -> set[UUID]:
    bars = Grant.objects.filter(in_force(), kind=GrantKind.BAR, client=client)
    return set(bars.values_list("person_id", flat=True))
