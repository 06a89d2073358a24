"""An office's own lenders and products. What is shipped is changed by a release, not by people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.lenders.models import CreditProduct, Lender
from config.errors import InvalidInput, NotPermitted

Listed = TypeVar("Listed", Lender, CreditProduct)


def create_lender(*, actor: Any, values: dict[str, Any], at: datetime) -> Lender:
    require_act(actor, "create", "lenders")
    return _create(Lender(office_id=actor.office_id, created_at=at, **values), actor, at)


def create_product(*, actor: Any, values: dict[str, Any], at: datetime) -> CreditProduct:
    require_act(actor, "create", "credit-products")
    return _create(CreditProduct(office_id=actor.office_id, created_at=at, **values), actor, at)


@transaction.atomic
def change_listed(*, actor: Any, row: Listed, seen: int, changes: dict[str, Any], at: datetime) -> Listed:
    require(actor, "partial_update", row)
    if row.office_id is None:
        raise NotPermitted(_("This entry is shipped with Reinstate; add one of your own instead."))
    try:
        with transaction.atomic():
            row.change(at=at, seen=seen, **changes)
    except IntegrityError:
        raise _name_taken() from None
    record(actor=actor, act="change", row=row, at=at, fields=changes)
    return row


@transaction.atomic
def ship(*, products: Iterable[Mapping[str, str]], lenders: Iterable[Mapping[str, str]], at: datetime) -> None:
    """Brings the shipped rows (those without an office) to what this release ships; idempotent."""
    for values in lenders:
        Lender.objects.update_or_create(office=None, name=values["name"], defaults=_changed(values, at))
    for values in products:
        CreditProduct.objects.update_or_create(office=None, key=values["key"], defaults=_changed(values, at))


def _changed(values: Mapping[str, str], at: datetime) -> dict[str, Any]:
    return {**values, "updated_at": at}


def _create(row: Listed, actor: Any, at: datetime) -> Listed:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(actor=actor, act="create", row=row, at=at)
    except IntegrityError:
        raise _name_taken() from None
    return row


def _name_taken() -> InvalidInput:
    return InvalidInput(_("This name is taken."), code="unique", pointer="/name")
