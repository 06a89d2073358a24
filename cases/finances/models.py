"""What a client owes and what is free each month, as read on a day from a source. Append-only: a later reading of the
same debt, or a later budget, takes the place of the earlier one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.credit_accounts.models import CreditAccount
from accounts.documents.models import Document
from accounts.offices.models import Office
from accounts.people.models import Person
from assessments.evidence.models import NEEDS_DOCUMENT, PROVENANCES, amount
from config.rows import Identified


class DebtKind(models.TextChoices):
    LOAN = "loan", _("loan")
    CREDIT_CARD = "credit_card", _("credit card")


class DebtState(models.TextChoices):
    OWED = "owed", _("owed")
    DISPUTED = "disputed", _("disputed")
    SETTLED = "settled", _("settled")
    MISTAKEN = "mistaken", _("recorded by mistake")


PAYABLE = (DebtState.OWED, DebtState.DISPUTED)


class Reading(Identified):
    """`read_on`: the day on which it was so. `created_at`: when it was recorded."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name=_("client"))
    read_on = models.DateField(_("as of"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    provenance = models.CharField(_("provenance"), max_length=20, choices=PROVENANCES)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("document")
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "read_on", "created_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(provenance__in=NEEDS_DOCUMENT) | Q(document__isnull=False), name="%(class)s_documented"
            )
        ]


class Debt(Reading):
    """`balance` is all that is owed, `overdue` the part of it that is due and unpaid since `oldest_unpaid_on`.

    The newest of the last payment, demand and acknowledgement starts the three years of limitation.
    """

    debt_ref = models.CharField(_("name of the debt"), max_length=100)
    creditor = models.CharField(_("creditor"), max_length=200)
    credit_account = models.ForeignKey(
        CreditAccount, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("credit account"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=20, choices=DebtKind)
    state = models.CharField(_("state"), max_length=10, choices=DebtState, default=DebtState.OWED)
    balance = amount(_("balance"))
    overdue = amount(_("overdue"), default=Decimal(0))
    oldest_unpaid_on = models.DateField(_("unpaid since"), null=True, blank=True)
    annual_cost = models.DecimalField(_("cost in a year (%)"), max_digits=7, decimal_places=2, null=True, blank=True)
    payment_is_condition = models.BooleanField(_("a notice names its payment as the condition of use"), default=False)
    last_paid_on = models.DateField(_("last payment"), null=True, blank=True)
    last_demanded_on = models.DateField(_("last demand"), null=True, blank=True)
    last_acknowledged_on = models.DateField(_("last acknowledgement"), null=True, blank=True)

    class Meta(Reading.Meta):
        verbose_name = _("debt")
        verbose_name_plural = _("debts")
        constraints = [
            *Reading.Meta.constraints,
            models.CheckConstraint(
                condition=Q(balance__gte=F("overdue"), overdue__gte=0), name="debt_overdue_is_part_of_balance"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.creditor} {self.balance} {self.currency}"

    @property
    def touched_on(self) -> date | None:
        """The newest day that limitation counts from, or None where none is known."""
        days: list[date | None] = [self.last_paid_on, self.last_demanded_on, self.last_acknowledged_on]
        return max((day for day in days if day), default=None)


class Budget(Reading):
    """A month's income and necessary expenses, line by line; `payday` is the day from which the money is there.

    `lines`: `{side, kind, words, amount}` each, amounts as decimal strings. A loan is never income.
    """

    payday = models.DateField(_("first payday"))
    lines = models.JSONField(_("lines"))
    income = amount(_("income"))
    expenses = amount(_("necessary expenses"))

    class Meta(Reading.Meta):
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")

    def __str__(self) -> str:
        return f"{self.read_on}: {self.free} {self.currency}"

    @property
    def free(self) -> Decimal:
        """What is left each month; below zero where income does not cover what is necessary."""
        left: Decimal = self.income - self.expenses
        return left
