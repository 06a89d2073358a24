"""Standing in, sharing, barring and breaking glass: each with reason, beginning and end; ended, never deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import registry
from accounts.access.decide import named, require, require_act, scope
from accounts.access.sight import look_again
from accounts.audit.services import record
from accounts.clients.models import Client
from accounts.grants.mail import notice_of
from accounts.grants.models import Grant, GrantKind
from accounts.people.models import Person
from config.errors import InvalidInput, NotPermitted, StateConflict

log = structlog.get_logger(__name__)

LONGEST_BREAK_GLASS = timedelta(hours=8)
LONGEST_SUBSTITUTION = timedelta(days=180)


@transaction.atomic
def grant(
    *,
    actor: Any,
    kind: str,
    person_id: UUID,
    advisor_id: UUID | None,
    client_id: UUID | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    reason: str,
    at: datetime,
) -> Grant:
    """A supervisor grants in the office; an advisor lets a colleague stand in for them or share their own client."""
    require_act(actor, "create", "grants")
    person = _person(actor, person_id, "/person")
    advisor = _advisor(actor, kind, advisor_id)
    client = _client(actor, kind, client_id)
    starts_at = starts_at or at
    _refuse_impossible(kind, starts_at, ends_at, at)
    _refuse_not_theirs(actor, kind, person, advisor, client)
    made = Grant.objects.create(
        office_id=actor.office_id,
        kind=kind,
        person=person,
        advisor=advisor,
        client=client,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
        granted_by=actor,
        created_at=at,
    )
    record(actor=actor, act=f"grant_{kind}", row=made, at=at)
    look_again(actor)
    return made


def _person(actor: Any, ident: UUID, pointer: str) -> Person:
    found = scope(actor, Person).filter(pk=ident, is_active=True, role__in=registry.CASE_READERS).first()
    if found is None:
        raise InvalidInput(_("There is no such person."), code="does_not_exist", pointer=pointer)
    return found


def _advisor(actor: Any, kind: str, ident: UUID | None) -> Person | None:
    if (kind == GrantKind.SUBSTITUTE) != (ident is not None):
        raise InvalidInput(_("A substitute names the advisor, and nothing else does."), pointer="/advisor")
    return _person(actor, ident, "/advisor") if ident else None


def _client(actor: Any, kind: str, ident: UUID | None) -> Client | None:
    if (kind != GrantKind.SUBSTITUTE) != (ident is not None):
        raise InvalidInput(_("Every grant but a substitute names a client."), pointer="/client")
    return named(actor, Client, ident, "/client") if ident else None


def _refuse_impossible(kind: str, starts_at: datetime, ends_at: datetime | None, at: datetime) -> None:
    longest = {GrantKind.SUBSTITUTE: LONGEST_SUBSTITUTION, GrantKind.BREAK_GLASS: LONGEST_BREAK_GLASS}.get(
        GrantKind(kind)
    )
    if starts_at < at - timedelta(minutes=5):
        raise InvalidInput(_("A grant cannot begin in the past."), code="past", pointer="/starts_at")
    if ends_at is None and longest:
        raise InvalidInput(_("This kind of grant needs an end."), code="required", pointer="/ends_at")
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidInput(_("It ends before it starts."), code="before_start", pointer="/ends_at")
    if longest and ends_at and ends_at - starts_at > longest:
        words = _("At most %(count)d days.") if longest.days else _("At most %(count)d hours.")
        detail = words % {"count": longest.days or longest.seconds // 3600}
        raise InvalidInput(detail, code="too_long", pointer="/ends_at")


def _refuse_not_theirs(actor: Any, kind: str, person: Person, advisor: Person | None, client: Client | None) -> None:
    """Advisors speak for themselves and their own clients; glass is broken by supervisors, for themselves only."""
    if kind == GrantKind.BREAK_GLASS:
        if actor.role != registry.SUPERVISOR or person.pk != actor.pk:
            raise NotPermitted(_("Supervisors break glass, each for themselves."))
        return
    if person.role != registry.ADVISOR and kind != GrantKind.BAR:
        raise InvalidInput(_("Only an advisor can take this over."), pointer="/person")
    if advisor is not None and (advisor.pk == person.pk or advisor.role != registry.ADVISOR):
        raise InvalidInput(_("Name another advisor of the office."), pointer="/advisor")
    if kind == GrantKind.SHARE and client is not None and client.advisor_id == person.pk:
        raise InvalidInput(_("This person works on the client already."), code="own_client", pointer="/person")
    own = advisor.pk == actor.pk if advisor else client is not None and client.advisor_id == actor.pk
    declares = kind == GrantKind.BAR and person.pk == actor.pk
    if actor.role != registry.SUPERVISOR and not (declares or (own and kind != GrantKind.BAR)):
        raise NotPermitted(_("Your role does not permit this."))


@transaction.atomic
def revoke(*, actor: Any, row: Grant, at: datetime) -> Grant:
    """Acts at once. Whoever gave it may take it back, and so may a supervisor; a bar is lifted by supervisors only."""
    require(actor, "revoke", row)
    if row.kind == GrantKind.BAR and row.person_id == actor.pk and actor.role == registry.SUPERVISOR:
        raise NotPermitted(_("Somebody else lifts a bar."))
    if not may_revoke(actor, row):
        raise NotPermitted(_("Your role does not permit this."))
    if not Grant.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=at, revoked_by=actor):
        raise StateConflict(_("This grant has been revoked."), code="already_revoked")
    record(actor=actor, act="revoke_grant", row=row, at=at, fields=["revoked_at"])
    look_again(actor)
    row.refresh_from_db()
    return row


def may_revoke(actor: Any, row: Grant) -> bool:
    if row.kind == GrantKind.BAR:
        return bool(actor.role == registry.SUPERVISOR and row.person_id != actor.pk)
    return bool(actor.role == registry.SUPERVISOR or row.granted_by_id == actor.pk)


def tell_owners(*, at: datetime, limit: int = 50) -> int:
    """Whoever works the client hears by mail that glass was broken. Found by its row, so that no lost message and no
    dead worker leaves anybody untold; told twice at worst, by the same Message-ID."""
    untold = Grant.objects.filter(kind=GrantKind.BREAK_GLASS, told_at=None).select_related(
        "person", "client__advisor", "office"
    )
    told = 0
    for row in untold.order_by("created_at", "id")[:limit]:
        try:
            notice_of(row).send()
        except Exception as error:  # noqa: BLE001 - one mail that fails must not stop the others
            log.warning("owner_not_told", grant=str(row.pk), error=type(error).__name__)
            continue
        told += Grant.objects.filter(pk=row.pk, told_at=None).update(told_at=at)
    return told


@transaction.atomic
def review(*, actor: Any, row: Grant, note: str, at: datetime) -> Grant:
    """Another supervisor looks at why glass was broken."""
    require(actor, "review", row)
    if row.kind != GrantKind.BREAK_GLASS:
        raise StateConflict(_("Only break-glass is reviewed."), code="not_reviewed")
    if row.person_id == actor.pk:
        raise NotPermitted(_("Another supervisor reviews this."))
    if not Grant.objects.filter(pk=row.pk, reviewed_at=None).update(reviewed_at=at, reviewed_by=actor, review=note):
        raise StateConflict(_("This was reviewed already."), code="already_reviewed")
    record(actor=actor, act="review_grant", row=row, at=at, fields=["review"])
    row.refresh_from_db()
    return row
