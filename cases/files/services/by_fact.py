"""A payment or a report is recorded: the steps that asked for it are done, in every case of the client."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from assessments.evidence.models import Recorded
from cases.files.models import LIVE, CaseFile, Step, StepState
from cases.files.services import ledger
from cases.files.services.facts import SHOWN_BY, shows_something
from cases.files.services.steps import complete_what_is_there


def follow_recorded(actor: Any, rows: Sequence[Recorded], at: datetime) -> None:
    """`rows` are of one kind. What is not ready yet is looked at again when it is."""
    clients = {row.client_id for row in rows if shows_something(row)}
    if not clients:
        return
    asked = Step.objects.filter(client_id__in=clients, state=StepState.READY, action__in=SHOWN_BY[type(rows[0])])
    for case in CaseFile.objects.filter(pk__in=asked.values("case_id"), state__in=LIVE).order_by("pk"):
        complete_what_is_there(ledger.locked(case), actor=actor, at=at)


def follow_corrected(actor: Any, made: Recorded, at: datetime) -> None:
    if type(made) in SHOWN_BY:
        follow_recorded(actor, [made], at)
