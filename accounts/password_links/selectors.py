from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db.models import Q, QuerySet

from accounts.password_links.models import PasswordLink
from config.ids import parse

_signer = signing.Signer(salt="reinstate.password-link", sep=".")


def token_of(link: PasswordLink) -> str:
    """What the mail's address ends with. The same each time, so that a mail sent twice is one mail."""
    return _signer.sign(str(link.pk))


def open_links(at: datetime) -> QuerySet[PasswordLink]:
    """Neither used nor overtaken nor run out, of somebody who works here."""
    works = Q(person__is_active=True, person__invited_as="")
    return PasswordLink.objects.filter(works, used_at=None, ended_at=None, expires_at__gt=at)


def open_link(token: str, at: datetime) -> PasswordLink | None:
    """None for one that is forged, used, overtaken or has run out, all alike."""
    try:
        ident = parse(_signer.unsign(token))
    except signing.BadSignature:
        return None
    return open_links(at).filter(pk=ident).select_related("person", "office").first() if ident else None


def to_send(at: datetime) -> QuerySet[PasswordLink]:
    waiting = PasswordLink.objects.filter(sent_at=None, ended_at=None, expires_at__gt=at)
    return waiting.select_related("person", "office", "asked_by").order_by("created_at", "id")
