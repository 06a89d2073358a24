"""What a supervisor concludes beside an assessment, for a time. The assessment stays what it is; of an override nothing
changes but that it is ended early, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evaluations import words
from assessments.evaluations.models import Assessment
from config.rows import Versioned


class OverriddenStatus(models.TextChoices):
    """A person who does not know concludes nothing."""

    NORMAL = "normal", words.STATUS["normal"]
    SUSPENDED = "suspended", words.STATUS["suspended"]
    CLOSED = "closed", words.STATUS["closed"]


class Override(Versioned):
    """In force from `created_at` until `ends_at`, or until it is ended."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, db_index=False, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("client")
    )
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, db_index=False, related_name="+", verbose_name=_("credit account")
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, db_index=False, related_name="overrides", verbose_name=_("assessment")
    )
    status = models.CharField(_("status"), max_length=10, choices=OverriddenStatus)
    causes = models.JSONField(_("causes"), default=list)
    reason = models.CharField(_("reason"), max_length=1000)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("concluded by"))
    ends_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("why it was ended"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        indexes = [
            models.Index(fields=["assessment", "created_at", "id"]),
            models.Index(fields=["credit_account", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("created_at")), name="override_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="override_is_ended_by_somebody_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{words.word(words.STATUS, self.status)} {timezone.localtime(self.created_at):%Y-%m-%d}"

    def in_force(self, at: datetime) -> bool:
        return self.ended_at is None and self.ends_at > at

    def causes_in_words(self) -> list[str]:
        return [words.word(words.CAUSE, cause) for cause in self.causes]


def standing(at: Any) -> Q:
    """`Override.in_force`, as the database asks it."""
    return Q(ended_at=None, ends_at__gt=at)
