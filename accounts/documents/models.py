"""Documents: a file as it was handed in, and where it comes from. Append-only by trigger; the bytes lie in a folder."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class Document(Identified):
    """`media_type` is what the bytes are, `name` what the file was called; `original` says where the original is."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="documents", verbose_name=_("client"))
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="documents",
        verbose_name=_("credit account"),
    )  # fmt: skip
    name = models.CharField(_("file name"), max_length=200)
    media_type = models.CharField(_("type"), max_length=50)
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    captured_by = models.CharField(_("captured by"), max_length=200, blank=True)
    captured_with = models.CharField(_("captured with"), max_length=200, blank=True)
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)
    original = models.CharField(_("where the original is"), max_length=200, blank=True)
    from_court = models.BooleanField(
        _("from a court"),
        default=False,
        help_text=_("Urgent at once, also before anybody has recorded what it is."),
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["credit_account", "created_at", "id"]),
            models.Index(fields=["office", "created_at"], condition=Q(from_court=True), name="document_from_court"),
        ]

    def __str__(self) -> str:
        return self.name
