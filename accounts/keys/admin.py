"""Service keys in the admin: made with the token shown once, revoked by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ScopedForm
from accounts.access.scopes import SCOPES
from accounts.access.shown_once import shown_once
from accounts.keys import services
from accounts.keys.models import ServiceKey
from config import clock


class ServiceKeyForm(ScopedForm):
    name = forms.CharField(label=_("name"), max_length=200)
    scopes = forms.MultipleChoiceField(
        label=_("scopes"),
        choices=[(name, format_lazy("{}: {}", name, one.words)) for name, one in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(ServiceKey)
class ServiceKeyAdmin(ScopedAdmin):
    group, place, icon = "administration", 65, "vpn_key"
    list_display = ("__str__", "purpose", "ends_at", "last_used_at", "revoked_at")
    list_select_related = ("account",)
    list_filter = ("purpose",)
    told = ("purpose", "scopes", "ends_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("name", *self.told)
        return (*self.told, "created_by", "created_at", "last_used_at", "revoked_at", "revoked_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(
            request, obj, change=change, **{"form": ScopedForm if obj else ServiceKeyForm, **kwargs}
        )

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> ServiceKey:
        key, token = services.create_service_key(actor=actor, **values, at=at)
        key.token = token  # type: ignore[attr-defined] # for the page below, and for nobody else
        return key

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        words = _("This token is shown once. Put it where the other system keeps its secrets, and nowhere else.")
        return shown_once(request, obj, title=_("New service key"), words=words, secret=obj.token)


def _revoke(request: HttpRequest, row: ServiceKey, values: dict[str, Any]) -> None:
    services.revoke_service_key(actor=request.user, key=row, at=clock.now())


offer(
    ServiceKey,
    Button(
        name="revoke",
        label=_("Revoke"),
        act="revoke",
        resource="service-keys",
        press=_revoke,
        shown=lambda request, row: row.revoked_at is None,
        done=_("The key is revoked and opens nothing any more."),
        icon="block",
        variant="danger",
    ),
)
