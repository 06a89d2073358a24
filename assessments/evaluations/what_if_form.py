"""The what-if form of the admin: what a person assumes to happen, as the engine takes it. Nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.access.forms import ActForm
from accounts.credit_accounts.models import CreditAccount
from assessments.engine import AssumedPayment, Assumption
from assessments.evidence import selectors as evidence
from assessments.evidence.conversion import evidence_from
from assessments.evidence.inputs import EvidenceInput
from assessments.evidence.models import Repayment
from config import clock

MOST_INSTALMENTS = 60
AMOUNT: dict[str, Any] = {"max_digits": 14, "decimal_places": 2, "min_value": 0, "required": False}
DAYS = ("paid_on", "missed_on", "report_on", "notice_on", "shown_on")


class WhatIfForm(ActForm):
    """Each part may be left empty; a part counts once its day is given."""

    paid = forms.MultipleChoiceField(label=_("instalments that are paid"), required=False)
    paid_on = forms.DateField(label=_("paid on"), required=False)
    amount = forms.DecimalField(label=_("amount for each; empty: whatever is left of it"), **AMOUNT)
    missed_on = forms.DateField(label=_("an instalment due on this day is missed"), required=False)
    missed_amount = forms.DecimalField(label=_("amount of the missed instalment"), **AMOUNT)
    report_on = forms.DateField(label=_("a new credit report of this day"), required=False)
    report_overdue = forms.DecimalField(label=_("overdue amount in that report; empty: nothing overdue"), **AMOUNT)
    notice_on = forms.DateField(label=_("a notice arrives on this day"), required=False)
    notice_text = forms.CharField(
        label=_("words of the notice"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    shown_on = forms.DateField(label=_("the app shows the limit and lets draw again from this day"), required=False)
    as_of = forms.DateField(
        label=_("look at this day"), required=False, help_text=_("Empty: the last day named above, or today.")
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid"].widget = UnfoldAdminCheckboxSelectMultipleWidget()
        self.fields["paid"].choices = choices  # type: ignore[attr-defined] # a field with choices
        if not choices:
            for name in ("paid", "paid_on", "amount"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("paid") and not given.get("paid_on"):
            self.add_error("paid_on", _("Say on which day."))
        if given.get("missed_on") and not given.get("missed_amount"):
            self.add_error("missed_amount", _("Say how much was due."))
        if given.get("notice_on") and not given.get("notice_text"):
            self.add_error("notice_text", _("Say what it says."))
        return given


def unpaid(actor: Any, account: CreditAccount) -> list[tuple[str, str]]:
    """The account's instalments of which no payment day is known, the oldest first."""
    rows = evidence.current(evidence.list_evidence(actor, Repayment)).filter(credit_account=account, paid_on=None)
    shown = rows.order_by("due_on", "id")[:MOST_INSTALMENTS]
    return [(str(row.pk), f"{row.due_on:%Y-%m-%d} · {row.amount_due}") for row in shown]


def assumption_of(given: dict[str, Any], zone: str) -> Assumption:
    """By the same checks as what is posted to the API."""
    payments = tuple(
        AssumedPayment(repayment=ident, paid_on=given["paid_on"], amount=given.get("amount") or None)
        for ident in given.get("paid") or ()
    )
    form = EvidenceInput(data={kind: [values] for kind, values in _items(given, zone)})
    form.is_valid(raise_exception=True)
    return Assumption(evidence=evidence_from(form.validated_data), payments=payments)


def _items(given: dict[str, Any], zone: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if day := given["missed_on"]:
        yield "repayments", {"due_on": str(day), "amount_due": f"{given['missed_amount']:f}"}
    if day := given["report_on"]:
        account = {"kind": "loan", "overdue_amount": f"{given['report_overdue'] or Decimal(0):f}"}
        yield "credit_reports", {"issued_on": str(day), "accounts": [account]}
    if day := given["notice_on"]:
        yield "notices", {"received_at": _noon(day, zone), "channel": "in_app", "text": given["notice_text"]}
    if day := given["shown_on"]:
        yield "displays", {"observed_at": _noon(day, zone), "shows_limit": True, "can_draw": True}


def _noon(day: date, zone: str) -> str:
    return (clock.start_of_day(day, zone) + timedelta(hours=12)).isoformat()


def moment_of(given: dict[str, Any], zone: str, at: datetime) -> datetime:
    """The end of the day that is looked at, and not before now where that is today."""
    named = [given[name] for name in DAYS if given.get(name)]
    today = clock.local_date(at, zone)
    day = given["as_of"] or max([today, *named])
    return at if day == today else clock.start_of_day(day + timedelta(days=1), zone) - timedelta(seconds=1)
