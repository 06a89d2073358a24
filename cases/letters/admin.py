"""Letters in the admin: drafted on the case's page; changed, approved, sent and discarded by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of, version_seen
from accounts.access.sections import add_section, list_address, newest, table
from accounts.consents.models import Standing
from accounts.people.models import Language
from cases.files.models import CaseFile
from cases.letters import selectors, services
from cases.letters.drafting import blanks_in
from cases.letters.kinds import SENT_BY
from cases.letters.models import Letter, LetterKind, LetterState
from config import clock

LONG = forms.Textarea(attrs={"rows": 30})


@admin.register(Letter)
class LetterAdmin(ScopedAdmin):
    group, place, icon = "today", 26, "outgoing_mail"
    list_display = ("created_at", "case", "client", "kind", "addressee", "state")
    list_select_related = ("case", "client")
    list_filter = ("kind", "state")
    links = ("case", "client")
    fields = readonly_fields = (
        "case", "client", "kind", "state", "addressee", "subject", "text", "blanks", "consent", "download",
        "drafted_by", "changed_by", "approved_by", "approved_at", "communication", "step",
    )  # fmt: skip

    @admin.display(description=_("still to be filled in"))
    def blanks(self, row: Letter) -> str:
        return "; ".join(blanks_in(row.addressee, row.subject, row.text)) or "-"

    @admin.display(description=_("consent to sending it"))
    def consent(self, row: Letter) -> str:
        return str(Standing(selectors.consent_of(row)).label)

    @admin.display(description=_("paper (PDF)"))
    def download(self, row: Letter) -> str:
        return format_html('<a href="{}">{}</a>', reverse("letters-content", args=[row.pk]), _("Download"))


class DraftForm(ActForm):
    kind = forms.ChoiceField(label=_("kind"), choices=LetterKind.choices)
    language = forms.ChoiceField(label=_("language"), choices=Language.choices)


def change_form(request: HttpRequest, row: Letter) -> type[ActForm]:
    class ChangeForm(ActForm):
        addressee = forms.CharField(label=_("addressee"), max_length=200, initial=row.addressee)
        subject = forms.CharField(label=_("subject"), max_length=200, initial=row.subject)
        text = forms.CharField(label=_("text"), max_length=10_000, widget=LONG, initial=row.text)

    return ChangeForm


class SendForm(ActForm):
    kind = forms.ChoiceField(label=_("sent as"), choices=SENT_BY)
    sent_at = forms.SplitDateTimeField(label=_("sent at"))
    channel = forms.CharField(label=_("channel"), required=False, max_length=100)
    reply_by = forms.DateField(label=_("reply looked for by"), required=False)


def _draft(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    return address_of(services.draft_letter(actor=request.user, case_id=case.pk, at=clock.now(), **values))


def _change(request: HttpRequest, row: Letter, values: dict[str, Any]) -> None:
    services.change_letter(actor=request.user, letter=row, changes=values, at=clock.now(), seen=version_seen(request))


def _approve(request: HttpRequest, row: Letter, values: dict[str, Any]) -> None:
    services.approve_letter(actor=request.user, letter=row, at=clock.now(), seen=version_seen(request))


def _send(request: HttpRequest, row: Letter, values: dict[str, Any]) -> None:
    services.send_letter(actor=request.user, letter=row, values=values, at=clock.now(), seen=version_seen(request))


def _discard(request: HttpRequest, row: Letter, values: dict[str, Any]) -> None:
    services.discard_letter(actor=request.user, letter=row, at=clock.now(), seen=version_seen(request))


def _is_draft(request: HttpRequest, row: Letter) -> bool:
    return row.state == LetterState.DRAFT


def _is_approved(request: HttpRequest, row: Letter) -> bool:
    return row.state == LetterState.APPROVED


def _approvable(request: HttpRequest, row: Letter) -> bool:
    return _is_draft(request, row) and request.user.pk not in (row.drafted_by_id, row.changed_by_id)


def _unsent(request: HttpRequest, row: Letter) -> bool:
    return _is_draft(request, row) or _is_approved(request, row)


def letters_of_case(request: HttpRequest, case: CaseFile) -> dict[str, Any]:
    rows = selectors.list_letters(request.user).filter(case=case)
    return table(
        _("Letters"),
        (_("drafted at"), _("kind"), _("addressee"), _("state")),
        [
            (row, (row.created_at, row.get_kind_display(), row.addressee, row.get_state_display()))
            for row in newest(rows)
        ],
        empty=_("None drafted yet."),
        more=list_address(Letter, case=case),
    )


add_section(CaseFile, 45, letters_of_case)
offer(
    CaseFile, Button("letter", _("Draft a letter"), "create", "letters", _draft, form=DraftForm, icon="edit_document")
)
offer(
    Letter,
    Button(
        "change", _("Change the words"), "partial_update", "letters", _change, form_for=change_form, shown=_is_draft
    ),
)
offer(Letter, Button("approve", _("Approve"), "approve", "letters", _approve, shown=_approvable))
offer(Letter, Button("send", _("It was sent"), "send", "letters", _send, form=SendForm, shown=_is_approved))
offer(Letter, Button("discard", _("Discard"), "discard", "letters", _discard, shown=_unsent, variant="danger"))
