"""The mail of a reminder. Lender, product, amount and arrears are behind its link, never in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.deadlines.models import THEIRS
from cases.reminders.models import Kind, Reminder
from config import clock


def mail_of(reminder: Reminder, at: datetime) -> EmailMultiAlternatives:
    """In the recipient's language, as text and as HTML."""
    with translation.override(reminder.recipient.language):
        words = _words(reminder, clock.local_date(at, reminder.case.office.zone))
        mail = EmailMultiAlternatives(
            subject=words["subject"],
            body=render_to_string("cases/mail/reminder.txt", words),
            to=[reminder.recipient.email],
            headers={"Message-ID": reminder.message_id, "Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("cases/mail/reminder.html", words), "text/html")
    return mail


def _words(reminder: Reminder, today: date) -> dict[str, Any]:
    what = _what(reminder, today)
    return {
        "language": translation.get_language(),
        "subject": _("%(what)s · case %(reference)s") % {"what": what, "reference": reminder.case.reference},
        "what": what,
        "name": reminder.recipient.name,
        "reference": reminder.case.reference,
        "actor": reminder.deadline.step.get_actor_display(),
        "due_on": reminder.deadline.due_on.isoformat(),
        "check_on": reminder.deadline.check_on.isoformat() if reminder.deadline.clock in THEIRS else "",
        "undelivered_to": reminder.about.recipient.name if reminder.about else "",
        "attempts": reminder.about.attempts if reminder.about else 0,
        "link": settings.SITE_URL + reverse("admin:cases_casefile_change", args=[reminder.case_id]),
    }


def _what(reminder: Reminder, today: date) -> str:
    """By the day on which it is read: a mail that was held up must not call "today" what has passed."""
    if reminder.kind == Kind.UNDELIVERED:
        return _("A reminder could not be delivered")
    deadline = reminder.deadline
    day: date = getattr(deadline, deadline.acts_on)
    if deadline.clock in THEIRS:
        return _("An answer is overdue") if day < today else _("An answer is to be checked today")
    if day < today:
        return _("A step is overdue")
    return _("A step is due today") if day == today else _("A step is due soon")
