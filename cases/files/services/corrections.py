"""A fact was corrected: dates counted from it are counted anew, and whoever works on its plan looks again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from assessments.engine import Evidence
from assessments.evaluations.selectors import rested_on
from assessments.evaluations.services import planned_for
from assessments.evidence.conversion import item
from assessments.evidence.kinds import kind_of
from assessments.evidence.models import LegalPaper, Recorded
from cases.deadlines.models import RUNNING, Deadline
from cases.deadlines.redating import dated_by, redate
from cases.files.models import LIVE, CaseFile
from cases.files.services import agenda, court_papers, ledger
from cases.files.services.rechecks import ask_again


def follow(actor: Any, made: Any, at: datetime) -> None:
    """`made`, of whatever kind, corrects or withdraws `made.supersedes`."""
    moved = court_papers.follow_correction(actor, made, at) if isinstance(made, LegalPaper) else False
    found = CaseFile.objects.filter(credit_account_id=made.credit_account_id, state__in=LIVE).first()
    if found is None:
        return
    case = ledger.locked(found)
    moved = (not made.withdrawn and _count_anew(case, made, actor, at)) or moved
    if moved or (case.plan and rested_on(case.plan.assessment, made.supersedes_id)):
        ask_again(case, because=made.pk, what=str(made._meta.verbose_name), actor=actor, at=at)
        agenda.refresh(case, actor=actor, at=at)


def _count_anew(case: CaseFile, made: Any, actor: Any, at: datetime) -> bool:
    """The dates of steps that cite what was corrected, such as a notice's own reply date."""
    cited = list(Deadline.objects.filter(case=case, citation=str(made.supersedes_id), state__in=RUNNING))
    if not cited:
        return False
    term = next((term for term in terms_of(made, at) if term["citation"] == str(made.pk)), None)
    values = dated_by(term) if term else {"citation": str(made.pk)}
    moved = [redate(case, one, dict(values), reason="fact_corrected", actor=actor, at=at) for one in cited]
    return any(moved)


def terms_of(row: Recorded, at: datetime) -> list[dict[str, Any]]:
    """The dates that the engine counts from this piece of evidence alone."""
    kind = kind_of(type(row))
    values = {name: getattr(row, name) for name in ("provenance", *kind.columns)}
    told: Any = item(kind.name, {**values, "id": str(row.pk)})
    _pack, plan = planned_for(account=row.credit_account, evidence=Evidence(**{kind.name: (told,)}), at=at)
    return [entry["deadline"] for entry in plan if entry["deadline"]]
