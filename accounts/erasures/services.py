"""Asking for an erasure, deciding on it, carrying it out; placing and lifting legal holds; proposing what is due."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services import erase as erase_events
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.erasures import fates, retention
from accounts.erasures.models import OPEN, Basis, ErasedRecord, Erasure, ErasureState, LegalHold
from accounts.erasures.selectors import is_held
from accounts.merges.selectors import files_of, merged_into
from config import clock, crypto
from config.errors import InvalidInput, NotPermitted, StateConflict
from config.rows import for_update

BATCH = 500
LATE = timedelta(days=3)  # in which something that was on its way may still have come in
ON_ITS_WAY = timedelta(minutes=10)  # no request lasts longer; whoever looks at the erasure later stays in the log


@transaction.atomic
def ask_erasure(*, actor: Any, client_id: UUID, basis: str, reason: str, at: datetime) -> Erasure:
    """Takes up what was proposed. Nothing is erased by it."""
    require_act(actor, "create", "erasures")
    client = named(actor, Client, client_id, "/client")
    _refuse_merged(client)
    _refuse_held(_held_files(client), at)
    asked = {"basis": basis, "reason": reason, "state": ErasureState.ASKED, "asked_by": actor, "asked_at": at}
    proposed = Erasure.objects.filter(client=client, state=ErasureState.PROPOSED)
    if proposed.update(**asked):
        erasure = Erasure.objects.get(client=client, state=ErasureState.ASKED)
    else:
        erasure = _made(client, asked, at)
    record(actor=actor, act="ask_erasure", row=erasure, at=at)
    return erasure


def _made(client: Client, values: dict[str, Any], at: datetime) -> Erasure:
    try:
        with transaction.atomic():
            return Erasure.objects.create(office_id=client.office_id, client=client, created_at=at, **values)
    except IntegrityError:
        raise StateConflict(_("The erasure of this client was asked for already."), code="already_asked") from None


@transaction.atomic
def decline_erasure(*, actor: Any, erasure: Erasure, note: str, at: datetime) -> Erasure:
    require(actor, "decline", erasure)
    decided = {"state": ErasureState.DECLINED, "decided_by": actor, "decided_at": at, "note": note}
    if not Erasure.objects.filter(pk=erasure.pk, state__in=OPEN).update(**decided):
        raise _decided_already()
    record(actor=actor, act="decline_erasure", row=erasure, at=at)
    erasure.refresh_from_db()
    return erasure


@transaction.atomic
def confirm_erasure(*, actor: Any, erasure: Erasure, at: datetime) -> Erasure:
    """Of every file of the person: 1. the client is marked, from when on the guards let go and nothing new is taken;
    2. a commitment of every record is kept; 3. content goes, and what the log says of the client alone; 4. bytes go
    once this is in."""
    require(actor, "confirm", erasure)
    erasure = for_update(Erasure.objects.select_related("client__office")).get(pk=erasure.pk)
    if erasure.state != ErasureState.ASKED:
        raise (
            _decided_already()
            if erasure.state != ErasureState.PROPOSED
            else StateConflict(_("Somebody asks for it first, and another confirms."), code="not_asked")
        )
    if erasure.asked_by_id == actor.pk:
        raise NotPermitted(_("Another person than the one who asked confirms."))
    files = _files(erasure.client)
    fates.hold(*files)
    _refuse_held(files, at)
    Client.objects.filter(pk__in=[file.pk for file in files]).update(
        erased_at=at, updated_at=at, version=F("version") + 1
    )
    for part in [erasure, *(_part(erasure, file, at) for file in files if file.pk != erasure.client_id)]:
        done = {"state": ErasureState.DONE, "decided_by": actor, "decided_at": at, "records": _erase(part, part.client)}
        Erasure.objects.filter(pk=part.pk).update(**done)
        record(actor=actor, act="erase", row=part, at=at)
    _erase_events(actor, erasure, at)
    erasure.refresh_from_db()
    return erasure


def _part(erasure: Erasure, file: Client, at: datetime) -> Erasure:
    """Of another file of the person; it takes up what was proposed."""
    names = ("basis", "reason", "asked_by", "asked_at")
    asked = {name: getattr(erasure, name) for name in names} | {"state": ErasureState.ASKED, "part_of": erasure}
    if Erasure.objects.filter(client=file, state=ErasureState.PROPOSED).update(**asked):
        return Erasure.objects.select_related("client").get(client=file, state=ErasureState.ASKED)
    return _made(file, asked, at)


def _decided_already() -> StateConflict:
    return StateConflict(_("This was decided already."), code="already_decided")


def _refuse_held(files: Sequence[Client], at: datetime) -> None:
    if not any(is_held(file, at) for file in files):
        return
    words = _("A legal hold stands: nothing of this client is erased.")
    if len(files) > 1:
        words = _("A legal hold stands on one of this person's files: nothing of any of them is erased.")
    raise StateConflict(words, code="legal_hold")


def _refuse_merged(client: Client) -> None:
    """Half of what is held on a person is not all of it."""
    if merged_into(client.pk) is not None:
        words = _("This file is merged into another: ask for the erasure of that one, which takes all of the person's.")
        raise StateConflict(words, code="client_merged")


def _files(client: Client) -> list[Client]:
    """Of the person whom the file is about. Neither merged nor taken apart while an erasure is open."""
    return list(Client.objects.filter(pk__in=files_of(client.pk)).select_related("office").order_by("pk"))


def _held_files(client: Client) -> list[Client]:
    """Whoever takes a merge back at this moment comes before or after."""
    for_update(Client.objects.all()).get(pk=client.pk)
    return _files(client)


def _erase(erasure: Erasure, client: Client) -> int:
    return sum(_erase_table(erasure, client, model) for model in fates.tables())


def _erase_table(erasure: Erasure, client: Client, model: type[Model]) -> int:
    count, rows = 0, fates.rows_of(model, client)
    commitments = (_commitment(erasure, row) for row in rows.iterator(chunk_size=BATCH))
    while batch := list(islice(commitments, BATCH)):
        ErasedRecord.objects.bulk_create(batch)
        count += len(batch)
    if fates.acts_afterwards(model):
        idents = list(rows.values_list("pk", flat=True))
        transaction.on_commit(lambda: fates.act_afterwards(model, idents), robust=True)
    fates.carry_out(model, rows)
    return count


def _commitment(erasure: Erasure, row: Any) -> ErasedRecord:
    return ErasedRecord(
        office_id=erasure.office_id,
        erasure=erasure,
        kind=row._meta.label_lower,
        object_id=str(row.pk),
        recorded_at=getattr(row, "created_at", None),
        commitment=commitment_of(row),
    )


def commitment_of(row: Model) -> str:
    """Keyed, since what is short could be guessed: whoever holds the record and the key can show that this was it."""
    columns = {field.attname: _plain(field.value_from_object(row)) for field in row._meta.concrete_fields}
    return crypto.commitment(json.dumps(columns, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False))


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


def finish(*, at: datetime) -> int:
    """What was on its way when its client was erased, and came in after; and files that a crash left behind."""
    found = 0
    recent = Erasure.objects.filter(state=ErasureState.DONE, decided_at__gte=at - LATE)
    for erasure in recent.select_related("client"):
        with transaction.atomic():
            for model in fates.tables():
                if fates.goes(model):
                    found += _erase_table(erasure, erasure.client, model)
                elif fates.acts_afterwards(model):
                    idents = list(fates.rows_of(model, erasure.client).values_list("pk", flat=True))
                    fates.act_afterwards(model, idents)
            if erasure.part_of_id is None:
                _erase_late_events(erasure, at)
    return found


def _erase_late_events(erasure: Erasure, at: datetime) -> None:
    """Of requests that saw the client before the erasure and were written after it."""
    assert erasure.decided_at is not None  # noqa: S101 - a constraint holds it for those that are done
    _erase_events(None, erasure, at, until=erasure.decided_at + ON_ITS_WAY)


def _erase_events(actor: Any, erasure: Erasure, at: datetime, until: datetime | None = None) -> None:
    """Those of every file that went together: most of what was seen names all of them."""
    whole = erasure.part_of_id or erasure.pk
    parts = Erasure.objects.filter(Q(pk=whole) | Q(part_of=whole)).order_by("created_at", "pk")
    clients = list(parts.values_list("client_id", flat=True))
    erase_events(actor=actor, office=erasure.office_id, clients=clients, reason=erasure.basis, at=at, until=until)


def propose_due(*, at: datetime, limit: int = BATCH) -> int:
    """Says what the dates say; people decide."""
    made = 0
    for client in list(retention.due(at)[:limit]):
        values = {"basis": Basis.RETENTION_OVER, "state": ErasureState.PROPOSED}
        with transaction.atomic():
            record(actor=None, act="propose_erasure", row=_made(client, values, at), at=at)
        made += 1
    return made


@transaction.atomic
def place_hold(*, actor: Any, client_id: UUID, reason: str, until: date | None, at: datetime) -> LegalHold:
    """Waits for an erasure that is being carried out, and stops the next one."""
    require_act(actor, "create", "legal-holds")
    client = named(actor, Client, client_id, "/client")
    for_update(Client.objects.all()).get(pk=client.pk)
    if until and until < clock.local_date(at, client.office.zone):
        raise InvalidInput(_("This lies in the past."), code="past", pointer="/until")
    hold = LegalHold.objects.create(
        office_id=client.office_id, client=client, reason=reason, until=until, placed_by=actor, created_at=at
    )
    record(actor=actor, act="place_hold", row=hold, at=at)
    return hold


@transaction.atomic
def lift_hold(*, actor: Any, hold: LegalHold, at: datetime) -> LegalHold:
    require(actor, "lift", hold)
    if not LegalHold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=at, lifted_by=actor):
        raise StateConflict(_("This hold was lifted already."), code="already_lifted")
    record(actor=actor, act="lift_hold", row=hold, at=at)
    hold.refresh_from_db()
    return hold
