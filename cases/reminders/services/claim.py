"""Taking one due reminder: several ticks may look at once, and only one gets it.

The claim is a single conditional UPDATE; whoever changes the row has it, until the lease ends. A worker that dies
leaves its claim to run out, and the next tick takes the row again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Q, QuerySet, Subquery

from cases.deadlines.models import Clock
from cases.reminders.models import Reminder, ReminderPause, ReminderState

LEASE = timedelta(seconds=120)


def due(at: datetime) -> QuerySet[Reminder]:
    """Pending, its time come, and held by nobody."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    return Reminder.objects.filter(free, state=ReminderState.PENDING, next_try_at__lte=at)


def sendable(at: datetime) -> QuerySet[Reminder]:
    """Due, and not held back by its office's pause, which holds back nothing urgent and nothing of a court."""
    paused = ReminderPause.objects.filter(ended_at__isnull=True, until__gt=at).values("office_id")
    pressing = Q(deadline__clock=Clock.COURT) | Q(deadline__step__urgent=True)
    return due(at).filter(~Q(office_id__in=paused) | pressing)


def claim_next(at: datetime) -> Reminder | None:
    """The conditions stand in the UPDATE itself again: the row may have changed since the inner query saw it.

    `= (SELECT …)` and not `IN`: PostgreSQL may run the latter's query more than once, and then claims more than one.
    """
    token = uuid4()
    with transaction.atomic():
        queue = sendable(at).order_by("next_try_at", "id")
        first = queue.select_for_update(skip_locked=True, of=("self",)).values("pk")[:1]
        claimed = due(at).filter(pk=Subquery(first))
        taken = claimed.update(claim_token=token, claimed_until=at + LEASE, attempts=F("attempts") + 1, updated_at=at)
    if not taken:
        return None
    rows = Reminder.objects.select_related("case__office", "deadline__step", "recipient", "about__recipient")
    return rows.get(claim_token=token)


def held(reminder: Reminder) -> QuerySet[Reminder]:
    """The row as long as this claim is the one that holds it."""
    return Reminder.objects.filter(pk=reminder.pk, claim_token=reminder.claim_token)
