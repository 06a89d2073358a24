from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import registry
from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.decide import scope
from accounts.access.forms import ActForm
from accounts.access.pressing import address_of
from accounts.people.models import Person
from cases.files.models import LIVE, CaseFile
from cases.referrals import services
from cases.referrals.models import RUNNING, ConflictParty, LawyerNote, NoteKind, Referral, ReferralState
from config import clock

LONG = forms.Textarea(attrs={"rows": 4})


@admin.register(Referral)
class ReferralAdmin(ScopedAdmin):
    """A lawyer reads here what was referred; names stay hidden until the referral is accepted."""

    group, place, icon = "today", 15, "gavel"
    list_display = ("created_at", "reference", "lawyer", "firm", "state")
    list_select_related = ("lawyer", "case")
    list_filter = ("state",)
    links = ("case", "client")
    fields = readonly_fields = (
        "reference", "lawyer", "firm", "consent_on", "reason", "referred_by", "state", "decided_at", "ended_at", "note",
    )  # fmt: skip

    @admin.display(description=_("case"))
    def reference(self, row: Referral) -> str:
        return row.case.reference


@admin.register(LawyerNote)
class LawyerNoteAdmin(ScopedAdmin):
    group, place, icon = "today", 16, "lock"
    list_display = ("created_at", "case", "author", "kind")
    list_select_related = ("case", "author")
    links = ("case",)
    fields = readonly_fields = ("created_at", "case", "author", "kind", "text")

    @admin.display(description=_("text"))
    def text(self, row: LawyerNote) -> str:
        return row.text


@admin.register(ConflictParty)
class ConflictPartyAdmin(ScopedAdmin):
    group, place, icon = "administration", 45, "balance"
    list_display = ("created_at", "engagement", "lender", "label", "ended_at")
    fields = readonly_fields = ("created_at", "engagement", "lender", "label", "ended_at")


def refer_form(request: HttpRequest, case: CaseFile) -> type[ActForm]:
    lawyers = scope(request.user, Person).filter(role=registry.LAWYER, is_active=True).order_by("name")

    class ReferForm(ActForm):
        lawyer = forms.ModelChoiceField(label=_("lawyer"), queryset=lawyers)
        firm = forms.CharField(label=_("law firm"), max_length=200)
        consent_on = forms.DateField(label=_("client's consent of"))
        reason = forms.CharField(label=_("reason"), max_length=2000, widget=LONG)

    return ReferForm


class NoteForm(ActForm):
    note = forms.CharField(label=_("note"), max_length=2000, widget=LONG)


class LawyerNoteForm(ActForm):
    kind = forms.ChoiceField(label=_("kind"), choices=NoteKind.choices)
    text = forms.CharField(label=_("text"), max_length=10_000, widget=LONG)


def _refer(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    lawyer = values.pop("lawyer")
    made = services.refer(actor=request.user, case_id=case.pk, lawyer_id=lawyer.pk, at=clock.now(), **values)
    return address_of(made)


def _write(request: HttpRequest, case: CaseFile, values: dict[str, Any]) -> str:
    return address_of(services.write_note(actor=request.user, case_id=case.pk, at=clock.now(), **values))


def _on_referral(service: Any) -> Any:
    def press(request: HttpRequest, row: Referral, values: dict[str, Any]) -> None:
        service(actor=request.user, referral=row, at=clock.now(), **values)

    return press


def _while(*states: str) -> Any:
    def shown(request: HttpRequest, row: Any) -> bool:
        return row.state in states

    return shown


offer(
    CaseFile,
    Button(
        "refer", _("Refer to a lawyer"), "create", "referrals", _refer, form_for=refer_form, shown=_while(*LIVE),
        icon="gavel",
    ),
)  # fmt: skip
offer(CaseFile, Button("note", _("Write a note"), "create", "lawyer-notes", _write, form=LawyerNoteForm, icon="lock"))
for _act, _label, _service, _form, _states in (
    ("accept", _("Accept"), services.accept, None, (ReferralState.PROPOSED,)),
    ("decline", _("Decline"), services.decline, NoteForm, (ReferralState.PROPOSED,)),
    ("hand_back", _("Hand back"), services.hand_back, NoteForm, (ReferralState.ACCEPTED,)),
    ("withdraw", _("Withdraw"), services.withdraw, NoteForm, RUNNING),
):
    offer(
        Referral,
        Button(_act, _label, _act, "referrals", _on_referral(_service), form=_form, shown=_while(*_states)),
    )
