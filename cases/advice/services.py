"""Recording advice, the client's answers to it, and reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act, scope
from accounts.audit.services import record
from assessments.evaluations.models import Assessment
from assessments.evidence.kinds import KINDS
from cases.advice.models import Advice, AdviceAnswer, AdviceReview
from cases.advice.selectors import drawn_for_review
from cases.files.models import CaseFile
from cases.files.services import ledger
from config import clock
from config.errors import InvalidInput, NotPermitted, StateConflict


@transaction.atomic
def give_advice(*, actor: Any, case_id: UUID, values: dict[str, Any], at: datetime) -> Advice:
    """`values`: text, given_at, perhaps `assessment` and `evidence` (ids) of the case's account. One of the two at
    least: advice rests on facts."""
    require_act(actor, "create", "advice")
    case = named(actor, CaseFile, case_id, "/case")
    _refuse_future(values["given_at"], at, "/given_at")
    idents = values.get("evidence") or []
    if not values.get("assessment") and not idents:
        raise InvalidInput(_("Name the assessment or the evidence that it rests on."), pointer="/assessment")
    account = {"credit_account_id": case.credit_account_id}
    assessment = named(actor, Assessment, values["assessment"], "/assessment", **account) if values.get(
        "assessment"
    ) else None  # fmt: skip
    row = Advice.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        given_by=actor,
        given_at=values["given_at"],
        text=values["text"],
        assessment=assessment,
        evidence=_evidence(actor, case, idents),
        created_at=at,
    )
    record(actor=actor, act="advise", row=row, at=at)
    return row


def _evidence(actor: Any, case: CaseFile, idents: Sequence[UUID]) -> list[dict[str, str]]:
    """One query for each kind, however many ids there are."""
    found: dict[UUID, str] = {}
    for kind in KINDS if idents else ():
        rows = scope(actor, kind.model).filter(credit_account_id=case.credit_account_id, pk__in=idents)
        found |= dict.fromkeys(rows.values_list("pk", flat=True), kind.resource)
    for index, ident in enumerate(idents):
        if ident not in found:
            raise InvalidInput(_("There is no such object."), code="does_not_exist", pointer=f"/evidence/{index}")
    return [{"kind": found[ident], "id": str(ident)} for ident in idents]


@transaction.atomic
def record_answer(*, actor: Any, advice: Advice, values: dict[str, Any], at: datetime) -> Advice:
    """What the client said, also a second time and otherwise."""
    require(actor, "answer", advice)
    _refuse_future(values["said_at"], at, "/said_at")
    if values["said_at"] < advice.given_at:
        raise InvalidInput(_("An answer comes after the advice."), code="before", pointer="/said_at")
    row = AdviceAnswer.objects.create(**_whose(advice), recorded_by=actor, created_at=at, **values)
    record(actor=actor, act="answer", row=row, at=at)
    return advice


@transaction.atomic
def review_advice(*, actor: Any, advice: Advice, verdict: str, note: str, at: datetime) -> Advice:
    """By somebody else than who gave it, and once."""
    require(actor, "review", advice)
    if advice.given_by_id == actor.pk:
        raise NotPermitted(_("Somebody else has to review what you advised."))
    ledger.locked(advice.case)  # of two at once, the second sees the first
    if AdviceReview.objects.filter(advice=advice).exists():
        raise StateConflict(_("This is reviewed already."), code="reviewed")
    row = AdviceReview.objects.create(**_whose(advice), reviewer=actor, verdict=verdict, note=note, created_at=at)
    record(actor=actor, act="review", row=row, at=at)
    return advice


def to_review(*, actor: Any, month: date, at: datetime) -> list[Advice]:
    """The sample of a month that is over: a running one would still change."""
    require_act(actor, "to_review", "advice")
    today = clock.local_date(at, actor.office.zone)
    if month >= today.replace(day=1):
        raise InvalidInput(_("This month is not over yet."), code="future", pointer="/month")
    return drawn_for_review(actor, month)


def _refuse_future(moment: datetime, at: datetime, pointer: str) -> None:
    if moment > at:
        raise InvalidInput(_("This has not happened yet."), code="future", pointer=pointer)


def _whose(advice: Advice) -> dict[str, Any]:
    return {
        "office_id": advice.office_id,
        "client_id": advice.client_id,
        "case_id": advice.case_id,
        "advice": advice,
    }
