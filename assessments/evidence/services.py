"""Recording evidence: once, by a person, with both times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require_act, scope
from accounts.access.registry import row_of
from accounts.audit.services import record
from accounts.credit_accounts.models import CreditAccount
from assessments.engine.evidence import Provenance
from assessments.evidence.models import Recorded
from config import clock
from config.errors import InvalidInput

NEEDS_DOCUMENT = (Provenance.OFFICIAL_REPORT, Provenance.LENDER_ISSUED)
HAPPENED = ("observed_at", "received_at", "paid_on")


@transaction.atomic
def record_evidence(*, actor: Any, model: type[Recorded], values: dict[str, Any], at: datetime) -> Any:
    """One item on an account that the actor sees."""
    require_act(actor, "create", row_of(model).resource)
    account = scope(actor, CreditAccount).select_related("office").filter(pk=values.pop("credit_account")).first()
    if account is None:
        raise InvalidInput(_("There is no such object."), code="does_not_exist", pointer="/credit_account")
    _refuse_undocumented(values["provenance"])
    _refuse_future(values, at, clock.local_date(at, account.office.zone))
    row = model(
        office_id=account.office_id,
        client_id=account.client_id,
        credit_account=account,
        recorded_by=actor,
        created_at=at,
        **values,
    )
    row.save(force_insert=True)
    record(actor=actor, act="record", row=row, at=at)
    return row


def _refuse_undocumented(provenance: str) -> None:
    """What a lender or registry issued is stored with the paper itself and who saw it."""
    if provenance in NEEDS_DOCUMENT:
        raise InvalidInput(
            _("This provenance needs a stored document. Until it is stored, record it as document_seen."),
            code="document_required",
            pointer="/provenance",
        )


def _refuse_future(values: dict[str, Any], at: datetime, today: date) -> None:
    for name in HAPPENED:
        moment = values.get(name)
        if moment and moment > (at if isinstance(moment, datetime) else today):
            raise InvalidInput(_("This has not happened yet."), code="future", pointer=f"/{name}")
    for index, payment in enumerate(values.get("payments") or []):
        if payment["paid_on"] > today.isoformat():
            raise InvalidInput(_("This has not happened yet."), code="future", pointer=f"/payments/{index}/paid_on")
