"""Supervisors grant, revoke and review in their office; advisors see what concerns them and their clients, and may
hand over for a while themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from accounts.access import reach, registry, sight
from accounts.access.reach import Columns, Reach
from accounts.access.sight import Sight
from accounts.grants.models import Grant, GrantKind
from accounts.merges.selectors import with_other_files
from config import clock


def in_force(now: Any = None) -> Q:
    now = now or clock.now()
    return Q(revoked_at__isnull=True, starts_at__lte=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def grants_of(person: Any, now: Any = None) -> QuerySet[Grant]:
    return Grant.objects.filter(in_force(now), person_id=person)


def sight_by_grants(actor: Any) -> Sight:
    """One query, and two more where a bar hides all files of a person; none for administrators, who see no clients
    anyway, and for keys and links, granted nothing."""
    if actor.role in (registry.ADMINISTRATOR, registry.SERVICE, registry.CLIENT_BY_LINK):
        return Sight()
    grants = grants_of(actor.pk)
    found: dict[str, set[Any]] = {kind: set() for kind in GrantKind.values}
    for kind, advisor, client in grants.values_list("kind", "advisor_id", "client_id"):
        found[kind].add(advisor or client)
    return Sight(
        advisors=frozenset(found[GrantKind.SUBSTITUTE]),
        clients=frozenset(found[GrantKind.SHARE]),
        barred=with_other_files(found[GrantKind.BAR]),
        opened=frozenset(found[GrantKind.BREAK_GLASS]),
    )


def register() -> None:
    sight.provide(sight_by_grants, grants_of)
    concerned = ("person_id", "advisor_id", "granted_by_id", "client__advisor_id")
    seen = Reach({registry.ADVISOR: (reach.SELF,), registry.SUPERVISOR: (reach.OFFICE,)}, Columns(person=concerned))
    acts = registry.reading(registry.CASEWORKERS) | {
        "create": registry.CASEWORKERS,
        "revoke": registry.CASEWORKERS,
        "review": frozenset({registry.SUPERVISOR}),
    }
    registry.register(registry.Row("grants", Grant, seen, acts))
