"""Delivering a claimed reminder: look again, send, and only then mark it; a failure backs off and is never dropped."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from cases.reminders.models import Delivery, Kind, Reminder, ReminderState
from cases.reminders.services.claim import held
from cases.reminders.services.compose import mail_of
from cases.reminders.services.facts import GONE, why_not
from cases.reminders.services.schedule import people_of
from cases.reminders.services.schedule import reminder as new_reminder
from config.logs import place_of_error

PATIENCE = 5  # attempts until supervisors are told; it is tried on all the same
_MINUTE = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)

log = structlog.get_logger(__name__)


def deliver(reminder: Reminder, *, at: datetime) -> str:
    """ "sent", "failed", or "dropped" where it is no longer true."""
    if reason := why_not(reminder, at):
        return _drop(reminder, reason, at)
    if reminder.attempts > PATIENCE:
        _tell_supervisors(reminder, at)  # also where each attempt killed its worker before it could say so
    error = _send(reminder, at)
    if error:
        _back_off(reminder, error, at)
        return "failed"
    _mark_sent(reminder, at)
    return "sent"


def _send(reminder: Reminder, at: datetime) -> str:
    try:
        mail_of(reminder, at).send()
    except Exception as error:  # noqa: BLE001 - whatever stops one mail must not stop the others
        log.warning("reminder_not_sent", reminder=str(reminder.pk), error=place_of_error(error))
        return type(error).__name__
    return ""


@transaction.atomic
def _mark_sent(reminder: Reminder, at: datetime) -> None:
    """The delivery is recorded also where the lease has run out meanwhile: the mail did go."""
    held(reminder).update(
        state=ReminderState.SENT, sent_at=at, claim_token=None, claimed_until=None, last_error="", updated_at=at
    )
    _record(reminder, at)


@transaction.atomic
def _back_off(reminder: Reminder, error: str, at: datetime) -> None:
    held(reminder).update(
        next_try_at=at + pause_after(reminder.attempts),
        claim_token=None,
        claimed_until=None,
        last_error=error,
        updated_at=at,
    )
    _record(reminder, at, error)
    if reminder.attempts >= PATIENCE:
        _tell_supervisors(reminder, at)


def pause_after(attempts: int) -> timedelta:
    """1, 2, 4 … minutes, at most an hour.

    >>> [pause_after(n).seconds // 60 for n in (1, 2, 3, 7, 40)]
    [1, 2, 4, 60, 60]
    """
    return min(_MINUTE * (1 << min(attempts - 1, 10)), _LONGEST)


def _record(reminder: Reminder, at: datetime, error: str = "") -> None:
    Delivery.objects.create(
        office_id=reminder.office_id,
        client_id=reminder.client_id,
        reminder=reminder,
        attempt=reminder.attempts,
        message_id=reminder.message_id,
        sent=not error,
        error=error,
        created_at=at,
    )


def _tell_supervisors(reminder: Reminder, at: datetime) -> None:
    """A reminder of its own, once for each; what could not be raised is not raised again."""
    if reminder.kind == Kind.UNDELIVERED:
        return
    _owner, supervisors = people_of(reminder.case)
    Reminder.objects.bulk_create(
        [
            new_reminder(reminder.deadline, Kind.UNDELIVERED, person, at, at, about=reminder)
            for person in supervisors
            if person.pk != reminder.recipient_id
        ],
        ignore_conflicts=True,
    )


def _drop(reminder: Reminder, reason: str, at: datetime) -> str:
    """An owner who left keeps their reminders until somebody takes over the case: those are never just dropped."""
    if reason == GONE and reminder.recipient_id == reminder.case.owner_id:
        _back_off(reminder, GONE, at)
        return "failed"
    held(reminder).update(
        state=ReminderState.CANCELLED, reason=reason, claim_token=None, claimed_until=None, updated_at=at
    )
    return "dropped"
