"""A court paper is urgent from the moment it is recorded: its steps stand in the case before anybody adopts a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.audit.services import record
from assessments.engine import Evidence
from assessments.evaluations.models import RulePack
from assessments.evaluations.services import planned_for
from assessments.evidence.conversion import item
from assessments.evidence.models import LegalPaper
from cases.deadlines.models import RUNNING, Deadline
from cases.deadlines.redating import dated_by, redate
from cases.deadlines.services import make_deadlines, practice_term
from cases.files.models import UNDONE, Actor, CaseFile, CaseState, Step, StepState
from cases.files.moves import CASE_MOVES, REOPENED, target
from cases.files.raised import ANSWER, CONSULT, VERIFY
from cases.files.selectors import in_force, unraised_papers
from cases.files.services import aftercare, agenda, ledger
from cases.files.services.rows import cancel_steps, order
from cases.files.wording import TEXTS

_PLACES = {VERIFY: 0, CONSULT: 1, ANSWER: 2}


def raise_paper(actor: Any, paper: LegalPaper, at: datetime) -> None:
    """In the account's case that is not closed; without one, `open_case` or the next tick finds the paper again."""
    found = CaseFile.objects.filter(credit_account_id=paper.credit_account_id).exclude(state=CaseState.CLOSED).first()
    if found is not None:
        case = ledger.locked(found)
        if case.state == CaseState.RESOLVED:
            put_to_work(case, actor, at)
        raise_in(case, [paper], actor=actor, at=at)


def put_to_work(case: CaseFile, actor: Any, at: datetime) -> None:
    """The paper itself permits it: nobody is asked whether a resolved case may go on."""
    origin, to = case.state, target(CASE_MOVES, "reopen", case.state)
    aftercare.end(case, actor=actor, at=at)
    agenda.refresh(case, actor=actor, at=at, state=to, **REOPENED)
    trace = ledger.trace(case, case, act="reopen", origin=origin, to=to, actor=actor, at=at, reason="court_paper")
    trace.save(force_insert=True)
    record(actor=actor, act="reopen", row=case, at=at)


def raise_open_papers(case: CaseFile, *, actor: Any, at: datetime) -> None:
    """Those of the account that no case has steps for yet."""
    raise_in(case, unraised_papers(case.credit_account_id), actor=actor, at=at)


def raise_in(case: CaseFile, papers: Iterable[LegalPaper], *, actor: Any, at: datetime) -> None:
    raised = [step for paper in papers if not _told_before(case, paper) for step in _raise(case, paper, actor, at)]
    if raised:
        agenda.refresh(case, actor=actor, at=at)


def _told_before(case: CaseFile, paper: LegalPaper) -> bool:
    """The same paper may come twice: from the client, and with a letter of the lender."""
    same = LegalPaper.objects.filter(
        credit_account_id=paper.credit_account_id, kind=paper.kind, served_on=paper.served_on
    ).exclude(pk=paper.pk)
    if paper.case_no:
        same = same.filter(case_no__in=("", paper.case_no))
    raised = Step.objects.filter(case=case, raised_for__in=same.values("pk"))
    return raised.exclude(state=StepState.CANCELLED).exists()


def follow_correction(actor: Any, made: LegalPaper, at: datetime) -> bool:
    """Of a paper of the same kind the term is counted anew; of another kind, and of a withdrawn one, what was raised
    ends. Whether a date moved."""
    raised = Step.objects.filter(raised_for=made.supersedes_id, action__in=_PLACES)
    before: Any = made.supersedes
    stays = made.kind == before.kind and not made.withdrawn
    moved = False
    for found in CaseFile.objects.filter(pk__in=raised.values("case_id")).order_by("pk"):
        case = ledger.locked(found)
        if stays:
            moved = _count_anew(case, made, actor, at) or moved
        else:
            reason = "paper_withdrawn" if made.withdrawn else "paper_corrected"
            cancel_steps(case, raised.filter(case=case), actor=actor, at=at, reason=reason)
        agenda.refresh(case, actor=actor, at=at)
    if stays:
        raised.update(raised_for=made.pk)
    if not made.withdrawn and not Step.objects.filter(raised_for=made.pk).exists():
        raise_paper(actor, made, at)
    return moved


