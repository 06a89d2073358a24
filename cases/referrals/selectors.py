from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from accounts.access.decide import scope
from accounts.clients.models import Client
from cases.files.models import CaseFile
from cases.referrals.models import ConflictParty, LawyerNote, Referral


def list_referrals(actor: Any) -> QuerySet[Referral]:
    return scope(actor, Referral).select_related("lawyer", "case", "client", "referred_by")


def list_notes(actor: Any) -> QuerySet[LawyerNote]:
    return scope(actor, LawyerNote).select_related("author", "case")


def list_parties(actor: Any) -> QuerySet[ConflictParty]:
    return scope(actor, ConflictParty)


def in_conflict(lawyer_id: Any, case: CaseFile) -> bool:
    """Whether the lawyer acts against this client, or for the lender of this account, in a matter that goes on.

    Only yes or no leaves this function: neither side learns of the other.
    """
    parties = ConflictParty.objects.filter(lawyer_id=lawyer_id, ended_at=None)
    identity = case.client.identity_number_index
    against = bool(identity) and parties.filter(engagement="acts_against", identity_index=identity).exists()
    lender = case.credit_account.lender_of_record_id
    return against or (lender is not None and parties.filter(engagement="acts_for", lender_id=lender).exists())


def is_party(client: Client, lenders: Iterable[Any]) -> bool:
    """Whether a lawyer of the office acts against this client, or for one of these lenders, in a matter that goes on.

    As above, only yes or no.
    """
    parties = ConflictParty.objects.filter(office_id=client.office_id, ended_at=None)
    sides = Q(engagement="acts_for", lender_id__in=list(lenders))
    if client.identity_number_index:
        sides |= Q(engagement="acts_against", identity_index=client.identity_number_index)
    return parties.filter(sides).exists()
