"""Caseworkers ask for an erasure; another supervisor or administrator decides, and sees ids, never content."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.clients.access import OF_AN_ERASED_CLIENT, WHO_SEES_CLIENTS
from accounts.erasures import fates
from accounts.erasures.models import ErasedRecord, Erasure, LegalHold
from config import guards

DECIDERS = frozenset({registry.SUPERVISOR, registry.ADMINISTRATOR})
_SEEN = {
    registry.ADVISOR: WHO_SEES_CLIENTS[registry.ADVISOR],
    **registry.seen_by(DECIDERS, reach.OFFICE),
}


def register() -> None:
    readers = frozenset({*DECIDERS, registry.ADVISOR})
    acts = registry.reading(readers) | {"create": registry.CASEWORKERS, "confirm": DECIDERS, "decline": DECIDERS}
    registry.register(registry.Row("erasures", Erasure, Reach(_SEEN), acts))
    through = Columns(client="erasure__client_id", advisor="erasure__client__advisor_id")
    registry.register(registry.Row("erased-records", ErasedRecord, Reach(_SEEN, through), registry.reading(readers)))
    supervisors = frozenset({registry.SUPERVISOR})
    holds = registry.reading(readers) | {"create": supervisors, "lift": supervisors}
    registry.register(registry.Row("legal-holds", LegalHold, Reach(_SEEN), holds))


def guard() -> None:
    guards.append_only(ErasedRecord)
    guards.same_as_parent(ErasedRecord, "erasure", "office_id")
    for model in (Erasure, LegalHold):
        guards.same_as_parent(model, "client", "office_id")
    guards.release("client_id", OF_AN_ERASED_CLIENT)
    guards.later(fates.closings)
