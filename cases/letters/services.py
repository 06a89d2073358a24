"""Drafting, changing, approving, sending and discarding letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import named, require, require_act
from accounts.audit.services import record
from accounts.consents.services import refuse_if_withdrawn
from accounts.documents.models import Document
from accounts.documents.services import store_document
from assessments.engine import pack_for
from assessments.evaluations.rendering import citation_of_fact
from assessments.packs import packs
from cases.correspondence.services import record_communication
from cases.deadlines.models import Clock, Counting
from cases.files.models import Actor, CaseFile
from cases.files.moves import illegal
from cases.files.services import ledger
from cases.files.services.steps import add_awaited_step
from cases.files.wording import limitation_words
from cases.letters.drafting import blanks_in, drafted, paper
from cases.letters.facts import facts_of
from cases.letters.kinds import SPECS, Spec, purpose_of
from cases.letters.models import Letter, LetterState
from cases.limitation.selectors import is_held
from config import clock
from config.errors import InvalidInput, StateConflict


@transaction.atomic
def draft_letter(*, actor: Any, case_id: UUID, kind: str, language: str, at: datetime) -> Letter:
    """Filled from what the case's records say at this moment; the rest are blanks."""
    require_act(actor, "create", "letters")
    case = ledger.locked(named(actor, CaseFile, case_id, "/case"))
    facts = facts_of(actor, case, language)
    product = case.credit_account.product.key
    card = pack_for(packs(), product).product(product).instalment_right
    letter = Letter.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        kind=kind,
        language=language,
        facts=facts.used,
        drafted_by=actor,
        created_at=at,
        updated_at=at,
        **drafted(kind, language, facts, card, ledger.today_of(case, at)),
    )
    record(actor=actor, act="draft", row=letter, at=at)
    return letter


@transaction.atomic
def change_letter(
    *, actor: Any, letter: Letter, changes: dict[str, Any], at: datetime, seen: int | None = None
) -> Letter:
    """`addressee`, `subject`, `text` of a draft."""
    require(actor, "partial_update", letter)
    letter = _held(letter, seen, LetterState.DRAFT)
    letter.change(at=at, changed_by=actor, **changes)
    record(actor=actor, act="partial_update", row=letter, at=at)
    return letter


@transaction.atomic
def approve_letter(*, actor: Any, letter: Letter, at: datetime, seen: int | None = None) -> Letter:
    """By somebody who neither drafted nor last changed it. From now on its words are fixed."""
    require(actor, "approve", letter)
    letter = _held(letter, seen, LetterState.DRAFT)
    if actor.pk in (letter.drafted_by_id, letter.changed_by_id):
        raise StateConflict(_("Somebody else has to approve what you wrote."), code="approval_by_oneself")
    if left := blanks_in(letter.addressee, letter.subject, letter.text):
        raise StateConflict(_("Blanks are left: %(blanks)s") % {"blanks": "; ".join(left)}, code="blanks_left")
    _refuse_acknowledging(letter, at)
    refuse_if_withdrawn(letter.client_id, purpose_of(letter.kind))
    letter.change(at=at, state=LetterState.APPROVED, approved_by=actor, approved_at=at)
    record(actor=actor, act="approve", row=letter, at=at)
    return letter


def _refuse_acknowledging(letter: Letter, at: datetime) -> None:
    """As with steps: an old debt is not acknowledged before somebody has decided to."""
    if SPECS[letter.kind].acknowledges and is_held(letter.case, ledger.today_of(letter.case, at)):
        raise StateConflict(limitation_words(), code="limitation_undecided")


