"""Rules, facts or the holiday table changed: dates are counted anew, and plans that rested on them are looked at again.

`tick` looks through the cases in hand when the packs differ from those of the last look, a batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from uuid import NAMESPACE_OID, UUID, uuid5

import structlog
from django.db import transaction

from assessments.engine import EngineError
from assessments.engine.calendar import WorkCalendar
from assessments.engine.packs.compare import compare_packs
from assessments.evaluations.selectors import cites
from assessments.evaluations.services import pack_of
from assessments.evaluations.stored_packs import pack_by_digest
from assessments.pack_drafts.selectors import every_newest_release
from assessments.packs import packs
from cases.deadlines.models import RUNNING, Deadline
from cases.deadlines.redating import recounted, redate
from cases.files.models import LIVE, UNDONE, CaseFile, Step
from cases.files.selectors import in_force
from cases.files.services import agenda, ledger
from cases.files.services.rechecks import ask_again
from cases.reminders.models import TickMark
from config.errors import DomainError
from config.logs import place_of_error

log = structlog.get_logger(__name__)
BATCH = 100
CALENDAR = "calendar"


def rules_in_force() -> str:
    """One digest of the packs in force anywhere: those shipped, and what offices published."""
    told = [pack.digest for pack in packs().values()]
    told += [f"{release.office_id} {release.number}" for release in every_newest_release()]
    return sha256("\n".join(sorted(told)).encode()).hexdigest()


def look_through(*, at: datetime) -> int:
    """The next batch, or nothing where the rules are those of the last look."""
    mark, _made = TickMark.objects.get_or_create(pk=1, defaults={"at": at})
    digest = rules_in_force()
    if mark.rules == digest and mark.rules_cursor is None:
        return 0
    begun = mark.rules == digest  # else the rules changed, and every case is looked at from the first on
    cases = CaseFile.objects.filter(state__in=LIVE).order_by("pk")
    batch = list((cases.filter(pk__gt=mark.rules_cursor) if begun else cases)[:BATCH])
    found = sum(_look_at(case, at) for case in batch)
    cursor = batch[-1].pk if len(batch) == BATCH else None
    TickMark.objects.filter(pk=1).update(rules=digest, rules_cursor=cursor)
    return found


def _look_at(case: CaseFile, at: datetime) -> bool:
    """What this version cannot read any more is left as it is, and stops nobody else's case."""
    try:
        return _looked_at(case, at)
    except (DomainError, EngineError) as error:
        log.warning("rules_not_compared", case=str(case.pk), error=place_of_error(error))
        return False


@transaction.atomic
def _looked_at(case: CaseFile, at: datetime) -> bool:
    case = ledger.locked(case)
    what = sorted({*_moved_dates(case, at), *_changed_rules(case)})
    if not what:
        return False
    because: UUID = uuid5(NAMESPACE_OID, f"{rules_in_force()} {case.pk}")
    ask_again(case, because=because, what=", ".join(what), actor=None, at=at)
    agenda.refresh(case, actor=None, at=at)
    return True


def _moved_dates(case: CaseFile, at: datetime) -> Iterator[str]:
    for deadline in Deadline.objects.filter(case=case, state__in=RUNNING).select_related("step"):
        calendar = _calendar_now(case)
        if not _counted_so(deadline):
            continue
        values = vars(recounted(deadline, calendar))
        if redate(case, deadline, dict(values), reason="holidays_changed", actor=None, at=at):
            yield CALENDAR


def _calendar_now(case: CaseFile) -> WorkCalendar:
    return pack_of(case.credit_account.product.key, case.office_id).calendar


def _counted_so(deadline: Deadline) -> bool:
    """Whether the stored date is what its own pack's table gives: a date extended by something else stays."""
    if deadline.pack_id is None:
        return True
    return recounted(deadline, pack_by_digest(deadline.pack_id).calendar).due_on == deadline.due_on


def _changed_rules(case: CaseFile) -> Iterator[str]:
    """Names of rules, facts and terms that changed since, and that the plan or a date of the case cites."""
    if case.plan is None:
        return
    now = pack_of(case.credit_account.product.key, case.office_id)
    changed = _changed(case.plan.assessment.pack_id, now.digest)
    if not changed:
        return
    steps = list(Step.objects.filter(in_force(case), state__in=UNDONE).select_related("deadline"))
    for section, entry in changed:
        if section == "actions" and any(step.action == entry for step in steps):
            yield entry
        if section in ("rules", "facts") and _used(case, steps, section, entry):
            yield entry


def _used(case: CaseFile, steps: list[Step], section: str, entry: str) -> bool:
    cited = {deadline.citation for step in steps if (deadline := getattr(step, "deadline", None))}
    if section == "facts" and f"fact.{entry}" in cited:
        return True
    assert case.plan is not None  # noqa: S101 - the caller has looked
    return cites(case.plan.assessment, entry if section == "rules" else f"fact.{entry}")


@lru_cache(maxsize=64)
def _changed(before: str, now: str) -> tuple[tuple[str, str], ...]:
    if before == now:
        return ()
    found = compare_packs(pack_by_digest(before).data, pack_by_digest(now).data)
    return tuple((each.section, each.entry) for each in found if each.section in ("rules", "facts", "actions"))
