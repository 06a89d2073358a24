"""Overrides in the admin: made and ended by a press on the assessment's page, read in a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.sections import Section, add_section
from accounts.credit_accounts.models import CreditAccount
from assessments.engine.packs.rules import CAUSES
from assessments.evaluations import words
from assessments.evaluations.models import Assessment
from assessments.evaluations.words import word
from assessments.overrides import page, services
from assessments.overrides.models import OverriddenStatus, Override
from assessments.overrides.selectors import standing_on
from config import clock

LONG = forms.Textarea(attrs={"rows": 4})


@admin.register(Override)
class OverrideAdmin(ScopedAdmin):
    group, place, icon = "records", 15, "gavel"
    list_display = ("created_at", "client", "status", "author", "ends_at", "ended_at")
    list_select_related = ("client", "author")
    list_filter = ("status", "author", "created_at")
    links = ("assessment", "credit_account", "client")
    fields = readonly_fields = (
        "assessment", "client", "credit_account", "status", "causes_in_words", "reason", "author", "created_at",
        "ends_at", "ended_at", "ended_by", "end_reason",
    )  # fmt: skip

    @admin.display(description=_("causes"))
    def causes_in_words(self, row: Override) -> str:
        return " · ".join(row.causes_in_words()) or "-"


class OverrideForm(ActForm):
    status = forms.ChoiceField(label=_("status"), choices=OverriddenStatus.choices)
    causes = forms.MultipleChoiceField(
        label=_("causes"), required=False, choices=lambda: [(cause, word(words.CAUSE, cause)) for cause in CAUSES]
    )
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=LONG)
    ends_at = forms.SplitDateTimeField(label=_("until"), help_text=_("A year ahead at most."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.fields["causes"].choices  # type: ignore[attr-defined] # a field with choices
        self.fields["causes"].widget = UnfoldAdminCheckboxSelectMultipleWidget(choices=choices)


class EndForm(ActForm):
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=LONG)


def _override(request: HttpRequest, row: Assessment, values: dict[str, Any]) -> None:
    services.override_assessment(actor=request.user, assessment=row, at=clock.now(), **values)


def _end(request: HttpRequest, row: Assessment, values: dict[str, Any]) -> None:
    services.end_override(actor=request.user, assessment=row, at=clock.now(), **values)


def _stands(request: HttpRequest, row: Assessment) -> bool:
    return standing_on(request.user, row, clock.now()) is not None


def _stands_alone(request: HttpRequest, row: Assessment) -> bool:
    return not _stands(request, row)


def overrides_of_account(request: HttpRequest, account: CreditAccount) -> Section | None:
    return page.overrides_of_account(request, account.pk)


add_section(Assessment, 5, page.overrides_of_assessment)
add_section(CreditAccount, 5, overrides_of_account)
offer(
    Assessment,
    Button(
        name="override",
        label=_("Conclude otherwise"),
        act="override",
        resource="assessments",
        press=_override,
        form=OverrideForm,
        shown=_stands_alone,
        done=_("Your conclusion stands beside the assessment, which is unchanged."),
        icon="gavel",
    ),
)
offer(
    Assessment,
    Button(
        name="end_override",
        label=_("End the override"),
        act="end_override",
        resource="assessments",
        press=_end,
        form=EndForm,
        shown=_stands,
        icon="gavel",
    ),
)
