"""Correspondence in the admin: recorded from the case's page, read here, corrected or withdrawn by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.decide import scope
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of
from accounts.access.sections import add_section, list_address, table
from accounts.documents.models import Document
from cases.correspondence import selectors, services
from cases.correspondence.models import Communication, CommunicationKind, Direction
from cases.files.models import Actor, CaseFile
from config import clock

LONG = forms.Textarea(attrs={"rows": 6})
SHOWN = 20
# A court paper is recorded on the account's page, with what it is and when it was served: its term counts from there.
_KINDS = [choice for choice in CommunicationKind.choices if choice[0] != CommunicationKind.COURT]


@admin.register(Communication)
class CommunicationAdmin(ScopedAdmin):
    group, place, icon = "today", 25, "forum"
    list_display = ("happened_at", "case", "client", "kind", "direction", "counterpart", "late", "holds")
    list_select_related = ("case", "client", "content", "successor", "recorded_by")
    list_filter = ("kind", "direction", "late", "happened_at")
    links = ("case", "client")
    ordering = ("-happened_at", "-id")
    fields = readonly_fields = (
        "case", "client", "seq", "kind", "direction", "happened_at", "created_at", "late", "channel", "counterpart",
        "agent_number", "summary", "promise", "enclosures", "step", "recorded_by", "corrects", "withdrawn", "reason",
        "link",
    )  # fmt: skip

    @admin.display(description=_("holds"), boolean=True)
    def holds(self, row: Communication) -> bool:
        return not row.withdrawn and getattr(row, "successor", None) is None

    @admin.display(description=_("channel"))
    def channel(self, row: Communication) -> str:
        return str(row.told.get("channel", "")) or "-"

    @admin.display(description=_("counterpart"))
    def counterpart(self, row: Communication) -> str:
        return str(row.told.get("counterpart", "")) or "-"

    @admin.display(description=_("agent number"))
    def agent_number(self, row: Communication) -> str:
        return str(row.told.get("agent_number", "")) or "-"

    @admin.display(description=_("summary"))
    def summary(self, row: Communication) -> str:
        return str(_("erased by law")) if row.erased else row.told["summary"] or "-"

    @admin.display(description=_("undertaking"))
    def promise(self, row: Communication) -> str:
        told = row.told
        return f"{told['promise']} ({told['promised_on']})" if told.get("promise") else "-"

    @admin.display(description=_("enclosures"))
    def enclosures(self, row: Communication) -> str:
        return "; ".join(one["name"] for one in row.told.get("enclosures", [])) or "-"

    @admin.display(description=_("reason"))
    def reason(self, row: Communication) -> str:
        return str(row.told.get("reason", "")) or "-"


def record_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    papers = scope(request.user, Document).filter(client_id=case.client_id).order_by("-created_at", "-id")
    promisers = [(side.value, side.label) for side in (Actor.LENDER, Actor.REGULATOR, Actor.CLIENT)]

    class RecordForm(ActForm):
        kind = forms.ChoiceField(label=_("kind"), choices=_KINDS)
        direction = forms.ChoiceField(label=_("direction"), choices=Direction.choices)
        happened_at = forms.SplitDateTimeField(label=_("happened at"))
        channel = forms.CharField(label=_("channel"), required=False, max_length=100)
        counterpart = forms.CharField(label=_("counterpart"), required=False, max_length=200)
        agent_number = forms.CharField(label=_("agent number"), required=False, max_length=50)
        summary = forms.CharField(label=_("summary"), required=False, max_length=10_000, widget=LONG)
        promise = forms.CharField(label=_("undertaking"), required=False, max_length=200)
        promised_by = forms.ChoiceField(label=_("undertaken by"), choices=promisers)
        promised_on = forms.DateField(label=_("undertaken for"), required=False)
        enclosures = forms.ModelChoiceField(label=_("enclosure"), queryset=papers, required=False)

    return RecordForm


def correct_form(request: HttpRequest, row: Communication) -> type[ActForm]:
    """The record's own fields, filled with what the entry says, and the reason."""
    told = row.told
    base: Any = record_form(request, row.case)
    made: Any = type("CorrectForm", (base,), {"reason": forms.CharField(label=_("reason"), max_length=2000)})
    for name, field in made.base_fields.items():
        field.initial = told.get(name) or field.initial
    made.base_fields["happened_at"].initial = row.happened_at
    first = next(iter(told.get("enclosures", [])), None)
    made.base_fields["enclosures"].initial = first["document"] if first else None
    form: type[ActForm] = made
    return form


class ReasonForm(ActForm):
    reason = forms.CharField(label=_("reason"), max_length=2000, widget=LONG)


def _recorded(values: dict[str, Any]) -> dict[str, Any]:
    document = values.pop("enclosures")
    return values | {"enclosures": [document.pk] if document else []}


def _record(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    given = _recorded(values)
    return address_of(services.record_communication(actor=request.user, case_id=case.pk, values=given, at=clock.now()))


def _correct(request: HttpRequest, row: Communication, values: dict[str, Any]) -> str:
    """What the form does not show stays as it was told."""
    reason = values.pop("reason")
    given = {"message_id": row.told.get("message_id", ""), **_recorded(values)}
    made = services.correct_communication(actor=request.user, row=row, reason=reason, values=given, at=clock.now())
    return address_of(made)


def _withdraw(request: HttpRequest, row: Communication, values: dict[str, Any]) -> str:
    return address_of(services.withdraw_communication(actor=request.user, row=row, at=clock.now(), **values))


def _holds(request: HttpRequest, row: Communication) -> bool:
    return not row.withdrawn and not row.erased and getattr(row, "successor", None) is None


def correspondence_of_case(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    rows = selectors.current(selectors.list_communications(request.user).filter(case=case))
    newest = rows.order_by("-happened_at", "-id")[:SHOWN]
    return table(
        _("Correspondence"),
        (_("happened at"), _("kind"), _("direction"), _("counterpart"), _("summary")),
        [(row, _cells(row)) for row in newest],
        empty=_("Nothing recorded yet."),
        more=list_address(Communication, case=case),
    )


def _cells(row: Communication) -> tuple[Any, ...]:
    told = row.told
    words = told.get("counterpart", ""), told.get("summary", "")[:80]
    return row.happened_at, row.get_kind_display(), row.get_direction_display(), *words


add_section(CaseFile, 40, correspondence_of_case)
offer(
    CaseFile,
    Button(
        "communication", _("Record a communication"), "create", "communications", _record, form_for=record_form,
        icon="forum",
    ),
)  # fmt: skip
offer(
    Communication,
    Button("correct", _("Correct"), "correct", "communications", _correct, form_for=correct_form, shown=_holds),
)
offer(
    Communication,
    Button("withdraw", _("Withdraw"), "correct", "communications", _withdraw, form=ReasonForm, shown=_holds),
)
