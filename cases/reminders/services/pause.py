"""Holding an office's reminders back for a while, and letting them go again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.offices.models import Office
from cases.reminders.models import ReminderPause
from config import wake
from config.celery import TICK
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

LONGEST = timedelta(days=14)


@transaction.atomic
def pause(*, actor: Any, until: datetime, reason: str, at: datetime) -> ReminderPause:
    """Of the actor's own office, for two weeks at most: what was due meanwhile goes when it ends, as far as it is still
    true."""
    require_act(actor, "create", "reminder-pauses")
    if not at < until <= at + LONGEST:
        words = _("The pause ends within %(days)d days from now.") % {"days": LONGEST.days}
        raise InvalidInput(words, code="out_of_range", pointer="/until")
    for_update(Office.objects.all()).get(pk=actor.office_id)
    ReminderPause.objects.filter(office_id=actor.office_id, ended_at__isnull=True, until__lte=at).update(ended_at=at)
    if ReminderPause.objects.filter(office_id=actor.office_id, ended_at__isnull=True).exists():
        raise StateConflict(_("Reminders are paused already."), code="already_paused")
    made = ReminderPause.objects.create(
        office_id=actor.office_id, until=until, reason=reason, paused_by=actor, created_at=at, updated_at=at
    )
    record(actor=actor, act="pause", row=made, at=at)
    return made


@transaction.atomic
def resume(*, actor: Any, row: ReminderPause, at: datetime, seen: int | None = None) -> ReminderPause:
    require(actor, "resume", row)
    row = for_update(ReminderPause.objects.all()).get(pk=row.pk)
    row.require_seen(seen)
    if row.ended_at is not None:
        raise StateConflict(_("This has ended already."), code="already_ended")
    row.change(at=at, ended_at=at)
    record(actor=actor, act="resume", row=row, at=at)
    wake.after_commit(TICK)
    return row
