"""Recording what was said and written: one entry after another under the case's lock, so that the chain has no gap and
no fork; correcting and withdrawing by further entries; and reading a stored mail into a proposal."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act, scope
from accounts.audit.services import record
from accounts.documents.models import Document
from accounts.documents.services import open_content
from accounts.documents.sniff import MAIL
from assessments.engine.evidence import Provenance
from assessments.evidence.models import LegalPaper
from assessments.evidence.services import record_items
from cases.correspondence import chain
from cases.correspondence.mails import Mail, read_mail
from cases.correspondence.models import LATE_AFTER, Communication, CommunicationContent
from cases.files.models import LIVE, UNDONE, CaseFile, Step
from cases.files.selectors import in_force
from cases.files.services import ledger
from cases.files.services.steps import add_promised_step, complete_step, skip_step
from config import clock
from config.errors import InvalidInput, StateConflict

WORDS = ("channel", "counterpart", "agent_number", "summary", "message_id")


@transaction.atomic
def record_communication(*, actor: Any, case_id: UUID, values: dict[str, Any], at: datetime) -> Communication:
    """`values`: kind, direction, happened_at, the words, `enclosures` as ids of documents, and perhaps a promise,
    which becomes a step with a deadline on the clock of whoever promised; of a court paper `court_paper`, which is
    recorded as evidence of the case's account; `answers` is the step that it completes."""
    require_act(actor, "create", "communications")
    case = ledger.locked(named(actor, CaseFile, case_id, "/case"))
    told = _told(actor, case, values, at, "")
    step = _promised_step(actor, case, told, at)
    made = _append(actor, case, told, at, step=step, act="create")
    if paper := values.get("court_paper"):
        _record_paper(actor, case, paper, at)
    if answered := values.get("answers"):
        _answer(actor, case, answered, made, at)
    return made


def _answer(actor: Any, case: CaseFile, ident: UUID, made: Communication, at: datetime) -> None:
    """The reply is the fact by which a step that waited for it is done."""
    step = Step.objects.filter(in_force(case), pk=ident).first()
    if step is None:
        raise InvalidInput(_("This case has no such step."), code="does_not_exist", pointer="/answers")
    on = clock.local_date(made.happened_at, case.office.zone)
    note = f"{made._meta.verbose_name} {made.seq}"
    complete_step(actor=actor, step=step, done_on=on, note=note, at=at, pointer="/happened_at")


def _record_paper(actor: Any, case: CaseFile, paper: dict[str, Any], at: datetime) -> None:
    """Its term counts from the day of service, whatever was done with the paper since."""
    values = {**paper, "credit_account": case.credit_account_id, "provenance": Provenance.DOCUMENT_SEEN.value}
    record_items(actor=actor, model=LegalPaper, items=[values], at=at, place="/court_paper")


@transaction.atomic
def correct_communication(
    *, actor: Any, row: Communication, reason: str, values: dict[str, Any], at: datetime
) -> Communication:
    """A further entry that stands for `row`. A promise told otherwise ends the step of the one before."""
    case = _held_for_correction(actor, row)
    told = _told(actor, case, values, at, "/record")
    step = row.step
    if _promise(told) != _promise(row.told):
        _end_step(actor, case, row, reason, at)
        step = _promised_step(actor, case, told, at)
    return _append(actor, case, told, at, step=step, act="correct", corrects=row, reason=reason)


@transaction.atomic
def withdraw_communication(*, actor: Any, row: Communication, reason: str, at: datetime) -> Communication:
    """A further entry that repeats `row` and says that it no longer holds."""
    case = _held_for_correction(actor, row)
    if row.withdrawn:
        raise StateConflict(_("This is withdrawn already."), code="withdrawn")
    _end_step(actor, case, row, reason, at)
    told = {name: value for name, value in row.told.items() if name not in _OF_THE_LINK}
    return _append(actor, case, told, at, step=row.step, act="withdraw", corrects=row, reason=reason, withdrawn=True)


def _held_for_correction(actor: Any, row: Communication) -> CaseFile:
    """Under the case's lock nobody else corrects it at the same time."""
    require(actor, "correct", row)
    case = ledger.locked(row.case)
    if row.erased:
        raise StateConflict(_("This was erased."), code="erased")
    successor = Communication.objects.filter(corrects=row).first()
    if successor is not None:
        detail = _("This is superseded already by %(id)s.") % {"id": successor.pk}
        raise StateConflict(detail, code="superseded").naming(superseded_by=str(successor.pk))
    return case


def _told(actor: Any, case: CaseFile, values: dict[str, Any], at: datetime, place: str) -> dict[str, Any]:
    """The entry's own part of the payload; InvalidInput at its field below `place`."""
    _check_times(case, values, at, place)
    return {
        "kind": values["kind"],
        "direction": values["direction"],
        "happened_at": _instant(values["happened_at"]),
        **{name: values.get(name) or "" for name in WORDS},
        "promise": values.get("promise") or "",
        "promised_by": values["promised_by"] if values.get("promise") else "",
        "promised_on": values["promised_on"].isoformat() if values.get("promised_on") else "",
        "enclosures": _enclosures(actor, case, values.get("enclosures") or [], place),
    }


