"""Entering what a lender announced, taking it back, and recording it as evidence on the accounts that it touches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services import record
from accounts.lenders.models import CreditProduct, Lender
from assessments.bulletins.models import Bulletin
from assessments.bulletins.selectors import touched
from assessments.evidence.models import PlatformEvent
from assessments.evidence.services import Kept, record_items
from config import clock
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

SOURCE = "bulletin"


@transaction.atomic
def enter_bulletin(*, actor: Any, values: dict[str, Any], at: datetime) -> Bulletin:
    require_act(actor, "create", "bulletins")
    product, lender = values.pop("product", None), values.pop("lender", None)
    if product is None and lender is None:
        raise InvalidInput(_("Name the product or the lender that it concerns."), code="required", pointer="/product")
    _refuse_days(values, actor, at)
    made = Bulletin.objects.create(
        office_id=actor.office_id,
        product=named(actor, CreditProduct, product, "/product") if product else None,
        lender=named(actor, Lender, lender, "/lender") if lender else None,
        entered_by=actor,
        created_at=at,
        updated_at=at,
        **values,
    )
    record(actor=actor, act="create", row=made, at=at)
    return made


def _refuse_days(values: dict[str, Any], actor: Any, at: datetime) -> None:
    if values["announced_on"] > clock.local_date(at, actor.office.zone):
        raise InvalidInput(_("This lies in the future."), code="future", pointer="/announced_on")
    if values.get("ends_at") and values["ends_at"] < values["starts_at"]:
        raise InvalidInput(_("It ends before it starts."), code="before_start", pointer="/ends_at")


@transaction.atomic
def withdraw_bulletin(
    *, actor: Any, bulletin: Bulletin, reason: str, at: datetime, seen: int | None = None
) -> Bulletin:
    """What was recorded on accounts stays and is corrected there, each with its own reason."""
    require(actor, "withdraw", bulletin)
    bulletin = for_update(Bulletin.objects.all()).get(pk=bulletin.pk)
    bulletin.require_seen(seen)
    _require_standing(bulletin)
    bulletin.change(at=at, withdrawn_at=at, reason=reason)
    record(actor=actor, act="withdraw", row=bulletin, at=at, fields=["withdrawn_at"])
    return bulletin


def record_on_accounts(*, actor: Any, bulletin: Bulletin, accounts: Sequence[UUID], at: datetime) -> list[Kept]:
    """As a platform event on each named account, once however often it is asked for."""
    require(actor, "record", bulletin)
    _require_standing(bulletin)
    concerned = set(touched(actor, bulletin).filter(pk__in=accounts).values_list("pk", flat=True))
    for index, ident in enumerate(accounts):
        if ident not in concerned:
            words = _("This is no account that you see and that the bulletin concerns.")
            raise InvalidInput(words, code="does_not_exist", pointer=f"/credit_accounts/{index}")
    told = {
        "kind": bulletin.kind,
        "starts_at": bulletin.starts_at,
        "ends_at": bulletin.ends_at,
        "text": bulletin.text,
        "provenance": "document_seen",
        "source": SOURCE,
        "source_ref": str(bulletin.pk),
    }
    items = [{"credit_account": ident, **told} for ident in dict.fromkeys(accounts)]
    return record_items(actor=actor, model=PlatformEvent, items=items, at=at, place="/credit_accounts/{}")


def _require_standing(bulletin: Bulletin) -> None:
    if bulletin.withdrawn_at is not None:
        raise StateConflict(_("This bulletin was taken back."), code="withdrawn")
