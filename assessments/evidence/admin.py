"""Evidence in the admin: added once, on the account's page or on its own, and then only read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import AddOnlyInline, ScopedAdmin
from accounts.access.sections import add_section, list_address, newest, table
from accounts.credit_accounts.admin import CreditAccountAdmin
from accounts.credit_accounts.models import CreditAccount
from assessments.evidence import selectors, services
from assessments.evidence.models import PROVENANCES, Display, Notice, Recorded, Repayment

COLUMNS: dict[type[Recorded], tuple[str, ...]] = {
    Display: ("observed_at", "shows_limit", "can_draw", "limit_total", "limit_available", "text", "provenance"),
    Notice: ("received_at", "channel", "text", "provenance"),
    Repayment: ("due_on", "amount_due", "paid_on", "amount_paid", "loan_ref", "provenance"),
}
# What needs a stored document cannot be recorded here yet; the service says so to whoever tries.
OPEN_PROVENANCES = [choice for choice in PROVENANCES if choice[0] not in services.NEEDS_DOCUMENT]


class Provenances:
    """Mixin: the sources that can be recorded here."""

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "provenance":
            kwargs |= {"choices": OPEN_PROVENANCES, "initial": "document_seen"}
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]


class EvidenceAdmin(Provenances, ScopedAdmin):
    group = "evidence"
    autocomplete_fields = ("credit_account",)
    list_select_related = ("client", "credit_account__product", "credit_account__client", "recorded_by")
    links = ("client", "credit_account")
    search_fields: tuple[str, ...] = ("client__name",)
    shown_too: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        recorded = () if obj is None else (*self.shown_too, "client", "recorded_by", "created_at")
        return ("credit_account", *COLUMNS[self.model], *recorded)

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Recorded:
        row: Recorded = services.record_evidence(actor=actor, model=self.model, values=values, at=at)
        return row


@admin.register(Display)
class DisplayAdmin(EvidenceAdmin):
    place, icon = 10, "smartphone"
    list_display = ("observed_at", "client", "shows_limit", "can_draw", "limit_available", "short", "provenance")
    list_filter = ("provenance", "observed_at")
    ordering = ("-observed_at", "-id")

    @admin.display(description=_("text"))
    def short(self, row: Display) -> str:
        return row.text[:60]


@admin.register(Notice)
class NoticeAdmin(EvidenceAdmin):
    place, icon = 20, "sms"
    list_display = ("received_at", "client", "channel", "short", "provenance")
    list_filter = ("channel", "provenance", "received_at")
    search_fields = ("client__name", "text")
    ordering = ("-received_at", "-id")

    @admin.display(description=_("text"))
    def short(self, row: Notice) -> str:
        return row.text[:80]


@admin.register(Repayment)
class RepaymentAdmin(EvidenceAdmin):
    place, icon = 30, "payments"
    list_display = ("due_on", "client", "amount_due", "paid_on", "amount_paid", "loan_ref", "provenance")
    list_filter = ("provenance", "due_on")
    search_fields = ("client__name", "loan_ref")
    ordering = ("-due_on", "-id")
    shown_too = ("payments", "parts")


class EvidenceInline(Provenances, AddOnlyInline):
    tab = True

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override] # the kind's own
        return COLUMNS[self.model]

    def create_through(self, *, actor: Any, parent: Any, values: dict[str, Any], at: Any) -> Recorded:
        given = {**values, "credit_account": parent.pk}
        row: Recorded = services.record_evidence(actor=actor, model=self.model, values=given, at=at)
        return row


class DisplayInline(EvidenceInline):
    model = Display
    verbose_name_plural = _("Add displays")


class NoticeInline(EvidenceInline):
    model = Notice
    verbose_name_plural = _("Add notices")


class RepaymentInline(EvidenceInline):
    model = Repayment
    verbose_name_plural = _("Add repayments")


CreditAccountAdmin.inlines = (DisplayInline, NoticeInline, RepaymentInline)


def displays_of_account(request: HttpRequest, account: CreditAccount) -> dict[str, Any]:
    rows = newest(selectors.list_displays(request.user).filter(credit_account=account))
    return table(
        _("Displays"),
        (_("observed at"), _("shows the limit"), _("money can be drawn"), _("available"), _("text")),
        [(row, (row.observed_at, row.shows_limit, row.can_draw, row.limit_available, row.text[:80])) for row in rows],
        empty=_("Nothing recorded yet of what the app shows."),
        more=list_address(Display, credit_account=account),
    )


def notices_of_account(request: HttpRequest, account: CreditAccount) -> dict[str, Any]:
    rows = newest(selectors.list_notices(request.user).filter(credit_account=account))
    return table(
        _("Notices"),
        (_("received at"), _("channel"), _("text"), _("provenance")),
        [
            (row, (row.received_at, row.get_channel_display(), row.text[:120], row.get_provenance_display()))
            for row in rows
        ],
        empty=_("No notices recorded yet."),
        more=list_address(Notice, credit_account=account),
    )


def repayments_of_account(request: HttpRequest, account: CreditAccount) -> dict[str, Any]:
    rows = selectors.list_repayments(request.user).filter(credit_account=account).order_by("-due_on", "-id")[:24]
    return table(
        _("Repayments"),
        (_("due on"), _("amount due"), _("paid on"), _("amount paid"), _("loan")),
        [(row, (row.due_on, row.amount_due, row.paid_on, row.amount_paid, row.loan_ref)) for row in rows],
        empty=_("No repayments recorded yet."),
        more=list_address(Repayment, credit_account=account),
    )


for _place, _maker in enumerate((displays_of_account, notices_of_account, repayments_of_account), start=20):
    add_section(CreditAccount, _place, _maker)
