"""Referring a case to a lawyer: checked for conflicts first, decided by the lawyer, ended by either side."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import named, require, require_act, scope
from accounts.access.sight import look_again
from accounts.audit.services import record
from accounts.clients.looked_up import identity_index
from accounts.consents.models import Consent, Purpose
from accounts.consents.selectors import same_firm
from accounts.consents.services import refuse_if_withdrawn
from accounts.lenders.models import Lender
from accounts.merges.selectors import files_of
from accounts.people.models import Person
from cases.files.models import CaseFile
from cases.files.services import ledger
from cases.referrals.models import RUNNING, ConflictParty, LawyerNote, Referral, ReferralState
from cases.referrals.selectors import in_conflict
from config import crypto
from config.errors import InvalidInput, NotPermitted, StateConflict
from config.rows import for_update


@transaction.atomic
def refer(
    *, actor: Any, case_id: UUID, lawyer_id: UUID, firm: str, consent_on: date, reason: str, at: datetime
) -> Referral:
    """The lawyer sees that there is a referral, and nothing of the case until they accept it."""
    require_act(actor, "create", "referrals")
    case = named(actor, CaseFile, case_id, "/case")
    lawyer = scope(actor, Person).filter(pk=lawyer_id, role=registry.LAWYER, is_active=True).first()
    if lawyer is None:
        raise InvalidInput(_("There is no such lawyer."), code="does_not_exist", pointer="/lawyer")
    case = ledger.locked(case)
    ledger.require_live(case)
    if consent_on > ledger.today_of(case, at):
        raise InvalidInput(_("This has not happened yet."), code="future", pointer="/consent_on")
    refuse_if_withdrawn(case.client_id, Purpose.SHARE_WITH_FIRM, firm)
    if Referral.objects.filter(case=case, state__in=RUNNING).exists():
        raise StateConflict(_("The case is with a lawyer already."), code="already_referred")
    if in_conflict(lawyer.pk, case):
        raise StateConflict(_("This lawyer cannot take this case."), code="conflict_of_interest")
    referral = Referral.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        credit_account_id=case.credit_account_id,
        case=case,
        lawyer=lawyer,
        firm=firm,
        consent_on=consent_on,
        reason=reason,
        referred_by=actor,
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="refer", row=referral, at=at)
    return referral


@transaction.atomic
def accept(*, actor: Any, referral: Referral, at: datetime) -> Referral:
    """The conflict check runs again: days may lie between. From here on the case is open to the lawyer."""
    require(actor, "accept", referral)
    case = ledger.locked(referral.case)
    ledger.require_live(case)
    if in_conflict(actor.pk, case):
        raise StateConflict(_("You cannot take this case: a conflict of interest."), code="conflict_of_interest")
    return _moved(actor, referral, "accept", (ReferralState.PROPOSED,), ReferralState.ACCEPTED, at, decided_at=at)


@transaction.atomic
def decline(*, actor: Any, referral: Referral, note: str, at: datetime) -> Referral:
    values = {"decided_at": at, "ended_at": at, "note": note}
    return _moved(actor, referral, "decline", (ReferralState.PROPOSED,), ReferralState.DECLINED, at, **values)


@transaction.atomic
def hand_back(*, actor: Any, referral: Referral, note: str, at: datetime) -> Referral:
    values = {"ended_at": at, "note": note}
    return _moved(actor, referral, "hand_back", (ReferralState.ACCEPTED,), ReferralState.HANDED_BACK, at, **values)


@transaction.atomic
def withdraw(*, actor: Any, referral: Referral, note: str, at: datetime) -> Referral:
    """The client's consent ended, or another lawyer takes over; the case closes to the lawyer at once."""
    values = {"ended_at": at, "note": note}
    return _moved(actor, referral, "withdraw", RUNNING, ReferralState.WITHDRAWN, at, **values)


def end_by_withdrawal(actor: Any, consent: Consent, at: datetime) -> None:
    """The client takes back the consent that names this firm: whatever is open with it closes at once.

    The withdrawal itself was permitted; nobody is asked whether its consequence may follow.
    """
    files = files_of(consent.client_id)
    for referral in Referral.objects.filter(client_id__in=files, state__in=RUNNING).order_by("pk"):
        if same_firm(referral.firm, consent.firm):
            note = _("The client withdrew the consent to share with this firm.")
            values = {"ended_at": at, "note": note}
            _moved_at_a_word(actor, referral, "withdraw", RUNNING, ReferralState.WITHDRAWN, at, **values)


def refuse_merging(client_ids: Collection[UUID]) -> StateConflict | None:
    """A lawyer who looks at one file checked for conflicts, and was consented to, in that file alone."""
    if not Referral.objects.filter(client_id__in=client_ids, state__in=RUNNING).exists():
        return None
    return StateConflict(_("A referral of one of the files is running: end it first."), code="referral_running")


def _moved(
    actor: Any, referral: Referral, act: str, origins: tuple[str, ...], to: str, at: datetime, **values: Any
) -> Referral:
    require(actor, act, referral)
    return _moved_at_a_word(actor, referral, act, origins, to, at, **values)


def _moved_at_a_word(
    actor: Any, referral: Referral, act: str, origins: tuple[str, ...], to: str, at: datetime, **values: Any
) -> Referral:
    referral = for_update(Referral.objects.all()).get(pk=referral.pk)
    if referral.state not in origins:
        raise StateConflict(_("The referral is no longer open to this."), code="wrong_state")
    referral.change(at=at, state=to, **values)
    record(actor=actor, act=act, row=referral, at=at, fields=["state"])
    look_again(actor)
    return referral


@transaction.atomic
def write_note(*, actor: Any, case_id: UUID, kind: str, text: str, at: datetime) -> LawyerNote:
    require_act(actor, "create", "lawyer-notes")
    case = named(actor, CaseFile, case_id, "/case")
    note = LawyerNote.objects.create(
        office_id=case.office_id,
        client_id=case.client_id,
        case=case,
        author=actor,
        kind=kind,
        sealed=crypto.encrypt(text, crypto.LAWYERS),
        created_at=at,
    )
    record(actor=actor, act="write_note", row=note, at=at)
    return note


@transaction.atomic
def declare_party(
    *, actor: Any, engagement: str, lender_id: UUID | None, identity_number: str, label: str, at: datetime
) -> ConflictParty:
    """A lender, or a person by identity number, of which the keyed index alone is kept."""
    require_act(actor, "create", "conflict-parties")
    if (lender_id is None) == (not identity_number):
        raise InvalidInput(_("Name either a lender or an identity number."), pointer="/lender")
    lender = named(actor, Lender, lender_id, "/lender") if lender_id else None
    party = ConflictParty.objects.create(
        office_id=actor.office_id,
        lawyer=actor,
        engagement=engagement,
        lender=lender,
        identity_index=identity_index(identity_number),
        label=label,
        created_at=at,
    )
    record(actor=actor, act="declare_party", row=party, at=at)
    return party


@transaction.atomic
def end_party(*, actor: Any, party: ConflictParty, at: datetime) -> ConflictParty:
    require(actor, "end", party)
    if party.lawyer_id != actor.pk:
        raise NotPermitted(_("Your role does not permit this."))
    if not ConflictParty.objects.filter(pk=party.pk, ended_at=None).update(ended_at=at):
        raise StateConflict(_("This has ended already."), code="already_ended")
    record(actor=actor, act="end_party", row=party, at=at, fields=["ended_at"])
    party.refresh_from_db()
    return party
