"""What the client tells through the link, and the look that somebody of the office takes at it.

The client's word alone completes no step: the packs name facts that do, and whether one is there a person sees.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.documents.models import Document
from accounts.documents.services import store_document
from assessments.evidence.models import Statement
from assessments.evidence.services import record_evidence
from cases.client_links.models import ClientLink, ClientReport, ClientReportLook, Finding, Told
from cases.client_links.services.entering import hold
from cases.files.models import UNDONE, Actor, CaseFile, Step, StepState
from cases.files.selectors import in_force
from cases.files.services import ledger
from cases.files.services.steps import complete_step, held_twins
from cases.work_queue.services import expect_news, settle_news
from config import clock
from config.errors import InvalidInput, StateConflict

MOST_A_DAY = 50
SOURCE = "client-link"
PAYS = "repay_overdue"


def tell_proof(
    *, link: ClientLink, step: Step, upload: Any, words: str, submission: UUID, at: datetime, from_court: bool = False
) -> ClientReport:
    """A picture or PDF for one of the client's own steps; one from a court is urgent at once, by the client's word."""

    def values() -> dict[str, Any]:
        require(link.account, "retrieve", step)
        document = _stored(link, step.case, upload, at, from_court=from_court)
        return {"kind": Told.PROOF, "step": step, "words": words, "document": document}

    return _told_once(link, step.case, submission, values, at)


def tell_payment(
    *, link: ClientLink, case: CaseFile, amount: Decimal, paid_on: date, upload: Any, words: str, submission: UUID,
    at: datetime,
) -> ClientReport:  # fmt: skip
    """Kept as the client's statement among the evidence, which counts no payment as made: the advisor enters it with
    the lender's word for it."""

    def values() -> dict[str, Any]:
        require(link.account, "list", case)
        return {
            "kind": Told.PAYMENT,
            "step": _paying_step(case),
            "words": words,
            "amount": amount,
            "paid_on": paid_on,
            "document": _stored(link, case, upload, at) if upload else None,
            "statement": _stated(link, case, amount, paid_on, words, submission, at),
        }

    return _told_once(link, case, submission, values, at)


@transaction.atomic
def _told_once(
    link: ClientLink, case: CaseFile, submission: UUID, values: Callable[[], dict[str, Any]], at: datetime
) -> ClientReport:
    """Under the link's lock, so that of a form sent twice the second finds the first."""
    hold(link, at)
    require_act(link.account, "tell", "client-reports")
    expect_news(case.credit_account_id)
    if earlier := ClientReport.objects.filter(link=link, submission=submission).first():
        return earlier
    _refuse_too_many(link, at)
    whose = {"office_id": case.office_id, "client_id": case.client_id, "case": case, "link": link}
    row = ClientReport.objects.create(**whose, **values(), submission=submission, created_at=at)
    record(actor=link.account, act="tell", row=row, at=at, fields=[row.kind])
    return row


def _refuse_too_many(link: ClientLink, at: datetime) -> None:
    if ClientReport.objects.filter(link=link, created_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise StateConflict(_("That is a lot for one day. Talk to your advisor, or go on tomorrow."), code="too_many")


def _stored(link: ClientLink, case: CaseFile, upload: Any, at: datetime, *, from_court: bool = False) -> Document:
    values = {"client": case.client_id, "credit_account": case.credit_account_id, "captured_by": SOURCE}
    values["from_court"] = from_court
    return store_document(actor=link.account, upload=upload, values=values, at=at)


def _stated(
    link: ClientLink, case: CaseFile, amount: Decimal, paid_on: date, words: str, submission: UUID, at: datetime
) -> Statement:
    with translation.override(link.client.language):
        text = _("By the client's word: %(amount)s yuan paid on %(day)s.") % {"amount": amount, "day": paid_on}
    values = {
        "credit_account": case.credit_account_id,
        "made_at": at,
        "text": f"{text}\n{words}".strip(),
        "provenance": "client_stated",
        "source": SOURCE,
        "source_ref": str(submission),
    }
    row: Statement = record_evidence(actor=link.account, model=Statement, values=values, at=at)
    return row


def _paying_step(case: CaseFile) -> Step | None:
    paying = Step.objects.filter(in_force(case), action=PAYS, actor=Actor.CLIENT, state=StepState.READY)
    return paying.order_by("position", "id").first()


@transaction.atomic
def look_at(*, actor: Any, report: ClientReport, finding: str, note: str, complete: bool, at: datetime) -> ClientReport:
    """Once. `complete`: the fact that the step waits for is there, on the day that the client named or told it."""
    require(actor, "look", report)
    if complete and report.step:
        held_twins(actor, report.step)  # before the one case, so that cases are held in one order
    case = ledger.locked(report.case)  # of two at once, the second sees the first
    if ClientReportLook.objects.filter(report=report).exists():
        raise StateConflict(_("Somebody has looked at this already."), code="looked_at")
    if finding == Finding.ASKED and not note:
        raise _say_what()
    whose = {"office_id": report.office_id, "client_id": report.client_id, "case_id": report.case_id}
    look = ClientReportLook.objects.create(
        **whose, report=report, finding=finding, note=note, looked_by=actor, created_at=at
    )
    settle_news(case)
    record(actor=actor, act="look", row=look, at=at)
    if complete and finding == Finding.ACCEPTED:
        _complete(actor, case, report, note, at)
    return report


def _say_what() -> InvalidInput:
    return InvalidInput(_("Say what is missing: the client reads it."), code="required", pointer="/note")


def _complete(actor: Any, case: CaseFile, report: ClientReport, note: str, at: datetime) -> None:
    step = Step.objects.select_related("case").get(pk=report.step_id) if report.step_id else None
    if step is None:
        raise InvalidInput(_("This report belongs to no step."), code="no_step", pointer="/complete")
    if step.state in UNDONE:
        done_on = report.paid_on or clock.local_date(report.created_at, case.office.zone)
        complete_step(actor=actor, step=step, done_on=done_on, note=note, at=at, pointer="/complete")
