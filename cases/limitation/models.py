"""Decisions on debts whose limitation may have run out: whether a case goes on to pay or acknowledge. Append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from cases.files.models import CaseFile
from config.rows import Identified


class Decision(models.TextChoices):
    PROCEED = "proceed", _("pay or acknowledge")
    WITHHOLD = "withhold", _("neither pay nor acknowledge")


class LimitationDecision(Identified):
    """The newest of a case holds; those before stay."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(
        CaseFile, on_delete=models.PROTECT, related_name="limitation_decisions", verbose_name=_("case")
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by"))

    class Meta:
        verbose_name = _("decision on limitation")
        verbose_name_plural = _("decisions on limitation")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["case", "created_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} · {self.get_decision_display()}"
