"""The life of a draft: uploaded by one person, backtested, published by another. Each act is a row and an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.jobs.models import Job, JobState
from accounts.jobs.services.acts import start_job
from assessments.engine import Pack
from assessments.evaluations.in_force import packs_of
from assessments.evaluations.pack_check import errors_of
from assessments.evaluations.services import keep_pack
from assessments.pack_drafts import selectors
from assessments.pack_drafts.built import digests, draft_packs, refuse_failing_cases
from assessments.pack_drafts.models import PackBacktest, PackDraft, PackRelease
from assessments.pack_drafts.services.backtest import KIND
from config.errors import NotPermitted, StateConflict


def upload_draft(*, actor: Any, files: Mapping[str, str], note: str, at: datetime) -> PackDraft:
    """Kept with everything that is wrong with it; nothing that is in force changes."""
    require_act(actor, "create", "rule-pack-drafts")
    errors = errors_of(files) if files else ()
    problems = [{name: getattr(error, name) for name in ("file", "line", "message", "remedy")} for error in errors]
    values = {"files": dict(files), "problems": problems, "note": note, "uploaded_by": actor}
    with transaction.atomic():
        draft = PackDraft.objects.create(office_id=actor.office_id, created_at=at, **values)
        record(actor=actor, act="upload_draft", row=draft, at=at)
    return draft


def start_backtest(*, actor: Any, draft: PackDraft, at: datetime) -> Job:
    """Of all accounts that the person sees, against what is in force now."""
    require(actor, "backtest", draft)
    before, after = digests(packs_of(draft.office_id)), digests(draft_packs(draft))
    if before == after:
        raise StateConflict(_("This is what is in force already; nothing would change."), code="nothing_changes")
    backtest = PackBacktest(office_id=draft.office_id, draft=draft, started_by=actor, created_at=at)
    backtest.before, backtest.after = before, after
    with transaction.atomic():
        backtest.job = start_job(actor=actor, kind=KIND, parameters={"backtest": str(backtest.pk)}, at=at)
        backtest.save(force_insert=True)
        record(actor=actor, act="backtest", row=draft, at=at)
    return backtest.job


def newest_of(draft: PackDraft) -> PackBacktest:
    backtest = selectors.newest_backtest(draft)
    if backtest is None:
        raise StateConflict(_("A backtest comes first."), code="not_backtested")
    return backtest


def publish_draft(*, actor: Any, draft: PackDraft, at: datetime) -> PackRelease:
    """From this moment on the draft's packs conclude the office's assessments; old ones keep theirs."""
    require(actor, "publish", draft)
    if draft.uploaded_by_id == actor.pk:
        raise NotPermitted(_("Another person than the one who uploaded publishes."), code="four_eyes")
    then = draft_packs(draft)
    try:
        with transaction.atomic():
            release = _released(actor, draft, then, at)
    except IntegrityError as error:  # another release of this moment was first
        raise _stale() from error
    return release


def _released(actor: Any, draft: PackDraft, then: Mapping[str, Pack], at: datetime) -> PackRelease:
    newest = selectors.newest_release(draft.office_id)
    backtest = _fresh_backtest(draft, then)
    refuse_failing_cases(draft, then)
    release = PackRelease.objects.create(
        office_id=draft.office_id,
        number=newest.number + 1 if newest else 1,
        draft=draft,
        backtest=backtest,
        packs=backtest.after,
        uploaded_by=draft.uploaded_by,
        published_by=actor,
        created_at=at,
    )
    for pack in then.values():
        keep_pack(pack, at)
    record(actor=actor, act="publish", row=draft, at=at)
    return release


def _fresh_backtest(draft: PackDraft, then: Mapping[str, Pack]) -> PackBacktest:
    """The newest one of the draft, if it has ended and compared just these packs with what is in force now."""
    if PackRelease.objects.filter(draft=draft).exists():
        raise StateConflict(_("This draft was published already."), code="already_published")
    backtest = newest_of(draft)
    if backtest.job.state != JobState.SUCCEEDED:
        raise StateConflict(_("The newest backtest has not come to its end."), code="backtest_not_done")
    if backtest.before != digests(packs_of(draft.office_id)) or backtest.after != digests(then):
        raise _stale()
    return backtest


def _stale() -> StateConflict:
    words = _("What is in force has changed since the backtest; start another one.")
    return StateConflict(words, code="backtest_stale")