def _check_times(case: CaseFile, values: dict[str, Any], at: datetime, place: str) -> None:
    if values["happened_at"] > at:
        raise InvalidInput(_("This has not happened yet."), code="future", pointer=f"{place}/happened_at")
    promised_on = values.get("promised_on")
    if bool(values.get("promise")) != bool(promised_on):
        missing = "promised_on" if values.get("promise") else "promise"
        raise InvalidInput(_("An undertaking has words and a day."), code="required", pointer=f"{place}/{missing}")
    if promised_on and promised_on < clock.local_date(values["happened_at"], case.office.zone):
        detail = _("An undertaking lies on or after the day on which it was given.")
        raise InvalidInput(detail, code="past", pointer=f"{place}/promised_on")


def _enclosures(actor: Any, case: CaseFile, idents: Sequence[UUID], place: str) -> list[dict[str, Any]]:
    """In the order given, each with its digest: the chain then commits to the bytes too."""
    found = scope(actor, Document).filter(client_id=case.client_id).in_bulk(idents)
    for index, ident in enumerate(idents):
        where = f"{place}/enclosures/{index}"
        if ident not in found:
            raise InvalidInput(_("There is no such object."), code="does_not_exist", pointer=where)
        if ident in idents[:index]:
            raise InvalidInput(_("This is given twice."), code="repeated", pointer=where)
    return [_enclosure(found[ident]) for ident in idents]


def _enclosure(document: Document) -> dict[str, Any]:
    return {
        "document": str(document.pk),
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.sha256,
    }


def _promise(told: dict[str, Any]) -> tuple[str, str, str]:
    return told["promise"], told["promised_by"], told["promised_on"]


def _promised_step(actor: Any, case: CaseFile, told: dict[str, Any], at: datetime) -> Step | None:
    if not told["promise"]:
        return None
    made_on = clock.local_date(datetime.fromisoformat(told["happened_at"]), case.office.zone)
    due_on = date.fromisoformat(told["promised_on"])
    return add_promised_step(
        actor=actor, case=case, title=told["promise"], by=told["promised_by"], made_on=made_on, due_on=due_on, at=at
    )


def _end_step(actor: Any, case: CaseFile, row: Communication, reason: str, at: datetime) -> None:
    step = Step.objects.select_related("case").get(pk=row.step_id) if row.step_id else None
    if step is not None and step.state in UNDONE and case.state in LIVE:
        skip_step(actor=actor, step=step, reason=reason, at=at)


_OF_THE_LINK = ("case", "seq", "recorded_at", "recorded_by", "late", "corrects", "reason", "withdrawn")


def _append(
    actor: Any,
    case: CaseFile,
    told: dict[str, Any],
    at: datetime,
    *,
    step: Step | None,
    act: str,
    corrects: Communication | None = None,
    reason: str = "",
    withdrawn: bool = False,
) -> Communication:
    """The caller holds the case's lock: whoever comes next sees this link."""
    last = Communication.objects.filter(case=case).order_by("-seq").first()
    happened_at = datetime.fromisoformat(told["happened_at"])
    row = Communication(case=case, seq=last.seq + 1 if last else 1, recorded_by=actor, created_at=at, step=step)
    row.office_id, row.client_id = case.office_id, case.client_id
    row.kind, row.direction, row.happened_at = told["kind"], told["direction"], happened_at
    row.late, row.corrects, row.withdrawn = at - happened_at > LATE_AFTER, corrects, withdrawn
    whole = {
        **told,
        "case": str(case.pk),
        "seq": row.seq,
        "recorded_at": _instant(at),
        "recorded_by": str(actor.pk),
        "late": row.late,
        "corrects": str(corrects.pk) if corrects else "",
        "reason": reason,
        "withdrawn": withdrawn,
    }
    _bind(row, last, whole)
    record(actor=actor, act=act, row=row, at=at)
    return row


def _bind(row: Communication, last: Communication | None, whole: dict[str, Any]) -> None:
    payload, salt = chain.canonical(whole), secrets.token_bytes(chain.SALT_BYTES)
    row.previous = last.link if last else chain.origin_of(row.case_id)
    row.commitment = chain.commitment_of(salt, payload)
    row.link = chain.link_of(row.previous, row.seq, row.commitment)
    row.save(force_insert=True)
    CommunicationContent.objects.create(
        communication=row,
        office_id=row.office_id,
        client_id=row.client_id,
        payload=payload,
        salt=salt,
        created_at=row.created_at,
    )


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def propose_from_mail(*, actor: Any, document_id: UUID, at: datetime) -> tuple[Document, Mail]:
    """What a stored mail says of itself. Nothing is recorded, save that its bytes were read."""
    require_act(actor, "from_mail", "communications")
    document = named(actor, Document, document_id, "/document")
    if document.media_type != MAIL:
        raise InvalidInput(_("This document is not a mail."), code="not_a_mail", pointer="/document")
    with open_content(actor=actor, document=document, at=at) as file:
        return document, read_mail(file)
