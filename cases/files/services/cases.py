"""Opening cases and leading them from state to state."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import require, require_act, scope
from accounts.access.external import named_by, refusing_taken
from accounts.audit.services import record
from accounts.credit_accounts.models import CreditAccount
from accounts.people.models import Person
from assessments.evaluations.models import Assessment
from assessments.evaluations.selectors import assessment_of_account, newest_of
from cases.files.models import CaseFile, CaseState, Step
from cases.files.moves import CASE_MOVES, REOPENED, target
from cases.files.raised import AFTERCARE
from cases.files.services import aftercare, agenda, ledger
from cases.files.services.court_papers import raise_open_papers
from cases.files.services.rows import cancel_steps
from cases.files.services.unnamed_papers import ask_for_open
from cases.reminders.services.schedule import readdress
from config.errors import InvalidInput, StateConflict
from config.rows import for_update

LONGEST_WAIT = timedelta(days=366)  # twice as long as aftercare goes on


@transaction.atomic
def open_case(
    *, actor: Any, account_id: UUID, assessment_id: UUID | None, at: datetime, external_id: str | None = None
) -> CaseFile:
    """Owned by the client's advisor; first of all a plan is to be adopted, unless a court paper of the account presses
    more."""
    require_act(actor, "create", "cases")
    account = _account(actor, account_id)
    assessment = assessment_of(actor, account.pk, assessment_id)
    _refuse_second(account)
    case = CaseFile(
        office_id=account.office_id,
        client_id=account.client_id,
        credit_account=account,
        assessment=assessment,
        owner_id=account.client.advisor_id,
        state=CaseState.OPEN,
        created_at=at,
        updated_at=at,
        **named_by(actor, {"external_id": external_id}),
    )
    for name, value in agenda.first_values(case, at).items():
        setattr(case, name, value)
    with refusing_taken():
        case.save(force_insert=True)
    ledger.trace(case, case, act="create", origin="", to=case.state, actor=actor, at=at).save(force_insert=True)
    record(actor=actor, act="create", row=case, at=at)
    raise_open_papers(case, actor=actor, at=at)
    ask_for_open(case, actor=actor, at=at)
    return case


def _account(actor: Any, ident: UUID) -> CreditAccount:
    """Held until the case is in, so that two people opening at once get one case and one conflict."""
    accounts = scope(actor, CreditAccount).select_related("client", "office")
    found = for_update(accounts.filter(pk=ident)).first()
    if found is None:
        raise InvalidInput(_("There is no such object."), code="does_not_exist", pointer="/credit_account")
    return found


def assessment_of(actor: Any, account_id: UUID, ident: UUID | None) -> Assessment:
    """The named assessment of the account, or its newest."""
    found = assessment_of_account(actor, account_id, ident) if ident else None
    if ident and found is None:
        raise InvalidInput(_("This account has no such assessment."), code="does_not_exist", pointer="/assessment")
    found = found or newest_of(actor, account_id)
    if found is None:
        raise StateConflict(_("Evaluate the account first."), code="not_evaluated")
    return found


def _refuse_second(account: CreditAccount) -> None:
    other = CaseFile.objects.filter(credit_account=account).exclude(state=CaseState.CLOSED).first()
    if other is not None:
        raise StateConflict(_("The account has a case already: %(id)s.") % {"id": other.pk}, code="case_exists")


@transaction.atomic
def change_case(*, actor: Any, case: CaseFile, seen: int, changes: dict[str, Any], at: datetime) -> CaseFile:
    """Hands the case to somebody else, together with the reminders that have not gone yet."""
    require(actor, "partial_update", case)
    case = ledger.locked(case)
    if "owner" in changes:
        changes["owner"] = _owner_named(actor, case, changes["owner"])
    with refusing_taken():
        case.change(at=at, seen=seen, **named_by(actor, changes))
    readdress(case, at=at)
    record(actor=actor, act="change", row=case, at=at, fields=changes.keys() - {"external_owner"})
    return case


def _owner_named(actor: Any, case: CaseFile, ident: UUID) -> Person:
    """Only somebody who works on cases and sees this one can own it."""
    person = scope(actor, Person).filter(pk=ident, is_active=True, role__in=registry.CASEWORKERS).first()
    if person is None:
        raise InvalidInput(_("There is no such advisor."), code="does_not_exist", pointer="/owner")
    if not scope(person, CaseFile).filter(pk=case.pk).exists():
        raise InvalidInput(
            _("This person does not see the case: hand the client over first."), code="out_of_scope", pointer="/owner"
        )
    return person


@transaction.atomic
def wait(
    *, actor: Any, case: CaseFile, waiting_for: str, waiting_until: date, at: datetime, seen: int | None = None
) -> CaseFile:
    """For a year at most: it may be that nothing else brings the case up before its day."""
    today = ledger.today_of(case, at)
    if waiting_until < today:
        raise InvalidInput(_("This day has passed."), code="past", pointer="/waiting_until")
    if waiting_until > today + LONGEST_WAIT:
        words = _("A case waits for a year at most: until %(day)s.") % {"day": today + LONGEST_WAIT}
        raise InvalidInput(words, code="range", pointer="/waiting_until")
    return _move(
        actor, case, "wait", at, seen, reason=waiting_for, waiting_for=waiting_for, waiting_until=waiting_until
    )


@transaction.atomic
def resume(*, actor: Any, case: CaseFile, at: datetime, seen: int | None = None) -> CaseFile:
    return _move(actor, case, "resume", at, seen, waiting_for="", waiting_until=None)


@transaction.atomic
def record_outcome(
    *, actor: Any, case: CaseFile, outcome: str, note: str, at: datetime, seen: int | None = None
) -> CaseFile:
    """What came of it; the case still waits for a last look and its closing."""
    case = _move(actor, case, "outcome", at, seen, reason=note, outcome=outcome, outcome_note=note)
    aftercare.follow_up(case, actor=actor, at=at)
    return case


@transaction.atomic
def close_case(
    *, actor: Any, case: CaseFile, outcome: str, note: str, at: datetime, seen: int | None = None
) -> CaseFile:
    """Ends the case: what is undone is cancelled, and nobody is reminded of it any more; after a good end somebody
    looks again in one, three and six months."""
    case = _move(actor, case, "close", at, seen, reason=note, outcome=outcome, outcome_note=note, closed_at=at)
    steps = Step.objects.filter(case=case).exclude(action=AFTERCARE)
    cancel_steps(case, steps, actor=actor, at=at, reason="case_closed")
    aftercare.follow_up(case, actor=actor, at=at)
    return case


@transaction.atomic
def reopen_case(*, actor: Any, case: CaseFile, reason: str, at: datetime, seen: int | None = None) -> CaseFile:
    """Steps that the closing cancelled are reopened one by one, or a new plan is adopted; those of court papers come
    back by themselves."""
    require(actor, "reopen", case)
    _account(actor, case.credit_account_id)
    others = CaseFile.objects.filter(credit_account_id=case.credit_account_id).exclude(pk=case.pk)
    target(CASE_MOVES, "reopen", case.state)
    if other := others.exclude(state=CaseState.CLOSED).first():
        raise StateConflict(_("The account has a case already: %(id)s.") % {"id": other.pk}, code="case_exists")
    case = ledger.locked(case)
    aftercare.end(case, actor=actor, at=at)
    case = _move(actor, case, "reopen", at, seen, reason=reason, **REOPENED)
    raise_open_papers(case, actor=actor, at=at)
    ask_for_open(case, actor=actor, at=at)
    return case


def _move(
    actor: Any, case: CaseFile, act: str, at: datetime, seen: int | None, *, reason: str = "", **values: Any
) -> CaseFile:
    """`seen`: the version that the caller saw, where they said so."""
    require(actor, act, case)
    case = ledger.locked(case)
    case.require_seen(seen)
    origin, to = case.state, target(CASE_MOVES, act, case.state)
    agenda.refresh(case, actor=actor, at=at, state=to, **values)
    ledger.trace(case, case, act=act, origin=origin, to=to, actor=actor, at=at, reason=reason).save(force_insert=True)
    record(actor=actor, act=act, row=case, at=at)
    return case