@transaction.atomic
def send_letter(*, actor: Any, letter: Letter, values: dict[str, Any], at: datetime, seen: int | None = None) -> Letter:
    """It was sent at `sent_at` by `kind` (letter, mail or chat) and `channel`. The paper is kept, a communication with
    it stands in the chain, and a step waits for the reply: by the rule's term, or by `reply_by` where none is named."""
    require(actor, "send", letter)
    case = ledger.locked(letter.case)
    letter = _held(letter, seen, LetterState.APPROVED)
    _refuse_acknowledging(letter, at)
    refuse_if_withdrawn(letter.client_id, purpose_of(letter.kind))
    sent_on = _sent_on(case, letter, values["sent_at"], at)
    term = _term(case, letter, sent_on, values.get("reply_by"))
    document = _kept(actor, letter, at)
    told = {
        "kind": values["kind"],
        "direction": "outgoing",
        "happened_at": values["sent_at"],
        "channel": values.get("channel", ""),
        "counterpart": letter.addressee,
        "summary": letter.subject,
        "enclosures": [document.pk],
    }
    communication = record_communication(actor=actor, case_id=case.pk, values=told, at=at)
    title = _("Reply of %(who)s: %(subject)s") % {"who": letter.addressee, "subject": letter.subject}
    to = SPECS[letter.kind].to
    step = add_awaited_step(actor=actor, case=case, title=title[:200], by=to, term=term, at=at)
    letter.change(at=at, state=LetterState.SENT, document=document, communication=communication, step=step)
    record(actor=actor, act="send", row=letter, at=at)
    return letter


def _sent_on(case: CaseFile, letter: Letter, sent_at: datetime, at: datetime) -> date:
    if sent_at > at:
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/sent_at")
    day = clock.local_date(sent_at, case.office.zone)
    assert letter.approved_at is not None  # noqa: S101 - a constraint holds it for approved letters
    if day < clock.local_date(letter.approved_at, case.office.zone):
        raise InvalidInput(_("A letter is sent after it was approved."), code="before", pointer="/sent_at")
    return day


def _term(case: CaseFile, letter: Letter, sent_on: date, reply_by: date | None) -> dict[str, Any]:
    """The reply's deadline as plans tell it. The day of sending is not counted."""
    spec, calendar = SPECS[letter.kind], packs()["base"].calendar
    name = spec.terms.get(_lender_kind(case))
    if reply_by is None and name is None:
        detail = _("No rule that we know names a term for this reply. Say by when you look for it.")
        raise InvalidInput(detail, code="required", pointer="/reply_by")
    if reply_by is not None and reply_by < sent_on:
        raise InvalidInput(_("This day lies before the letter was sent."), code="before", pointer="/reply_by")
    fact = packs()["base"].facts[name].at(sent_on) if name and reply_by is None else None
    due_on = reply_by or calendar.add_days(sent_on, fact.count if fact else 0)
    return {
        "clock": _clock(spec),
        "days": (due_on - sent_on).days,
        "counting": Counting.CALENDAR,
        "from": sent_on.isoformat(),
        "due_on": due_on.isoformat(),
        "check_on": calendar.next_working_day(due_on).isoformat(),
        "citation": citation_of_fact(name)[:200] if fact and name else "",
        "verification": fact.verification if fact else "set_by_person",
        "provisional": calendar.is_provisional(due_on),
    }


def _lender_kind(case: CaseFile) -> str:
    lender = case.credit_account.lender_of_record
    return lender.kind if lender else "unknown"


def _clock(spec: Spec) -> str:
    return Clock.LENDER if spec.to == Actor.LENDER else Clock.REGULATOR


def _kept(actor: Any, letter: Letter, at: datetime) -> Document:
    upload = SimpleUploadedFile(f"{letter.subject}.pdf".replace("/", "-"), paper(letter), "application/pdf")
    values = {
        "client": letter.client_id,
        "credit_account": letter.case.credit_account_id,
        "original": _("made by Reinstate as it was approved"),
    }
    return store_document(actor=actor, upload=upload, values=values, at=at)


@transaction.atomic
def discard_letter(*, actor: Any, letter: Letter, at: datetime, seen: int | None = None) -> Letter:
    """One that is not sent; it stays to be read."""
    require(actor, "discard", letter)
    letter = _held(letter, seen, LetterState.DRAFT, LetterState.APPROVED)
    letter.change(at=at, state=LetterState.DISCARDED)
    record(actor=actor, act="discard", row=letter, at=at)
    return letter


def open_paper(*, actor: Any, letter: Letter, at: datetime) -> bytes:
    require(actor, "content", letter)
    made = paper(letter)
    record(actor=actor, act="download", row=letter, at=at)
    return made


def _held(letter: Letter, seen: int | None, *states: LetterState) -> Letter:
    """As it is now; `change` finds whoever was faster."""
    letter = Letter.objects.select_related("case__office", "case__credit_account__lender_of_record", "client").get(
        pk=letter.pk
    )
    letter.require_seen(seen)
    if letter.state not in states:
        raise illegal(letter.state, states)
    return letter
