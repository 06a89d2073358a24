"""Two files of one person: which one is kept, by whose word, and until when that stands."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class ClientMerge(Identified):
    """`client` is the same person as `kept`. No record moves: what is append-only, chained or hashed stays where it
    was recorded, and both files are read together while this stands."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    kept = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept file"))
    reason = models.CharField(_("reason"), max_length=1000)
    merged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("merged by"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    ended_reason = models.CharField(_("why it ended"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("merged file")
        verbose_name_plural = _("merged files")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["kept"], condition=Q(ended_at=None), name="client_merge_stands"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(ended_at=None), name="client_merged_once"),
            models.CheckConstraint(condition=~Q(client=F("kept")), name="client_merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.client} → {self.kept}"
