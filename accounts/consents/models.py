"""What a client agreed to: for one purpose, in one wording, until it is withdrawn. Never deleted while the file is."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Versioned


class Purpose(models.TextChoices):
    SENSITIVE_DATA = "sensitive_data", _("handling of sensitive personal data")
    SHARE_WITH_FIRM = "share_with_firm", _("sharing with a named firm")
    EMAIL_REMINDERS = "email_reminders", _("reminders by e-mail")
    SEND_TO_LENDER = "send_to_lender", _("sending to the lender")
    SEND_TO_REGULATOR = "send_to_regulator", _("sending to a regulator")


class Standing(models.TextChoices):
    """What the client's last word on a purpose is."""

    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MISSING = "missing", _("none is recorded")


class How(models.TextChoices):
    PAPER = "paper", _("on paper")
    CLICK = "click", _("by a click")
    VOICE = "voice", _("by word of mouth")


class Consent(Versioned):
    """`wording` names the version of the text that was agreed to; `firm` is named for sharing, and only then."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="consents", verbose_name=_("client"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    firm = models.CharField(_("named firm"), max_length=200, blank=True)
    wording = models.CharField(_("wording version"), max_length=100)
    how = models.CharField(_("how"), max_length=10, choices=How)
    given_at = models.DateTimeField(_("given at"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawal recorded by")
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "purpose", "withdrawn_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(purpose=Purpose.SHARE_WITH_FIRM) & ~Q(firm=""))
                | (~Q(purpose=Purpose.SHARE_WITH_FIRM) & Q(firm="")),
                name="consent_names_a_firm_to_share_with",
                violation_error_message=_("Consent to sharing names the firm, and only that does."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("given_at"), withdrawn_by__isnull=False),
                name="consent_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.firm}" if self.firm else str(self.get_purpose_display())
