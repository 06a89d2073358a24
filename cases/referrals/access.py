"""A referral is seen by whoever sees the client and by its lawyer; accepted, it opens the case and what hangs on it.

Lawyers' notes have no other reader: not supervisors, not administrators, and no grant reaches them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.access import reach, registry, sight
from accounts.access.reach import Columns, Reach
from accounts.access.sight import Sight
from accounts.clients.access import WHO_SEES_CLIENTS
from cases.files.models import CaseState
from cases.referrals.models import ConflictParty, LawyerNote, Referral, ReferralState

LAWYERS = frozenset({registry.LAWYER})


def accepted_by(lawyer: Any, now: Any = None) -> QuerySet[Referral]:
    return Referral.objects.filter(lawyer_id=lawyer, state=ReferralState.ACCEPTED).exclude(case__state=CaseState.CLOSED)


def sight_by_referrals(actor: Any) -> Sight:
    """From acceptance to its end; a closed case is closed to the lawyer too."""
    if actor.role != registry.LAWYER:
        return Sight()
    open_ = accepted_by(actor.pk).filter(office_id=actor.office_id)
    found = list(open_.values_list("client_id", "credit_account_id", "case_id"))
    clients, accounts, cases = (frozenset(ids) for ids in zip(*found, strict=True)) if found else (sight.NONE,) * 3
    return Sight(referred_clients=clients, referred_accounts=accounts, referred_cases=cases)


def register() -> None:
    sight.provide(sight_by_referrals, accepted_by)
    seen = Reach({**WHO_SEES_CLIENTS, registry.LAWYER: (reach.SELF,)}, Columns(person=("lawyer_id",)))
    acts = registry.reading(registry.CASE_READERS) | {
        "create": registry.CASEWORKERS,
        "withdraw": registry.CASEWORKERS,
        "accept": LAWYERS,
        "decline": LAWYERS,
        "hand_back": LAWYERS,
    }
    registry.register(registry.Row("referrals", Referral, seen, acts))
    notes = Reach({registry.LAWYER: (reach.REFERRED,)}, Columns(case="case_id"))
    registry.register(registry.Row("lawyer-notes", LawyerNote, notes, registry.reading(LAWYERS) | {"create": LAWYERS}))
    parties = Reach({registry.LAWYER: (reach.SELF,)}, Columns(person=("lawyer_id",)))
    registry.register(
        registry.Row(
            "conflict-parties",
            ConflictParty,
            parties,
            registry.reading(LAWYERS) | {"create": LAWYERS, "end": LAWYERS},
        )
    )
