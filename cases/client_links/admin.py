"""Clients' links in the admin: made with a message to copy, a code read out where there is no e-mail, and ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.decide import can
from accounts.access.forms import ActForm
from accounts.access.sections import add_address, add_section, list_address, newest, table
from accounts.access.shown_once import shown_once
from accounts.clients.models import Client
from cases.client_links import selectors
from cases.client_links.message import message_of
from cases.client_links.models import ClientLink, ClientLinkCode, ClientReport, ClientReportLook, Finding
from cases.client_links.services import links as services
from cases.client_links.services.telling import look_at
from cases.files.models import UNDONE, CaseFile
from config import clock

ONCE = "admin/house/client_link.html"


@admin.register(ClientLink)
class ClientLinkAdmin(ScopedAdmin):
    group, place, icon = "clients", 45, "phonelink"
    list_display = ("client", "created_by", "created_at", "ends_at", "last_used_at", "revoked_at")
    list_select_related = ("client", "created_by")
    list_filter = ("created_by",)
    links = ("client",)
    autocomplete_fields = ("client",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("client", "ends_at")
        return ("client", "ends_at", "created_by", "created_at", "last_used_at", "revoked_at", "revoked_by")

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {"ends_at": clock.now() + services.USUAL, **super().get_changeform_initial_data(request)}

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> ClientLink:
        link, token = services.make_link(actor=actor, client_id=values["client"], ends_at=values.get("ends_at"), at=at)
        link.message = message_of(link, token)  # type: ignore[attr-defined] # for the page below, and for nobody else
        return link

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        return shown_once(request, obj, title=_("The client's link"), template=ONCE, message=obj.message)


@admin.register(ClientLinkCode)
class ClientLinkCodeAdmin(ScopedAdmin):
    """When codes were made, sent, tried and used; the codes themselves are nowhere."""

    group, place, icon = "records", 90, "dialpad"
    list_display = ("created_at", "client", "read_out_by", "sent_at", "tries", "used_at", "ended_at")
    list_select_related = ("client", "read_out_by")
    links = ("link", "client")
    fields = readonly_fields = (
        "client", "link", "created_at", "expires_at", "read_out_by", "sent_at", "tries", "used_at", "ended_at",
    )  # fmt: skip


@admin.register(ClientReport)
class ClientReportAdmin(ScopedAdmin):
    group, place, icon = "today", 28, "forum"
    list_display = ("created_at", "client", "case", "kind", "amount", "paid_on", "looked_at")
    list_select_related = ("client", "case", "look")
    list_filter = ("kind", "created_at")
    links = ("client", "case", "step", "link")
    fields = readonly_fields = (
        "client", "case", "step", "kind", "words", "amount", "paid_on", "document", "statement", "created_at",
        "looked_at",
    )  # fmt: skip

    @admin.display(description=_("looked at"))
    def looked_at(self, row: ClientReport) -> str:
        return _seen(row)


@admin.register(ClientReportLook)
class ClientReportLookAdmin(ScopedAdmin):
    group, place, icon = "records", 91, "visibility"
    list_display = ("created_at", "case", "report", "finding", "looked_by")
    list_select_related = ("case", "report", "looked_by")
    list_filter = ("finding",)
    links = ("case", "report")
    fields = readonly_fields = ("case", "report", "finding", "note", "looked_by", "created_at")


def _revoke(request: HttpRequest, row: ClientLink, values: dict[str, Any]) -> None:
    services.revoke_link(actor=request.user, link=row, at=clock.now())


def _read_out(request: HttpRequest, row: ClientLink, values: dict[str, Any]) -> HttpResponse:
    code = services.read_out_code(actor=request.user, link=row, at=clock.now())
    return shown_once(request, row, title=_("A code to read out"), template=ONCE, code=code)


def _in_force(request: HttpRequest, row: ClientLink) -> bool:
    return row.revoked_at is None and row.ends_at > clock.now()


def _to_be_told(request: HttpRequest, row: ClientLink) -> bool:
    return _in_force(request, row) and not selectors.goes_by_mail(row.client)


_TOLD = ("created_at", "created_by", "ends_at", "last_used_at", "revoked_at")


def links_of_client(request: HttpRequest, client: Client) -> dict[str, Any] | None:
    if not can(request.user, "list", "client-links"):
        return None
    rows = selectors.list_links(request.user).filter(client=client).select_related("created_by")
    return table(
        _("Client's link"),
        (_("made at"), _("made by"), _("ends at"), _("last used"), _("revoked at")),
        [(row, tuple(getattr(row, name) for name in _TOLD)) for row in newest(rows)],
        empty=_("None yet: the client sees nothing without one."),
        more=list_address(ClientLink, client=client),
        add=add_address(ClientLink, client=client) if can(request.user, "create", "client-links") else "",
        add_label=_("Make a link for the client"),
    )


add_section(Client, 60, links_of_client)
offer(
    ClientLink,
    Button(
        "read-out", _("Code to read out"), "read_out", "client-links", _read_out, shown=_to_be_told, icon="dialpad",
        variant="primary",
    ),
)  # fmt: skip
offer(
    ClientLink,
    Button(
        "revoke", _("Revoke"), "revoke", "client-links", _revoke, shown=_in_force, icon="block", variant="danger",
        done=_("The link is revoked and opens nothing any more."),
    ),
)  # fmt: skip


def look_form(request: HttpRequest, report: ClientReport) -> type[ActForm]:
    class LookForm(ActForm):
        finding = forms.ChoiceField(label=_("finding"), choices=Finding.choices)
        note = forms.CharField(
            label=_("note to the client"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
        )

    class CompletingForm(LookForm):
        complete = forms.BooleanField(
            label=_("Complete the step"), required=False, help_text=_("Only where the fact that it waits for is there.")
        )

    return CompletingForm if report.step and report.step.state in UNDONE else LookForm


def _look(request: HttpRequest, row: ClientReport, values: dict[str, Any]) -> None:
    look_at(actor=request.user, report=row, at=clock.now(), **{"complete": False, **values})


def _not_looked_at(request: HttpRequest, row: ClientReport) -> bool:
    return not hasattr(row, "look")


def reports_of_case(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    rows = selectors.list_reports(request.user).filter(case=case)
    return table(
        _("What the client told"),
        (_("when"), _("what"), _("amount"), _("in the client's words"), _("looked at")),
        [
            (row, (row.created_at, row.get_kind_display(), row.amount or "", row.words[:80], _seen(row)))
            for row in newest(rows)
        ],
        empty=_("Nothing through the client's link yet."),
        more=list_address(ClientReport, case=case),
    )


def _seen(row: ClientReport) -> str:
    look = getattr(row, "look", None)
    return str(look) if look else str(_("not yet"))


add_section(CaseFile, 45, reports_of_case)
offer(
    ClientReport,
    Button(
        "look", _("Say what you found"), "look", "client-reports", _look, form_for=look_form, shown=_not_looked_at,
        icon="visibility", variant="primary",
    ),
)  # fmt: skip
