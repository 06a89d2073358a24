"""Everything held on one client, gathered at one moment. Sealed, since it holds in clear what tables hold encrypted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class ClientExport(Identified):
    """Has the id of the job that gathers it. `sealed` is empty until that is done, and again after `expires_at`."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    gathered_at = models.DateTimeField(_("gathered at"), null=True)
    expires_at = models.DateTimeField(_("expires at"))
    rows = models.PositiveIntegerField(_("records"), default=0)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True)
    sealed = models.BinaryField(default=b"", editable=False)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["expires_at"], condition=~models.Q(sealed=b""), name="client_export_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.created_at:%Y-%m-%d}"
