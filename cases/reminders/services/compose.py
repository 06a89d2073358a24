"""The mail of a reminder. Lender, product, amount and arrears are behind its link, never in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.deadlines.models import THEIRS
from cases.reminders.models import Kind, Reminder


def mail_of(reminder: Reminder) -> EmailMultiAlternatives:
    """In the recipient's language, as text and as HTML."""
    with translation.override(reminder.recipient.language):
        words = _words(reminder)
        mail = EmailMultiAlternatives(
            subject=words["subject"],
            body=render_to_string("cases/mail/reminder.txt", words),
            to=[reminder.recipient.email],
            headers={"Message-ID": reminder.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("cases/mail/reminder.html", words), "text/html")
    return mail


def _words(reminder: Reminder) -> dict[str, Any]:
    return {
        "language": translation.get_language(),
        "subject": _("%(what)s · case %(reference)s") % {"what": _what(reminder), "reference": reminder.case.reference},
        "what": _what(reminder),
        "name": reminder.recipient.name,
        "reference": reminder.case.reference,
        "actor": reminder.deadline.step.get_actor_display(),
        "due_on": reminder.deadline.due_on.isoformat(),
        "check_on": reminder.deadline.check_on.isoformat() if reminder.deadline.clock in THEIRS else "",
        "undelivered_to": reminder.about.recipient.name if reminder.about else "",
        "attempts": reminder.about.attempts if reminder.about else 0,
        "link": settings.SITE_URL + reverse("admin:cases_casefile_change", args=[reminder.case_id]),
    }


def _what(reminder: Reminder) -> str:
    if reminder.kind == Kind.UNDELIVERED:
        return _("A reminder could not be delivered")
    if reminder.deadline.clock in THEIRS:
        return _("An answer is to be checked today") if reminder.kind == Kind.DUE else _("An answer is overdue")
    return {
        Kind.UPCOMING: _("A step is due soon"),
        Kind.DUE: _("A step is due today"),
        Kind.OVERDUE: _("A step is overdue"),
    }[Kind(reminder.kind)]
