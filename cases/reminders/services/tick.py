"""One look at what is due. Harmless when run twice, by several at once, or late: rows decide, not the caller."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.audit.services import seal_due
from accounts.exports import services as exports
from accounts.grants.services import tell_owners
from accounts.jobs.services.claims import wake_if_due
from accounts.password_links import services as password_links
from cases.bundles import services as bundles
from cases.client_links.services import entering as client_codes
from cases.deadlines.services import mark_missed
from cases.files.services import new_rules, unseen_papers
from cases.files.services.handover import mend_owners
from cases.reminders.models import TickMark
from cases.reminders.services.claim import claim_next
from cases.reminders.services.deliver import deliver
from cases.work_queue.services import mend_news
from config.api import idempotency

BUDGET = timedelta(seconds=40)  # a task ends at 60; what is left over is due at the next look


def tick(*, now: Callable[[], datetime]) -> Counter[str]:
    """1. owners who left; 2. reminders that are due, one claim each; 3. owners of clients for whom glass was broken,
    and links by which passwords are set; 4. days that have passed, court papers that nobody works on, cases whose rules
    changed, and news that nobody noted; 5. long work that waits for a worker; 6. answers kept for repeated requests
    that have run out, exports and bundles that have expired, addresses that nobody has, old codes; 7. audit events that
    no chain holds yet; 8. the mark."""
    begun = now()
    mend_owners(at=begun)
    done: Counter[str] = Counter()
    while now() < begun + BUDGET and (reminder := claim_next(now())):
        done[deliver(reminder, at=now())] += 1
    tell_owners(at=now())
    password_links.send_due(at=now())
    client_codes.send_due(at=now())
    mark_missed(at=now())
    unseen_papers.open_cases(at=now())
    new_rules.look_through(at=now())
    mend_news(at=now())
    wake_if_due(now())
    idempotency.prune(at=now())
    exports.prune(at=now())
    bundles.prune(at=now())
    password_links.prune(at=now())
    client_codes.prune(at=now())
    seal_due(now=now)
    _mark(now(), done)
    return done


@transaction.atomic
def _mark(at: datetime, done: Counter[str]) -> None:
    values = {"at": at, "sent": done["sent"], "failed": done["failed"], "dropped": done["dropped"]}
    if not TickMark.objects.filter(pk=1, at__lte=at).update(**values):
        TickMark.objects.get_or_create(pk=1, defaults=values)
