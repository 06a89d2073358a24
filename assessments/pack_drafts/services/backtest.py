"""What a draft would change: the evidence of each account's newest assessment under both packs, at one moment.

In memory; of an account nothing is kept but what would change, and that for the first accounts only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.consents.models import Purpose
from accounts.consents.services import refuse_if_withdrawn
from accounts.credit_accounts.models import CreditAccount
from accounts.jobs.kinds import Batch, Kind, Trouble, register
from accounts.jobs.models import Job
from assessments import engine
from assessments.engine.canonical import plain
from assessments.engine.packs.source import LANGUAGES
from assessments.engine.what_if import shifts
from assessments.engine.wording import render_message
from assessments.evaluations.in_force import Published
from assessments.evaluations.models import Assessment
from assessments.evaluations.stored_packs import is_at_hand
from assessments.pack_drafts.built import digests, draft_packs
from assessments.pack_drafts.models import BacktestChange, PackBacktest
from assessments.pack_drafts.selectors import assessed, count_accounts
from config.errors import StateConflict

KIND = "rule_pack_backtest"
BATCH, KEPT = 20, 200
UNREADABLE, MOVED = "unreadable", "packs_moved"
COUNTED = {"status": "status", "cause": "causes", "level": "level", "points": "points", "step": "plan"}
"""What is counted by itself; everything else that would change is `other`."""


@dataclass(frozen=True)
class Sides:
    """What is in force, and what the draft would put there."""

    now: Mapping[str, engine.Pack]
    then: Mapping[str, engine.Pack]


def register_kind() -> None:
    words = {
        UNREADABLE: _("What was stored of this account cannot be read."),
        MOVED: _("The rule packs have changed since the backtest was asked for; start another one."),
    }
    register(Kind(KIND, total=lambda job: count_accounts(job.started_by, _of(job)), batch=backtest_batch, words=words))


def _of(job: Job) -> PackBacktest:
    return PackBacktest.objects.select_related("draft").get(pk=job.parameters["backtest"])


def backtest_batch(job: Job, at: datetime) -> Batch:
    backtest = _of(job)
    sides = _sides(backtest)
    if sides is None:
        return Batch(done=0, checkpoint=None, troubles=[Trouble("", MOVED)])
    after, kept = job.checkpoint.get("after"), job.checkpoint.get("kept", 0)
    found = assessed(job.started_by, backtest, after, BATCH)
    counts, troubles = Counter[str](), list[Trouble]()
    rows: list[BacktestChange] = []
    for account, assessment in found:
        try:
            changes = _changes(account, assessment, sides, backtest.created_at)
        except engine.EngineError:
            troubles.append(Trouble(f"/credit-accounts/{account.pk}", UNREADABLE))
            changes = UNREADABLE
        counts.update([changes] if isinstance(changes, str) else _parts(changes))
        if not isinstance(changes, str) and kept + len(rows) < KEPT:
            rows.append(_row(backtest, account, changes))
    BacktestChange.objects.bulk_create(rows)
    last = {"after": str(found[-1][0].pk), "kept": kept + len(rows)} if len(found) == BATCH else None
    return Batch(done=len(found), checkpoint=last, counts=counts, troubles=troubles)


def _sides(backtest: PackBacktest) -> Sides | None:
    """Just those that were asked about; None where this version has others."""
    try:
        then = draft_packs(backtest.draft)
    except StateConflict:
        return None
    same = digests(then) == backtest.after and all(map(is_at_hand, backtest.before.values()))
    return Sides(Published(backtest.before), then) if same else None


def _changes(
    account: CreditAccount, assessment: Assessment | None, sides: Sides, at: datetime
) -> list[dict[str, Any]] | str:
    """What would change, or why nothing is said of it."""
    if assessment is None:
        return "not_assessed"
    try:
        refuse_if_withdrawn(account.client_id, Purpose.SENSITIVE_DATA)
    except StateConflict:
        return "consent_withdrawn"
    evidence, facts, _as_of = engine.input_from_bytes(bytes(assessment.input))
    now, then = (engine.pack_for(packs, facts.product) for packs in (sides.now, sides.then))
    if now.digest == then.digest:
        return "unchanged"
    before, after = engine.evaluate(evidence, facts, now, at), engine.evaluate(evidence, facts, then, at)
    told = [plain(asdict(one)) | {"said": _said(one, before, after, now, then)} for one in shifts(before, after)]
    return told or "unchanged"


def _said(
    shift: engine.Shift, before: engine.Assessment, after: engine.Assessment, now: engine.Pack, then: engine.Pack
) -> dict[str, str]:
    """The name of a step, warning or contradiction in both languages, since the draft's words may never be in force."""
    answer, pack = (after, then) if shift.then is not None else (before, now)
    data = engine.assessment_data(answer)
    message = next(_messages(data, shift), None)
    if message is None:
        return {}
    return {language: render_message(message, pack.wording, language) for language in LANGUAGES}


def _messages(data: Mapping[str, Any], shift: engine.Shift) -> Iterator[Any]:
    if shift.part == "step":
        yield from (step["title"] for step in data["plan"] if step["action"] == shift.name)
    elif shift.part == "warning":
        yield from (each["text"] for each in data["warnings"] if each["warning"] == shift.name)
    elif shift.part == "conflict":
        yield from (e["text"] for e in data["conflicts"] if e["text"]["key"] == f"conflict.{shift.name}")


def _parts(changes: Iterable[Mapping[str, Any]]) -> set[str]:
    """Each account counts once for each thing that would change."""
    named = (each["name"] if each["part"] == "risk" else each["part"] for each in changes)
    return {"changed"} | {COUNTED.get(name, "other") for name in named}


def _row(backtest: PackBacktest, account: CreditAccount, changes: list[dict[str, Any]]) -> BacktestChange:
    whose = {"office_id": account.office_id, "client_id": account.client_id, "credit_account": account}
    return BacktestChange(backtest=backtest, changes=changes, created_at=backtest.created_at, **whose)
