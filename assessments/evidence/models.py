"""What was seen, sent and paid: recorded once, with its source and both times. Append-only by trigger."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.engine.evidence import Provenance
from config.rows import Identified


class Channel(models.TextChoices):
    IN_APP = "in_app", _("in the app")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    CALL = "call", _("call")
    LETTER = "letter", _("letter")


PROVENANCES = [
    (Provenance.OFFICIAL_REPORT.value, _("official report")),
    (Provenance.LENDER_ISSUED.value, _("issued by the lender")),
    (Provenance.DOCUMENT_SEEN.value, _("document seen")),
    (Provenance.CLIENT_STATED.value, _("stated by the client")),
]


class Recorded(Identified):
    """`created_at` is when it was recorded; when it happened is the kind's own column."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    credit_account = models.ForeignKey(CreditAccount, on_delete=models.PROTECT, related_name="%(class)ss")
    provenance = models.CharField(_("provenance"), max_length=20, choices=PROVENANCES)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["credit_account", "created_at", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]


class Display(Recorded):
    observed_at = models.DateTimeField(_("observed at"))
    shows_limit = models.BooleanField(_("shows the limit"), null=True, blank=True)
    can_draw = models.BooleanField(_("money can be drawn"), null=True, blank=True)
    limit_total = models.DecimalField(_("limit"), max_digits=14, decimal_places=2, null=True, blank=True)
    limit_available = models.DecimalField(_("available"), max_digits=14, decimal_places=2, null=True, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("display")
        verbose_name_plural = _("displays")

    def __str__(self) -> str:
        return self.text[:40] or str(self.observed_at)


class Notice(Recorded):
    received_at = models.DateTimeField(_("received at"))
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    text = models.TextField(_("text"), blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")

    def __str__(self) -> str:
        return self.text[:40] or str(self.received_at)


class Repayment(Recorded):
    """`payments` and `parts` are lists and objects of decimal strings, as the API shows them."""

    due_on = models.DateField(_("due on"))
    amount_due = models.DecimalField(_("amount due"), max_digits=14, decimal_places=2)
    loan_ref = models.TextField(_("loan"), blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    amount_paid = models.DecimalField(_("amount paid"), max_digits=14, decimal_places=2, null=True, blank=True)
    payments = models.JSONField(_("payments"), default=list, blank=True)
    parts = models.JSONField(_("parts"), null=True, blank=True)

    class Meta(Recorded.Meta):
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")

    def __str__(self) -> str:
        return f"{self.due_on} {self.amount_due}"
