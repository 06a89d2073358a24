"""The audit log: who did what to which record, when, in which request. Append-only by trigger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class AuditEvent(Identified):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    act = models.CharField(_("act"), max_length=60)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.UUIDField(_("object"))
    fields = models.JSONField(_("fields"), default=list)
    request_id = models.UUIDField()

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["object_id", "created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.kind}"
