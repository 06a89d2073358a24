"""What client and office agreed before any work: the fee, and four things that the client was told and understood."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Versioned


class FeeBasis(models.TextChoices):
    """None of them hangs on what becomes of a record or of the line."""

    NONE = "none", _("no fee")
    FIXED = "fixed", _("a fixed sum")
    HOURLY = "hourly", _("by the hour")
    PER_ACT = "per_act", _("for each act of work")


STATEMENTS = ("can_do_alone_for_free", "no_result_guaranteed", "duty_to_pay_continues", "lender_may_refuse")


class Engagement(Versioned):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="engagements", verbose_name=_("client"))
    signed_on = models.DateField(_("signed on"))
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    fee_basis = models.CharField(_("what the fee is for"), max_length=10, choices=FeeBasis)
    fee_amount = models.DecimalField(_("fee"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    fee_terms = models.CharField(_("terms of the fee"), max_length=2000, blank=True)
    can_do_alone_for_free = models.BooleanField(_("knows: everything can be done by oneself for free"), default=False)
    no_result_guaranteed = models.BooleanField(_("knows: no result is guaranteed"), default=False)
    duty_to_pay_continues = models.BooleanField(_("knows: the duty to pay continues"), default=False)
    lender_may_refuse = models.BooleanField(_("knows: the lender may refuse"), default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    ended_on = models.DateField(_("ended on"), null=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(**dict.fromkeys(STATEMENTS, True)),
                name="engagement_statements_acknowledged",
                violation_error_message=_("The client has to be told all four and acknowledge them before any work."),
            ),
            models.CheckConstraint(
                condition=Q(fee_basis=FeeBasis.NONE, fee_amount__isnull=True)
                | (~Q(fee_basis=FeeBasis.NONE) & Q(fee_amount__gte=0)),
                name="engagement_fee_has_an_amount",
                violation_error_message=_("A fee has an amount; without a fee there is none."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("signed_on")), name="engagement_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_fee_basis_display()} {self.signed_on}"
