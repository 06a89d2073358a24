"""The mail that carries a code: no link, and nothing of the client's matter."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from cases.client_links.models import ClientLinkCode
from cases.client_links.tokens import code_of


def mail_of(code: ClientLinkCode) -> EmailMessage:
    """In the client's language."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
    until = code.expires_at.astimezone(ZoneInfo(code.client.office.zone))
    with translation.override(code.client.language):
        facts = {"code": code_of(code.pk), "until": f"{until:%H:%M}", "office": code.client.office.name}
        subject = _("Your code")
        body = _(
            "%(code)s is your code for the page of %(office)s. It works once, until %(until)s. Nobody of ours asks you "
            "for it: give it to no one. If you did not ask for a code, do nothing and tell your advisor."
        )
    headers = {"Message-ID": f"<code.{code.pk.hex}@{domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject=subject, body=body % facts, to=[code.client.email], headers=headers)
