"""The mails that carry a link. They name the office and who invited, and nothing of anybody's work."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.password_links.models import LinkPurpose, PasswordLink
from accounts.password_links.selectors import token_of


def mail_of(link: PasswordLink) -> EmailMessage:
    """In the person's language. To an address that signs in elsewhere already goes a word about that, and no link."""
    person = link.person
    assert person is not None and link.office is not None  # noqa: S101 - a link is sent once it has a person
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    with translation.override(person.language):
        subject, body = _words(link)
    headers = {"Message-ID": f"<password.{link.pk.hex}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject, body=body, to=[person.address], headers=headers)


def _words(link: PasswordLink) -> tuple[str, str]:
    facts = _facts(link)
    if link.purpose == LinkPurpose.RESET:
        return _("Set a new password"), _(
            "Somebody, probably you, asked for a new password. This link sets it, once, until %(until)s; it ends all "
            "sessions and tokens. If it was not you, do nothing: your password stays as it is. %(link)s"
        ) % facts
    subject = _("Invitation to work with Reinstate")
    if link.person is not None and link.person.invited_as:
        return subject, _(
            "%(inviter)s of %(office)s invited you to work with Reinstate. This address signs in to another office "
            "already, and can have one only. Give %(inviter)s another address of yours."
        ) % facts
    return subject, _(
        "%(inviter)s of %(office)s invited you to work with Reinstate. This link sets your password, once, until "
        "%(until)s: %(link)s"
    ) % facts


def _facts(link: PasswordLink) -> dict[str, str]:
    assert link.office is not None  # noqa: S101 - a link is sent once it has a person
    until = link.expires_at.astimezone(ZoneInfo(link.office.zone))
    return {
        "inviter": link.asked_by.name if link.asked_by else "",
        "office": link.office.name,
        "until": f"{until:%Y-%m-%d %H:%M}",
        "link": settings.SITE_URL + reverse("admin:set-password", args=[token_of(link)]),
    }
