"""The mail that tells an advisor that a supervisor broke glass for one of their clients. It names no client."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.grants.models import Grant


def notice_of(row: Grant) -> EmailMessage:
    assert row.client is not None and row.ends_at is not None  # noqa: S101 - by the table's constraints
    owner = row.client.advisor
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    with translation.override(owner.language):
        body = _(
            "%(name)s opened what is masked of one of your clients, until %(until)s. Another supervisor reviews it. "
            "The reason and the client are here: %(link)s"
        ) % {
            "name": row.person.name,
            "until": f"{row.ends_at.astimezone(ZoneInfo(row.office.zone)):%Y-%m-%d %H:%M}",
            "link": settings.SITE_URL + reverse("admin:accounts_grant_change", args=[row.pk]),
        }
        subject = _("Break-glass on one of your clients")
    headers = {"Message-ID": f"<grant.{row.pk.hex}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject, body=body, to=[owner.email], headers=headers)
