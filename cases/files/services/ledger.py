"""The one way in which a case, a step or a deadline changes its state: the row and its trace together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import UUIDField
from django.utils.translation import gettext as _

from cases.files.models import LIVE, CaseFile, Transition
from config import clock
from config.errors import ClientErased, StateConflict
from config.prepared import Given, Question
from config.rows import for_update


def locked(case: CaseFile) -> CaseFile:
    """The case as it is now, held until the transaction ends: acts on one case come one after the other."""
    for found in _held(pk=case.pk):
        return found
    raise ClientErased  # meanwhile: nothing else removes a case


_held = Question(lambda: for_update(CaseFile.objects.select_related("office")).filter(pk=Given("pk", UUIDField())))


def require_live(case: CaseFile) -> None:
    if case.state not in LIVE:
        raise StateConflict(_("The case is closed or resolved; reopen it first."), code="case_not_live")


def today_of(case: CaseFile, at: datetime) -> date:
    return clock.local_date(at, case.office.zone)


def trace(
    case: CaseFile, row: Any, *, act: str, origin: str, to: str, actor: Any, at: datetime, reason: str = ""
) -> Transition:
    """Unsaved: `moved` writes one, adopting a plan writes many at once."""
    kind = {"casefile": "case"}.get(row._meta.model_name, row._meta.model_name)
    return Transition(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        kind=kind,
        object_id=row.pk,
        act=act,
        from_state=origin,
        to_state=to,
        reason=reason,
        by=actor,
        created_at=at,
    )


def moved(
    case: CaseFile, row: Any, *, act: str, to: str, actor: Any, at: datetime, reason: str = "", **values: Any
) -> None:
    trace(case, row, act=act, origin=row.state, to=to, actor=actor, at=at, reason=reason).save(force_insert=True)
    row.change(at=at, state=to, **values)
