"""Erasures and legal holds in the admin: asked for, decided by another person, lifted by a press."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ActForm
from accounts.erasures import services
from accounts.erasures.models import OPEN, ErasedRecord, Erasure, LegalHold
from accounts.merges.selectors import files_of
from config import clock


@admin.register(Erasure)
class ErasureAdmin(ScopedAdmin):
    group, place, icon = "clients", 70, "delete_forever"
    list_display = ("created_at", "client", "basis", "state", "asked_by", "decided_by", "records")
    list_select_related = ("client", "asked_by", "decided_by")
    list_filter = ("state", "basis", "created_at")
    links = ("client",)
    autocomplete_fields = ("client",)
    told = ("client", "basis", "reason")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        decided = ("state", "asked_by", "asked_at", "decided_by", "decided_at", "note", "files", "part_of", "records")
        return self.told if obj is None else (*self.told, *decided)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if obj is None else ("files",)

    @admin.display(description=_("files of this person"))
    def files(self, row: Erasure) -> int:
        """That an open one would erase, or that went together."""
        return len(files_of(row.client_id)) if row.state in OPEN else 1 + row.parts.count()

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> Erasure:
        return services.ask_erasure(actor=actor, client_id=values.pop("client"), at=at, **values)


@admin.register(ErasedRecord)
class ErasedRecordAdmin(ScopedAdmin):
    group, place, icon = "records", 80, "receipt_long"
    list_display = ("created_at", "kind", "object_id", "recorded_at")
    list_filter = ("kind",)
    links = ("erasure",)
    fields = readonly_fields = ("erasure", "kind", "object_id", "recorded_at", "commitment")


@admin.register(LegalHold)
class LegalHoldAdmin(ScopedAdmin):
    group, place, icon = "clients", 72, "front_hand"
    list_display = ("created_at", "client", "reason", "placed_by", "until", "lifted_at")
    list_select_related = ("client", "placed_by")
    links = ("client",)
    autocomplete_fields = ("client",)
    told = ("client", "reason", "until")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.told if obj is None else (*self.told, "placed_by", "lifted_by", "lifted_at")

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> LegalHold:
        values.setdefault("until", None)
        return services.place_hold(actor=actor, client_id=values.pop("client"), at=at, **values)


class DeclineForm(ActForm):
    note = forms.CharField(label=_("note"), max_length=1000, required=False)


def _confirm(request: HttpRequest, row: Erasure, values: dict[str, Any]) -> None:
    services.confirm_erasure(actor=request.user, erasure=row, at=clock.now())


def _decline(request: HttpRequest, row: Erasure, values: dict[str, Any]) -> None:
    services.decline_erasure(actor=request.user, erasure=row, at=clock.now(), **values)


def _lift(request: HttpRequest, row: LegalHold, values: dict[str, Any]) -> None:
    services.lift_hold(actor=request.user, hold=row, at=clock.now())


def _is_open(request: HttpRequest, row: Erasure) -> bool:
    return row.state in OPEN


def _stands(request: HttpRequest, row: LegalHold) -> bool:
    return row.lifted_at is None


offer(
    Erasure, Button("confirm", _("Erase for good"), "confirm", "erasures", _confirm, shown=_is_open, variant="danger")
)
offer(Erasure, Button("decline", _("Decline"), "decline", "erasures", _decline, form=DeclineForm, shown=_is_open))
offer(LegalHold, Button("lift", _("Lift the hold"), "lift", "legal-holds", _lift, shown=_stands))
