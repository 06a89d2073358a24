"""A lender's or platform's announced change, as somebody of the office read it. Append-only: it may be taken back, and
then says so."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.lenders.models import CreditProduct, Lender
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evidence.models import EventKind
from config.rows import Versioned


class Bulletin(Versioned):
    """Of a product, of a lender of record, or of a product where it is that lender's."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        CreditProduct, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("credit product"),
    )  # fmt: skip
    lender = models.ForeignKey(
        Lender, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lender of record")
    )
    kind = models.CharField(_("kind of event"), max_length=20, choices=EventKind)
    announced_on = models.DateField(_("announced on"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    text = models.TextField(_("text"))
    source = models.CharField(_("where it was read"), max_length=500)
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("bulletin")
        verbose_name_plural = _("bulletins")
        indexes = [models.Index(fields=["office", "created_at", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(product__isnull=False) | Q(lender__isnull=False), name="bulletin_names_whom_it_concerns"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="bulletin_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]
