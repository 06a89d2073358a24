"""Credit accounts: one line of credit of one client. Its lender of record is unknown until the contract is read."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.lenders.models import CreditProduct, Lender
from accounts.offices.models import Office
from config.rows import ExternallyNamed, Versioned, external_id_once


class CreditAccount(ExternallyNamed, Versioned):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(
        Client, on_delete=models.PROTECT, related_name="credit_accounts", verbose_name=_("client")
    )
    product = models.ForeignKey(CreditProduct, on_delete=models.PROTECT, related_name="+", verbose_name=_("product"))
    lender_of_record = models.ForeignKey(
        Lender, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lender of record")
    )
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    outstanding_amount = models.DecimalField(
        _("outstanding"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    class Meta:
        verbose_name = _("credit account")
        verbose_name_plural = _("credit accounts")
        indexes = [
            models.Index(fields=["office", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["office", "external_id"]),
        ]
        constraints = [
            external_id_once("account"),
            models.CheckConstraint(
                condition=models.Q(outstanding_amount__gte=0), name="account_outstanding_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} · {self.client}"
