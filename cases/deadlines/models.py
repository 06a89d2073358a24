"""Deadlines on the two clocks: what our side must do, and what the lender or regulator must do for us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from assessments.evaluations.models import RulePack
from cases.files.models import CaseFile, Step
from config.rows import Identified, Versioned


class Clock(models.TextChoices):
    CLIENT = "client", _("client")
    LENDER = "lender", _("lender")
    REGULATOR = "regulator", _("regulator")
    COURT = "court", _("court")


THEIRS = (Clock.LENDER, Clock.REGULATOR)


class Counting(models.TextChoices):
    CALENDAR = "calendar", _("calendar days")
    WORKING = "working", _("working days")


class Verification(models.TextChoices):
    TEXT_SEEN = "text_seen", _("text seen")
    FROM_MEMORY = "from_memory", _("from memory")
    SET_BY_PERSON = "set_by_person", _("set by a person")


class DeadlineState(models.TextChoices):
    OPEN = "open", _("open")
    KEPT = "kept", _("kept")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


RUNNING = (DeadlineState.OPEN, DeadlineState.MISSED)  # what a missed one asked for is still to do


class DatedRow(models.Model):
    """What a deadline says of its day. `citation` names the rule (a fact of the `pack`, or a notice); a date that a
    person set has none."""

    days = models.PositiveIntegerField(_("days"))
    counting = models.CharField(_("counted in"), max_length=10, choices=Counting)
    counted_from = models.DateField(_("counted from"))
    due_on = models.DateField(_("due on"))
    check_on = models.DateField(_("check on"))
    citation = models.CharField(_("citation"), max_length=200, blank=True)
    verification = models.CharField(_("verification"), max_length=15, choices=Verification)
    provisional = models.BooleanField(_("provisional"), default=False)
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Deadline(DatedRow, Versioned):
    """`revision` moves when the dates do; a reminder belongs to one revision."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("client")
    )
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="deadlines", verbose_name=_("case"))
    step = models.OneToOneField(Step, on_delete=models.PROTECT, related_name="deadline", verbose_name=_("step"))
    clock = models.CharField(_("whose clock"), max_length=10, choices=Clock)
    state = models.CharField(_("state"), max_length=10, choices=DeadlineState, default=DeadlineState.OPEN)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["state", "due_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(check_on__gte=models.F("due_on")), name="deadline_checked_after_due")
        ]

    def __str__(self) -> str:
        return self.due_on.isoformat()

    @property
    def acts_on(self) -> str:
        """The attribute with the day on which our side acts: theirs is looked at on `check_on`."""
        return "check_on" if self.clock in THEIRS else "due_on"


class DeadlineVersion(DatedRow, Identified):
    """What a deadline said up to its next `revision`, and why it was counted anew. Append-only."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="versions", verbose_name=_("deadline")
    )
    revision = models.PositiveIntegerField(_("revision"))
    reason = models.CharField(_("reason"), max_length=50)

    class Meta:
        verbose_name = _("earlier version of a deadline")
        verbose_name_plural = _("earlier versions of deadlines")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [models.UniqueConstraint(fields=["deadline", "revision"], name="deadline_version_once")]

    def __str__(self) -> str:
        return f"{self.revision}: {self.due_on}"
