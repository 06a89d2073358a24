"""Rule packs of one's own in the admin: upload, see what is wrong, what differs and what would change, publish."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.access.admin import ScopedAdmin
from accounts.access.buttons import Button, offer
from accounts.access.forms import ScopedForm, dress
from accounts.access.sections import Section
from accounts.documents.api import attachment
from assessments.pack_drafts import selectors, services
from assessments.pack_drafts.archive import read_upload, zipped
from assessments.pack_drafts.models import PackDraft, PackRelease
from assessments.pack_drafts.page import shown
from assessments.pack_drafts.states import STATES, state_of
from assessments.packs.laid_out import shipped_files
from config import clock


class DraftForm(ScopedForm):
    """One file in the place of a shipped one, or a ZIP of several."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        max_length=200,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("A ZIP laid out as the packs are, or one YAML file. Without a file: what the box below says."),
    )
    place = forms.ChoiceField(
        label=_("in the place of"), required=False, help_text=_("For one YAML file: the file that it replaces.")
    )
    keep = forms.BooleanField(
        label=_("together with what we have published"),
        required=False,
        initial=True,
        help_text=_("Without it the shipped packs alone lie underneath; without a file, that is the way back to them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "place" in self.fields:
            names = [name for name in shipped_files() if "/cases/" not in name]
            self.fields["place"] = place = forms.ChoiceField(
                label=_("in the place of"),
                required=False,
                help_text=self.fields["place"].help_text,
                choices=[("", "—"), *((name, name) for name in names)],
            )
            dress(place)


@admin.register(PackDraft)
class PackDraftAdmin(ScopedAdmin):
    group, place, icon = "assessments", 19, "edit_note"
    form = DraftForm
    list_display = ("note", "state_word", "uploaded_by", "created_at", "published")
    list_select_related = ("uploaded_by",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("starting_point", "note", "file", "place", "keep")
        return ("note", ("uploaded_by", "created_at"), "own_files")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("starting_point",) if obj is None else ("own_files",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return selectors.list_drafts(request.user).order_by(*self.get_ordering(request))

    @admin.display(description=_("state"))
    def state_word(self, row: PackDraft) -> str:
        return str(STATES[state_of(row)])

    @admin.display(description=_("published by"))
    def published(self, row: PackDraft) -> str:
        return str(row.release.published_by) if hasattr(row, "release") else "—"

    @admin.display(description=_("to start from"))
    def starting_point(self, row: PackDraft) -> str:
        address = reverse("admin:assessments_packdraft_in_force")
        return format_html('<a href="{}">{}</a>', address, _("All files in force, as a ZIP"))

    @admin.display(description=_("files"))
    def own_files(self, row: PackDraft) -> str:
        if not row.files:
            return str(_("The shipped packs as they are"))
        address = reverse("admin:assessments_packdraft_files", args=[row.pk])
        return format_html('{} · <a href="{}">{}</a>', ", ".join(sorted(row.files)), address, _("Download"))

    def create_through(self, *, actor: Any, values: dict[str, Any], at: Any) -> PackDraft:
        files = selectors.files_published(actor.office_id) if values["keep"] else {}
        if upload := values["file"]:
            files |= read_upload(upload, upload.name, values["place"] or "")
        return services.upload_draft(actor=actor, files=files, note=values["note"], at=at)

    def sections_of(self, request: HttpRequest, row: PackDraft) -> list[Section]:
        own: Section = {"template": "admin/house/pack_draft.html", "draft": shown(request.user, row)}
        return [own, *super().sections_of(request, row)]

    def get_urls(self) -> list[Any]:
        own, every = (self.admin_site.admin_view(view) for view in (self.files_view, self.in_force_view))
        return [
            path("in-force/", every, name="assessments_packdraft_in_force"),
            path("<path:object_id>/files/", own, name="assessments_packdraft_files"),
            *super().get_urls(),
        ]

    def files_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        row = self.get_object(request, unquote(object_id))
        return attachment(zipped(row.files), f"rule-packs-{row.pk}.zip")

    def in_force_view(self, request: HttpRequest) -> HttpResponseBase:
        """The shipped files, with those over them that the office has published."""
        if not self.allows(request, "list"):
            raise PermissionDenied
        files = shipped_files() | selectors.files_published(request.user.office_id)  # type: ignore[union-attr] # signed in
        return attachment(zipped(files), "rule-packs.zip")


@admin.register(PackRelease)
class PackReleaseAdmin(ScopedAdmin):
    group, place, icon = "assessments", 21, "published_with_changes"
    list_display = ("created_at", "number", "draft", "uploaded_by", "published_by")
    list_select_related = ("draft", "uploaded_by", "published_by")
    ordering = ("-number",)
    fields = readonly_fields = ("number", "draft", "uploaded_by", "published_by", "created_at", "packs")


def _backtest(request: HttpRequest, row: PackDraft, values: dict[str, Any]) -> None:
    services.start_backtest(actor=request.user, draft=row, at=clock.now())


def _publish(request: HttpRequest, row: PackDraft, values: dict[str, Any]) -> None:
    services.publish_draft(actor=request.user, draft=row, at=clock.now())


def _may_be_tested(request: HttpRequest, row: PackDraft) -> bool:
    return state_of(row) in ("uploaded", "backtested")


def _may_be_published(request: HttpRequest, row: PackDraft) -> bool:
    return state_of(row) == "backtested" and row.uploaded_by_id != request.user.pk


offer(
    PackDraft,
    Button(
        name="backtest",
        label=_("Backtest"),
        act="backtest",
        resource="rule-pack-drafts",
        press=_backtest,
        shown=_may_be_tested,
        done=_("The backtest runs. Look again in a moment."),
        icon="science",
    ),
)
offer(
    PackDraft,
    Button(
        name="publish",
        label=_("Publish"),
        act="publish",
        resource="rule-pack-drafts",
        press=_publish,
        shown=_may_be_published,
        done=_("Published. New assessments are concluded by these packs from now on."),
        icon="published_with_changes",
        variant="primary",
    ),
)
