"""Bundles of cases: everything recorded and every file of one case, with a verifier, for a court, an authority or the
client. The row stays; its content expires."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from cases.files.models import CaseFile
from config.rows import Identified


class CaseBundle(Identified):
    """Has the id of the job that gathers it. `sealed` holds all but the documents' bytes, and is empty before it is
    gathered and after `expires_at`."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="bundles", verbose_name=_("case"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    language = models.CharField(_("language"), max_length=10)
    gathered_at = models.DateTimeField(_("gathered at"), null=True)
    expires_at = models.DateTimeField(_("expires at"))
    records = models.PositiveIntegerField(_("records"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    manifest_sha256 = models.CharField(_("SHA-256 of the manifest"), max_length=64, blank=True)
    sealed = models.BinaryField(default=b"", editable=False)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["expires_at"], condition=~models.Q(sealed=b""), name="bundle_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} {self.created_at:%Y-%m-%d}"
