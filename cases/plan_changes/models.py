"""What a person decided on each change that a newer assessment proposed to a plan. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from cases.files.models import CaseFile, Plan
from config.rows import Identified


class Change(models.TextChoices):
    ADDED = "added", _("added")
    DROPPED = "dropped", _("dropped")
    CHANGED = "changed", _("changed")


class PlanChange(Identified):
    """`plan` is the version that came of the decisions; who decided is who adopted it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+", verbose_name=_("case"))
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="changes", verbose_name=_("plan"))
    action = models.CharField(_("action"), max_length=60)
    change = models.CharField(_("change"), max_length=10, choices=Change)
    accepted = models.BooleanField(_("accepted"))
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("decision on a change of plan")
        verbose_name_plural = _("decisions on changes of plan")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "action"], name="plan_change_decided_once"),
            models.CheckConstraint(
                condition=models.Q(accepted=True) | ~models.Q(reason=""), name="plan_change_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}: {self.action}"
