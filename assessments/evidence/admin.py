"""Evidence in the admin: added once, on the account's page or on its own, and then only read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import AddOnlyInline, ScopedAdmin
from accounts.access.decide import can
from accounts.access.forms import dress
from accounts.access.pressing import address_of
from accounts.access.sections import SHOWN, add_address, add_section, list_address, table
from accounts.credit_accounts.admin import CreditAccountAdmin
from accounts.credit_accounts.models import CreditAccount
from assessments.evidence import models, selectors, services
from assessments.evidence.forms import EvidenceForm
from assessments.evidence.kinds import KINDS, Kind, kind_of
from assessments.evidence.models import NEEDS_DOCUMENT, PROVENANCES, Recorded
from assessments.evidence.words import cell
from assessments.packs import schemes

# What needs a stored document is recorded on the kind's own page, where the document can be named.
OPEN_PROVENANCES = [choice for choice in PROVENANCES if choice[0] not in NEEDS_DOCUMENT]
# What lists show of a kind, beside the client and the provenance.
SHOWN_OF: dict[type[Recorded], tuple[str, ...]] = {
    models.Display: ("observed_at", "shows_limit", "can_draw", "limit_available", "text"),
    models.Notice: ("received_at", "channel", "text"),
    models.Repayment: ("due_on", "amount_due", "paid_on", "amount_paid", "loan_ref"),
    models.RepaymentMonth: ("month", "code"),
    models.Drawdown: ("at", "amount", "counterparty", "stated_use"),
    models.Score: ("read_on", "scheme", "value"),
    models.CreditReport: ("issued_on", "accounts", "inquiries"),
    models.PlatformEvent: ("starts_at", "ends_at", "kind", "text"),
    models.LegalPaper: ("served_on", "kind", "court", "case_no"),
    models.Statement: ("made_at", "text"),
}


class Choices:
    """Mixin: the sources that can be recorded here, and the scores that the pack knows."""

    provenances: Any = PROVENANCES

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "provenance":
            kwargs |= {"choices": self.provenances, "initial": "document_seen"}
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "scheme":
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        field = forms.ChoiceField(label=capfirst(db_field.verbose_name), choices=[(key, key) for key in schemes()])
        dress(field)
        return field


class HoldsNow(admin.SimpleListFilter):
    """What was corrected or withdrawn is left out unless it is asked for."""

    title = _("state")
    parameter_name = "superseded"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("also what was corrected or withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset if self.value() == "yes" else selectors.current(queryset)

    def choices(self, changelist: Any) -> Iterator[Any]:
        default, *rest = super().choices(changelist)
        yield {**default, "display": _("what holds now")}
        yield from rest


class EvidenceAdmin(Choices, ScopedAdmin):
    group = "evidence"
    form = EvidenceForm
    autocomplete_fields = ("credit_account", "document", "seen_by")
    list_select_related = ("client", "credit_account__product", "credit_account__client", "recorded_by", "successor")
    links = ("client", "credit_account")
    search_fields: tuple[str, ...] = ("client__name",)
    in_full: ClassVar[tuple[str, ...]] = ()  # columns that only the row's own page shows

    @property
    def kind(self) -> Kind:
        return kind_of(self.model)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        first, *others = ("short" if name == "text" else name for name in SHOWN_OF[self.model])
        return [first, "client", *(name for name in others if name not in self.kind.nested), "provenance"]

    list_filter: tuple[Any, ...] = ()

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        self.list_filter = (HoldsNow, *self.list_filter, "provenance", self.kind.happened)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == HoldsNow.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        return ("-happened_at", "-id")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = [name for name in self.kind.columns if obj is not None or name not in self.in_full]
        if obj is None:
            return ("credit_account", *own, "provenance", "document", "seen_by")
        about = ("source", "source_ref", "client", "recorded_by", "created_at")
        corrected = ("supersedes", "reason", "withdrawn") if obj.supersedes_id else ()
        replaced = ("replaced",) if getattr(obj, "successor", None) else ()
        return (*replaced, "credit_account", *own, "provenance", "document", "seen_by", *about, *corrected)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("replaced", "supersedes", "reason", "withdrawn")

    @admin.display(description=_("text"))
    def short(self, row: Any) -> str:
        return str(row.text[:80])

    @admin.display(description=_("no longer holds"))
    def replaced(self, row: Recorded) -> str:
        after = row.successor  # type: ignore[attr-defined] # the other side of `supersedes`
        words = _("withdrawn") if after.withdrawn else _("corrected")
        return format_html('<a href="{}">{}</a>: {}', address_of(after), words, after.reason)

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Recorded:
        row: Recorded = services.record_evidence(actor=actor, model=self.model, values=values, at=at)
        return row


@admin.register(models.Display)
class DisplayAdmin(EvidenceAdmin):
    place, icon = 10, "smartphone"


@admin.register(models.Notice)
class NoticeAdmin(EvidenceAdmin):
    place, icon = 20, "sms"
    list_filter = ("channel",)
    search_fields = ("client__name", "text")


@admin.register(models.Repayment)
class RepaymentAdmin(EvidenceAdmin):
    place, icon = 30, "payments"
    search_fields = ("client__name", "loan_ref")
    in_full = ("payments", "parts")


@admin.register(models.RepaymentMonth)
class RepaymentMonthAdmin(EvidenceAdmin):
    place, icon = 40, "calendar_month"


@admin.register(models.Drawdown)
class DrawdownAdmin(EvidenceAdmin):
    place, icon = 50, "account_balance_wallet"
    list_filter = ("counterparty",)


@admin.register(models.Score)
class ScoreAdmin(EvidenceAdmin):
    place, icon = 60, "speed"


@admin.register(models.CreditReport)
class CreditReportAdmin(EvidenceAdmin):
    place, icon = 70, "lab_profile"


@admin.register(models.PlatformEvent)
class PlatformEventAdmin(EvidenceAdmin):
    place, icon = 80, "campaign"
    list_filter = ("kind",)


@admin.register(models.LegalPaper)
class LegalPaperAdmin(EvidenceAdmin):
    place, icon = 90, "gavel"
    list_filter = ("kind",)
    search_fields = ("client__name", "court", "case_no")


@admin.register(models.Statement)
class StatementAdmin(EvidenceAdmin):
    place, icon = 100, "record_voice_over"
    search_fields = ("client__name", "text")


class EvidenceInline(Choices, AddOnlyInline):
    tab = True
    form = EvidenceForm
    provenances = OPEN_PROVENANCES

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override] # the kind's own
        own = kind_of(self.model).columns
        return (*(name for name in own if name not in RepaymentAdmin.in_full), "provenance")

    def create_through(self, *, actor: Any, parent: Any, values: dict[str, Any], at: Any) -> Recorded:
        given = {**values, "credit_account": parent.pk}
        row: Recorded = services.record_evidence(actor=actor, model=self.model, values=given, at=at)
        return row


class DisplayInline(EvidenceInline):
    model = models.Display
    verbose_name_plural = _("Add displays")


class NoticeInline(EvidenceInline):
    model = models.Notice
    verbose_name_plural = _("Add notices")


class RepaymentInline(EvidenceInline):
    model = models.Repayment
    verbose_name_plural = _("Add repayments")


CreditAccountAdmin.inlines = (DisplayInline, NoticeInline, RepaymentInline)
TYPED_IN_PLACE = {inline.model for inline in CreditAccountAdmin.inlines}


def section_of(kind: Kind) -> Any:
    """What holds now of a kind, newest first, on the account's page."""

    def section(request: HttpRequest, account: CreditAccount) -> dict[str, Any]:
        rows = selectors.current(selectors.list_evidence(request.user, kind.model)).filter(credit_account=account)
        shown, meta = SHOWN_OF[kind.model], kind.model._meta
        may_add = kind.model not in TYPED_IN_PLACE and can(request.user, "create", kind.resource)
        return table(
            capfirst(meta.verbose_name_plural),
            [meta.get_field(name).verbose_name for name in shown],  # type: ignore[union-attr] # the kind's own columns
            [(row, [cell(row, name) for name in shown]) for row in rows.order_by("-happened_at", "-id")[:SHOWN]],
            empty=_("Nothing recorded yet."),
            more=list_address(kind.model, credit_account=account),
            add=add_address(kind.model, credit_account=account) if may_add else "",
            add_label=_("Add"),
        )

    return section


for _place, _kind in enumerate(KINDS, start=20):
    add_section(CreditAccount, _place, section_of(_kind))
