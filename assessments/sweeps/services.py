"""A portfolio sweep: every account that the person sees is evaluated anew; what is new is stored."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access.decide import require_act, scope
from accounts.credit_accounts.models import CreditAccount
from accounts.jobs.kinds import Batch, Kind, Trouble, register
from accounts.jobs.models import Job
from accounts.jobs.services.acts import start_job
from assessments.evaluations.services import evaluate_if_new
from assessments.sweeps.selectors import KIND
from config.logs import place_of_error

BATCH = 10
REFUSED = "not_evaluated"

log = structlog.get_logger(__name__)


def register_kind() -> None:
    words = {REFUSED: _("This account could not be evaluated.")}
    register(Kind(KIND, total=lambda job: _accounts(job).count(), batch=sweep_batch, words=words))


@transaction.atomic
def start_sweep(*, actor: Any, at: datetime) -> Job:
    require_act(actor, "sweep", "jobs")
    return start_job(actor=actor, kind=KIND, parameters={}, at=at)


def sweep_batch(job: Job, at: datetime) -> Batch:
    """Accounts in the order of their ids: one that came in after the job began is left to the next sweep."""
    after = job.checkpoint.get("after")
    rows = _accounts(job).filter(pk__gt=after) if after else _accounts(job)
    accounts = list(rows.select_related("product", "lender_of_record", "office").order_by("pk")[:BATCH])
    outcomes = [(account, _outcome(job.started_by, account, at)) for account in accounts]
    return Batch(
        done=len(accounts),
        checkpoint={"after": str(accounts[-1].pk)} if len(accounts) == BATCH else None,
        counts=Counter(outcome for _account, outcome in outcomes),
        troubles=[Trouble(f"/credit-accounts/{one.pk}", REFUSED) for one, outcome in outcomes if outcome == "refused"],
    )


def _accounts(job: Job) -> QuerySet[CreditAccount]:
    return scope(job.started_by, CreditAccount).filter(created_at__lte=job.created_at)


def _outcome(actor: Any, account: CreditAccount, at: datetime) -> str:
    try:
        with transaction.atomic():
            made = evaluate_if_new(actor=actor, account=account, at=at)
    except Exception as error:  # noqa: BLE001 - one account must not stop the others
        log.warning("sweep_refused", credit_account=str(account.pk), error=place_of_error(error))
        return "refused"
    return "stored" if made else "unchanged"
