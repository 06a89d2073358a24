"""Putting a person's conclusion beside an assessment, and ending it early. It changes neither assessment nor plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require
from accounts.audit.services import record
from accounts.consents.models import Purpose
from accounts.consents.services import refuse_if_withdrawn
from accounts.credit_accounts.models import CreditAccount
from assessments.evaluations.models import Assessment
from assessments.overrides.models import OverriddenStatus, Override
from assessments.overrides.selectors import standing_on
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

LONGEST = timedelta(days=365)


@transaction.atomic
def override_assessment(
    *,
    actor: Any,
    assessment: Assessment,
    status: str,
    causes: Sequence[str] = (),
    reason: str,
    ends_at: datetime,
    at: datetime,
) -> Override:
    require(actor, "override", assessment)
    refuse_if_withdrawn(assessment.client_id, Purpose.SENSITIVE_DATA)
    _refuse_end(ends_at, at)
    if causes and status == OverriddenStatus.NORMAL:
        raise InvalidInput(_("An account that is normal has no cause."), code="not_needed", pointer="/causes")
    _hold(assessment)
    if before := standing_on(actor, assessment, at):
        words = _("An override of this assessment is in force: %(id)s. End it first.") % {"id": before.pk}
        raise StateConflict(words, code="overridden").naming(override=str(before.pk))
    made = Override.objects.create(
        office_id=assessment.office_id,
        client_id=assessment.client_id,
        credit_account_id=assessment.credit_account_id,
        assessment=assessment,
        status=status,
        causes=list(dict.fromkeys(causes)),
        reason=reason,
        author=actor,
        ends_at=ends_at,
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="override", row=made, at=at)
    return made


@transaction.atomic
def end_override(*, actor: Any, assessment: Assessment, reason: str, at: datetime, seen: int | None = None) -> Override:
    """The one in force, at once. What it said stays."""
    require(actor, "end_override", assessment)
    _hold(assessment)
    row = standing_on(actor, assessment, at)
    if row is None:
        raise StateConflict(_("No override of this assessment is in force."), code="not_overridden")
    row.require_seen(seen)
    row.change(at=at, ended_at=at, ended_by=actor, end_reason=reason)
    record(actor=actor, act="end_override", row=row, at=at, fields=["ended_at", "end_reason"])
    return row


def _refuse_end(ends_at: datetime, at: datetime) -> None:
    if ends_at <= at:
        raise InvalidInput(_("The end must lie in the future."), code="past", pointer="/ends_at")
    if ends_at - at > LONGEST:
        words = _("At most %(count)d days.") % {"count": LONGEST.days}
        raise InvalidInput(words, code="too_long", pointer="/ends_at")


def _hold(assessment: Assessment) -> None:
    """Of two at once, the second sees the first: by the account, as decision 0027 orders."""
    for_update(CreditAccount.objects.all()).get(pk=assessment.credit_account_id)