def _count_anew(case: CaseFile, made: LegalPaper, actor: Any, at: datetime) -> bool:
    _pack, entries = _planned(made, at)
    running = Deadline.objects.filter(
        case=case, step__raised_for=made.supersedes_id, step__action=ANSWER, state__in=RUNNING
    )
    if ANSWER not in entries:
        return False
    values = dated_by(entries[ANSWER]["deadline"])
    moved = [redate(case, one, dict(values), reason="fact_corrected", actor=actor, at=at) for one in running]
    return any(moved)


@dataclass(frozen=True)
class _Raising:
    """One paper in one case."""

    case: CaseFile
    paper: LegalPaper
    pack: RulePack
    actor: Any
    at: datetime

    @property
    def today(self) -> date:
        return ledger.today_of(self.case, self.at)

    def step(self, action: str, entry: dict[str, Any], *, waits: bool = False) -> Step:
        step = Step.objects.create(
            office_id=self.case.office_id,
            client_id=self.case.client_id,
            case=self.case,
            position=_PLACES[action],
            action=action,
            actor=entry["actor"],
            messages={name: entry[name] for name in TEXTS if name in entry},
            citations=entry.get("citations", []),
            urgent=True,
            pack=self.pack,
            raised_for=self.paper.pk,
            state=StepState.WAITING if waits else StepState.READY,
            ready_on=None if waits else self.today,
            created_at=self.at,
            updated_at=self.at,
        )
        trace = ledger.trace(self.case, step, act="raise", origin="", to=step.state, actor=self.actor, at=self.at)
        trace.save(force_insert=True)
        record(actor=self.actor, act="create", row=step, at=self.at)
        return step


def _raise(case: CaseFile, paper: LegalPaper, actor: Any, at: datetime) -> list[Step]:
    """Verifying and the lawyer today, and the answer by its lawful day; the words and the day are the engine's for
    this paper alone. Nothing for a paper that is served on a day to come."""
    pack, entries = _planned(paper, at)
    if ANSWER not in entries:
        return []
    raising = _Raising(case, paper, pack, actor, at)
    verify = raising.step(VERIFY, {"actor": Actor.ADVISOR})
    lawyer, dated = _lawyer(raising, entries[CONSULT])
    answer = raising.step(ANSWER, entries[ANSWER], waits=True)
    for before in (verify, lawyer):
        order(case, answer, before).save()
    dates = [(verify, practice_term(case, raising.today, raising.today)), (answer, entries[ANSWER]["deadline"])]
    make_deadlines(case, dates + dated, at=at)
    return [verify, answer]


def _planned(paper: LegalPaper, at: datetime) -> tuple[RulePack, dict[str, dict[str, Any]]]:
    """What the engine says to this paper alone, by action."""
    values = {name: getattr(paper, name) for name in ("kind", "served_on", "court", "case_no", "provenance")}
    told: Any = item("legal_papers", {**values, "id": str(paper.pk)})
    pack, plan = planned_for(account=paper.credit_account, evidence=Evidence(legal_papers=(told,)), at=at)
    return pack, {entry["action"]: entry for entry in plan}


def _lawyer(raising: _Raising, entry: dict[str, Any]) -> tuple[Step, list[tuple[Step, dict[str, Any]]]]:
    """One lawyer is enough: a step to consult one that is still to do serves this paper too, and becomes urgent."""
    undone = Step.objects.filter(in_force(raising.case), action=CONSULT, state__in=UNDONE)
    step = undone.order_by("position", "id").first()
    if step is None:
        step = raising.step(CONSULT, entry)
        return step, [(step, entry["deadline"])]
    return (step if step.urgent else step.change(at=raising.at, urgent=True)), []
