"""Recording an engagement as it was signed, and its end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.documents.models import Document
from accounts.engagements.fees import REFUSED_BASES, depends_on_outcome
from accounts.engagements.models import STATEMENTS, Engagement, FeeBasis
from config import clock
from config.errors import InvalidInput, StateConflict
from config.rows import for_update


@transaction.atomic
def record_engagement(*, actor: Any, values: dict[str, Any], at: datetime) -> Engagement:
    require_act(actor, "create", "engagements")
    client = named(actor, Client, values.pop("client"), "/client")
    paper = values.pop("document", None)
    document = named(actor, Document, paper, "/document", client=client) if paper else None
    if values["signed_on"] > clock.local_date(at, client.office.zone):
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/signed_on")
    _refuse_untold(values)
    _refuse_fee(values)
    engagement = Engagement.objects.create(
        office_id=client.office_id,
        client=client,
        document=document,
        recorded_by=actor,
        created_at=at,
        updated_at=at,
        **values,
    )
    record(actor=actor, act="create", row=engagement, at=at)
    return engagement


def _refuse_untold(values: dict[str, Any]) -> None:
    """Work begins when the client knows all four."""
    words = _("The client has to be told this and acknowledge it before any work.")
    missing = [name for name in STATEMENTS if values.get(name) is not True]
    if missing:
        raise InvalidInput.of([InvalidInput(words, code="not_acknowledged", pointer=f"/{name}") for name in missing])


def _refuse_fee(values: dict[str, Any]) -> None:
    basis, amount = values["fee_basis"], values.get("fee_amount")
    if basis in REFUSED_BASES or depends_on_outcome(values.get("fee_terms", "")):
        words = _(
            "A fee may not depend on what becomes of a credit record or on success: "
            "nobody can buy either, and whoever sells them commits a fraud. State a fee for the work itself."
        )
        where = "/fee_basis" if basis in REFUSED_BASES else "/fee_terms"
        raise InvalidInput(words, code="fee_depends_on_outcome", pointer=where)
    if basis == FeeBasis.NONE and amount is not None:
        raise InvalidInput(_("Without a fee there is no amount."), pointer="/fee_amount")
    if basis != FeeBasis.NONE and amount is None:
        raise InvalidInput(_("Give the amount of the fee."), code="required", pointer="/fee_amount")


@transaction.atomic
def end_engagement(
    *, actor: Any, engagement: Engagement, ended_on: date, note: str, at: datetime, seen: int | None = None
) -> Engagement:
    require(actor, "end", engagement)
    engagement = for_update(Engagement.objects.select_related("office")).get(pk=engagement.pk)
    engagement.require_seen(seen)
    if engagement.ended_on is not None:
        raise StateConflict(_("This has ended already."), code="already_ended")
    if ended_on > clock.local_date(at, engagement.office.zone):
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/ended_on")
    if ended_on < engagement.signed_on:
        raise InvalidInput(_("It ends before it starts."), code="before_start", pointer="/ended_on")
    engagement.change(at=at, ended_on=ended_on, note=note)
    record(actor=actor, act="end", row=engagement, at=at, fields=["ended_on"])
    return engagement
