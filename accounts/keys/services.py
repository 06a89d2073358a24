"""Making, using and revoking service keys. The token is known to nobody but who was shown it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.access.scopes import SCOPES, SERVICE
from accounts.audit.services import record
from accounts.keys.models import ServiceKey
from accounts.people.services import create_account
from config.errors import InvalidInput, StateConflict
from config.rows import for_update
from config.tokens import digest_of, fresh_token

PREFIX = "rsk_"
LONGEST = timedelta(days=365)


@transaction.atomic
def create_service_key(
    *, actor: Any, name: str, scopes: Sequence[str], purpose: str, ends_at: datetime, at: datetime
) -> tuple[ServiceKey, str]:
    """The key and its token, 256 random bits, which cannot be read again."""
    require_act(actor, "create", "service-keys")
    _refuse_unclear(scopes, ends_at, at)
    token = PREFIX + fresh_token()
    account = create_account(
        office_id=actor.office_id, domain="keys.invalid", name=name, role=SERVICE, language=actor.language, at=at
    )
    key = ServiceKey.objects.create(
        id=account.pk,
        office_id=actor.office_id,
        account=account,
        digest=digest_of(token),
        scopes=sorted(set(scopes)),
        purpose=purpose,
        ends_at=ends_at,
        created_by=actor,
        created_at=at,
        updated_at=at,
    )
    record(actor=actor, act="create", row=key, at=at, fields=["scopes", "purpose", "ends_at"])
    return key, token


def _refuse_unclear(scopes: Sequence[str], ends_at: datetime, at: datetime) -> None:
    if not scopes:
        raise InvalidInput(_("Name at least one scope."), code="required", pointer="/scopes")
    if unknown := sorted(set(scopes) - SCOPES.keys()):
        words = _("There is no scope %(name)s. Known ones: %(names)s.")
        raise InvalidInput(words % {"name": unknown[0], "names": ", ".join(SCOPES)}, pointer="/scopes")
    if ends_at <= at:
        raise InvalidInput(_("This has passed."), code="past", pointer="/ends_at")
    if ends_at > at + LONGEST:
        raise InvalidInput(_("A key lives one year at most."), code="too_late", pointer="/ends_at")


@transaction.atomic
def revoke_service_key(*, actor: Any, key: ServiceKey, at: datetime, seen: int | None = None) -> ServiceKey:
    """At once, and for good."""
    require(actor, "revoke", key)
    key = for_update(ServiceKey.objects.select_related("account")).get(pk=key.pk)
    key.require_seen(seen)
    if key.revoked_at is not None:
        raise StateConflict(_("This key is revoked already."), code="already_revoked")
    key.change(at=at, revoked_at=at, revoked_by=actor)
    key.account.change(at=at, is_active=False)
    record(actor=actor, act="revoke", row=key, at=at)
    return key


def key_of(token: str, *, at: datetime) -> ServiceKey | None:
    """The key in force that `token` is; None for every other text, whatever is wrong with it."""
    found = ServiceKey.objects.select_related("account__office").filter(digest=digest_of(token)).first()
    if found is None or not found.in_force or not found.account.is_active:
        return None
    _note_use(found, at)
    return found


def _note_use(key: ServiceKey, at: datetime) -> None:
    """To the hour, so that using a key seldom writes."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    if key.last_used_at is None or key.last_used_at < hour:
        older = Q(last_used_at__isnull=True) | Q(last_used_at__lt=hour)
        ServiceKey.objects.filter(older, pk=key.pk).update(last_used_at=hour)
