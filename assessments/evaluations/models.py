"""Assessments: what was concluded, from which bytes, under which pack. Append-only by trigger."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evaluations import words
from config.rows import Identified


class RulePack(models.Model):
    """A pack as it was when it first concluded anything: an old assessment is read and replayed with its own."""

    digest = models.CharField(primary_key=True, max_length=71)
    key = models.CharField(_("key"), max_length=50)
    version = models.CharField(_("version"), max_length=50)
    content = models.BinaryField()
    created_at = models.DateTimeField(_("first used"))

    class Meta:
        verbose_name = _("rule pack")
        verbose_name_plural = _("rule packs")

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Assessment(Identified):
    """`input` and `content` are the canonical, language-free bytes; `status` and `risk_level` are for lists."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("credit account")
    )
    as_of = models.DateTimeField(_("as of"))
    known_at = models.DateTimeField(_("known at"))
    status = models.CharField(_("status"), max_length=20)
    risk_level = models.CharField(_("risk"), max_length=20)
    pack = models.ForeignKey(RulePack, on_delete=models.PROTECT, related_name="+", verbose_name=_("rule pack"))
    engine_version = models.CharField(_("engine"), max_length=20)
    input = models.BinaryField()
    input_digest = models.CharField(max_length=71)
    content = models.BinaryField()
    content_digest = models.CharField(max_length=71)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("evaluated by"))

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        indexes = [
            models.Index(fields=["credit_account", "created_at", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"{words.word(words.STATUS, self.status)} {timezone.localtime(self.as_of):%Y-%m-%d}"
