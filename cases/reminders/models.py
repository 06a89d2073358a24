"""Reminders: the row is the queue. Each attempt to deliver one stays as a row of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from cases.deadlines.models import Deadline
from cases.files.models import CaseFile
from config import clock
from config.rows import Identified, Versioned


class Kind(models.TextChoices):
    UPCOMING = "upcoming", _("due tomorrow")
    DUE = "due", _("due today")
    OVERDUE = "overdue", _("overdue")
    UNDELIVERED = "undelivered", _("a reminder could not be delivered")


class ReminderState(models.TextChoices):
    PENDING = "pending", _("pending")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class Reminder(Identified):
    """`due_at` is when it should go, `next_try_at` when it is looked at next. A claim holds it until `claimed_until`;
    `attempts` counts claims, so that one which kills its worker is noticed too. `about` is the undelivered one."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("client")
    )
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="reminders", verbose_name=_("case"))
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, db_index=False, related_name="reminders", verbose_name=_("deadline")
    )
    revision = models.PositiveIntegerField(_("of the deadline's revision"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient"))
    about = models.ForeignKey("self", on_delete=models.PROTECT, db_index=False, null=True, related_name="+")
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=10, choices=ReminderState, default=ReminderState.PENDING)
    reason = models.CharField(_("reason"), max_length=50, blank=True)
    next_try_at = models.DateTimeField(_("next try at"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    claim_token = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    updated_at = models.DateTimeField(default=clock.now, editable=False, db_index=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="pending"), name="reminder_queue"),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "revision", "kind", "recipient", "due_at"], name="reminder_once"
            ),
            models.UniqueConstraint(
                fields=["about", "recipient"], condition=Q(about__isnull=False), name="reminder_raised_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_at:%Y-%m-%d}"

    @property
    def message_id(self) -> str:
        """The same for every attempt, so that a mail sent again after a crash is the same mail."""
        domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
        return f"<reminder.{self.id.hex}@{domain}>"


class ReminderPause(Versioned):
    """An office's reminders are held back until `until`; what a court set or is urgent goes all the same."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=1000)
    paused_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("paused by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("pause of reminders")
        verbose_name_plural = _("pauses of reminders")
        indexes = [models.Index(fields=["office", "created_at", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["office"], condition=Q(ended_at__isnull=True), name="reminder_pause_one_open"
            )
        ]

    def __str__(self) -> str:
        return self.until.isoformat()


class Delivery(Identified):
    """One attempt: sent, or refused with the error's name."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    reminder = models.ForeignKey(
        Reminder, on_delete=models.PROTECT, related_name="deliveries", verbose_name=_("reminder")
    )
    attempt = models.PositiveIntegerField(_("attempt"))
    message_id = models.CharField(max_length=200)
    sent = models.BooleanField(_("sent"))
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["reminder", "attempt"]), models.Index(fields=["office", "created_at", "id"])]

    def __str__(self) -> str:
        return f"{self.attempt}: {self.error or 'sent'}"


class TickMark(models.Model):
    """One row: when the last tick finished, and what it did; the rules that cases in hand were last looked at with, and
    how far that went."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField(_("last tick"))
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("failed"), default=0)
    dropped = models.PositiveIntegerField(_("no longer due"), default=0)
    rules = models.CharField(max_length=64, blank=True, editable=False)
    rules_cursor = models.UUIDField(null=True, editable=False)

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="tick_mark_single")]

    def __str__(self) -> str:
        return self.at.isoformat()
