"""Lenders and their products. Rows without an office are shipped with Reinstate; an office may add its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from config.rows import Versioned


class LenderKind(models.TextChoices):
    """Decides which authority hears a complaint."""

    BANK = "bank", _("bank")
    CONSUMER_FINANCE = "consumer_finance", _("consumer-finance company")
    SMALL_LOAN = "small_loan", _("small-loan company")
    TRUST = "trust", _("trust company")
    INSURER = "insurer", _("insurer")
    PAYMENT = "payment", _("payment institution")
    PLATFORM = "platform", _("platform")
    UNKNOWN = "unknown", _("not known")


class Lender(Versioned):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=LenderKind, default=LenderKind.UNKNOWN)
    phone = models.CharField(_("customer service"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("lender")
        verbose_name_plural = _("lenders")
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="lender_name_once_in_office"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(office=None), name="lender_shipped_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CreditProduct(Versioned):
    """`key` is the rule packs' name of the product, which chooses the rules of an evaluation."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(_("key"), max_length=50)
    name = models.CharField(_("name"), max_length=200)
    platform = models.CharField(_("platform"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("credit product")
        verbose_name_plural = _("credit products")
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="product_name_once_in_office"),
            models.UniqueConstraint(fields=["key"], condition=models.Q(office=None), name="product_shipped_once"),
        ]

    def __str__(self) -> str:
        return self.name
