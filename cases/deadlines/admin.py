from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.access.pressing import version_seen
from cases.deadlines import prolonging
from cases.deadlines.inputs import MOST_DAYS
from cases.deadlines.models import RUNNING, Deadline, DeadlineVersion
from cases.deadlines.wording import citation_text
from cases.files.models import LIVE
from config import clock


@admin.register(Deadline)
class DeadlineAdmin(ScopedAdmin):
    group, place, icon = "today", 30, "event"
    ordering = ("due_on", "id")
    list_display = ("due_on", "client", "case", "clock", "state", "check_on")
    list_select_related = ("client", "case")
    list_filter = ("state", "clock", "due_on")
    links = ("case", "client", "step")
    fields = readonly_fields = (
        "case", "client", "step", "clock", "days", "counting", "counted_from", "due_on", "check_on", "ground",
        "verification", "provisional", "state",
    )  # fmt: skip

    @admin.display(description=Deadline._meta.get_field("citation").verbose_name)
    def ground(self, row: Deadline) -> str:
        return citation_text(row)


@admin.register(DeadlineVersion)
class DeadlineVersionAdmin(ScopedAdmin):
    group, place, icon = "records", 45, "history"
    list_display = ("created_at", "client", "case", "deadline", "revision", "due_on", "reason")
    list_select_related = ("client", "case", "deadline")
    list_filter = ("reason",)
    links = ("case", "deadline")
    fields = readonly_fields = (
        "case", "deadline", "revision", "days", "counting", "counted_from", "due_on", "check_on", "verification",
        "provisional", "reason", "created_at",
    )  # fmt: skip


class ReasonedForm(ActForm):
    reason = forms.CharField(label=_("reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))


class ExtensionForm(ReasonedForm):
    days = forms.IntegerField(
        label=_("more days"), required=False, min_value=1, max_value=MOST_DAYS,
        help_text=_("Counted as the term counts: calendar or working days."),
    )  # fmt: skip
    due_on = forms.DateField(label=_("or the day that somebody set"), required=False)
    field_order = ("days", "due_on", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.errors and (given["days"] is None) == (given["due_on"] is None):
            self.add_error("days", ValidationError(_("Either more days, or the day, and not both.")))
        return given


class PauseForm(ReasonedForm):
    paused_from = forms.DateField(label=_("stood still from"))
    paused_until = forms.DateField(label=_("until, this day included"))
    field_order = ("paused_from", "paused_until", "reason")


def _moved_by(service: Any) -> Any:
    def press(request: HttpRequest, row: Deadline, values: dict[str, Any]) -> None:
        service(actor=request.user, deadline=row, at=clock.now(), seen=version_seen(request), **values)

    return press


def _movable(request: HttpRequest, row: Deadline) -> bool:
    runs = row.state in RUNNING and row.case.state in LIVE
    return runs and prolonging.moves_terms_of(request.user, row)


offer(
    Deadline,
    Button(
        "extend", _("Extend"), "extend", "deadlines", _moved_by(prolonging.extend_deadline), form=ExtensionForm,
        shown=_movable, icon="more_time", done=_("The day has moved."),
    ),
)  # fmt: skip
offer(
    Deadline,
    Button(
        "pause", _("Take out a pause"), "pause", "deadlines", _moved_by(prolonging.pause_deadline), form=PauseForm,
        shown=_movable, icon="pause", done=_("The day has moved."),
    ),
)  # fmt: skip
