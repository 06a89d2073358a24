"""Grants in the admin: given by a supervisor or the client's own advisor, ended and reviewed by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access import registry
from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm, ScopedForm
from accounts.grants import services
from accounts.grants.models import Grant, GrantKind
from config import clock

OPTIONAL = {
    "advisor": _("Only of who stands in for an advisor: whose clients they work on meanwhile."),
    "client": _("Of every other kind."),
    "starts_at": _("Empty: from now on."),
    "ends_at": _("Who stands in needs an end within 180 days, breaking glass one within 8 hours."),
}


class GrantForm(ScopedForm):
    """Which of them a kind needs, the service says at the field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in OPTIONAL.items():
            self.fields[name].required, self.fields[name].help_text = False, words


@admin.register(Grant)
class GrantAdmin(ScopedAdmin):
    group, place, icon = "administration", 40, "key_vertical"
    list_display = ("created_at", "kind", "person", "advisor", "client", "starts_at", "ends_at", "revoked_at")
    list_select_related = ("person", "advisor", "client")
    list_filter = ("kind", "person")
    links = ("person", "client")
    autocomplete_fields = ("client",)
    told = ("kind", "person", "advisor", "client", "starts_at", "ends_at", "reason")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.told
        seen = ("granted_by", "created_at", "revoked_at", "revoked_by", "reviewed_at", "reviewed_by", "review")
        return (*self.told, *seen)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **{"form": ScopedForm if obj else GrantForm, **kwargs})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People at work: an advisor is stood in for by another, and a lawyer may be barred."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name in ("person", "advisor"):
            roles = registry.CASE_READERS if db_field.name == "person" else {registry.ADVISOR}
            field.queryset = field.queryset.filter(is_active=True, role__in=roles).order_by("name", "id")
        return field

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Grant:
        ids = {f"{name}_id": values.pop(name) for name in ("person", "advisor", "client")}
        return services.grant(actor=actor, at=at, **ids, **values)


class ReviewForm(ActForm):
    note = forms.CharField(label=_("review"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def _revoke(request: HttpRequest, row: Grant, values: dict[str, Any]) -> None:
    services.revoke(actor=request.user, row=row, at=clock.now())


def _review(request: HttpRequest, row: Grant, values: dict[str, Any]) -> None:
    services.review(actor=request.user, row=row, at=clock.now(), **values)


def _may_end(request: HttpRequest, row: Grant) -> bool:
    return row.revoked_at is None and services.may_revoke(request.user, row)


def _to_be_reviewed(request: HttpRequest, row: Grant) -> bool:
    broken = row.kind == GrantKind.BREAK_GLASS and row.reviewed_at is None
    return broken and row.person_id != request.user.pk


offer(
    Grant,
    Button(
        "revoke", _("End it"), "revoke", "grants", _revoke, shown=_may_end, icon="block", variant="danger",
        done=_("This grant has ended and opens nothing any more."),
    ),
)  # fmt: skip
offer(
    Grant,
    Button("review", _("Review"), "review", "grants", _review, form=ReviewForm, shown=_to_be_reviewed),
)
