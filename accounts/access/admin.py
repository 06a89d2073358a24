"""The base of every admin page: seen through scope(), allowed by can(), written by services.

A subclass says how a row is made and changed by naming methods that call its area's services:

    def create_through(self, *, actor, values, at): return services.create_client(actor=actor, values=values, at=at)
    def change_through(self, *, actor, row, seen, changes, at): ...

Without them its pages are read-only. `seen` is the version that the form was opened with. A DomainError undoes the
whole request, and the form comes back with what was typed and the complaint at the field it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib.admin import RelatedFieldListFilter
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin, StackedInline

from accounts.access import buttons, registry
from accounts.access.decide import can, scope
from accounts.access.forms import Refusal, Refused, RowSearch, ScopedForm
from accounts.access.pressing import address_of, press, version_seen, version_shown, words_of
from accounts.access.sections import add_address, added_sections
from accounts.audit.seen import note, note_subject
from config import clock
from config.api.fields import CONTROL
from config.errors import DomainError

# How an address may narrow a list by a column that the page names as a filter or link.
LOOKUPS = ("", "__exact", "__id__exact", "__digest__exact", "__isnull", "__gte", "__gt", "__lte", "__lt", "__in")
LONGEST_SEARCH = 200


class ScopedChoices:
    """Related rows to choose from are those that the person sees."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = scope(request.user, db_field.remote_field.model)
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined] # of the admin class
            kwargs["widget"] = RowSearch(db_field, self.admin_site)  # type: ignore[attr-defined] # as above
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nothing is chosen for a person where the table itself has no default."""
        if not db_field.has_default():
            kwargs.setdefault("choices", db_field.get_choices(blank_choice=[("", _("Select value"))]))
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]


class ScopedRelatedFilter(RelatedFieldListFilter):
    """Offers only related rows that the person sees."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        rows = scope(request.user, field.related_model)
        ordering = model_admin.admin_site.get_model_admin(field.related_model).get_ordering(request)
        offered = list(rows.order_by(*ordering))
        note(offered)
        return [(str(row.pk), str(row)) for row in offered]


class ByMatrix:
    """Django's permission questions, answered by the matrix. Nothing is ever deleted from the admin."""

    model: Any  # the class, as Django names it

    def allows(self, request: HttpRequest, act: str) -> bool:
        return bool(can(request.user, act, registry.row_of(self.model).resource))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "list")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ScopedAdmin(ByMatrix, ScopedChoices, ModelAdmin):  # type: ignore[misc] # unfold is published without types
    group: ClassVar[str] = "administration"  # the side bar's heading: see accounts.access.navigation
    place: ClassVar[int] = 50  # under its heading
    icon: ClassVar[str] = "description"
    nav_title: ClassVar[Any] = ""  # in the side bar, where the table's own name does not serve
    nav_address: ClassVar[str] = ""  # of the page that the side bar leads to, where it is not the list
    links: ClassVar[tuple[str, ...]] = ()  # columns by which other pages link into this list
    kept_if_blank: ClassVar[frozenset[str]] = frozenset()  # left empty, these are not changed
    create_through: ClassVar[Callable[..., Any] | None] = None
    change_through: ClassVar[Callable[..., Any] | None] = None

    form = ScopedForm
    actions = ()
    ordering: tuple[str, ...] = ("-created_at", "-id")
    search_fields: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True
    change_form_template = "admin/house/change_form.html"

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        for column in model._meta.concrete_fields:
            if column._verbose_name is None:  # Django made its name from the column's, as plain text
                column.verbose_name = gettext_lazy(column.verbose_name)

    # What is seen

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = scope(request.user, self.model)
        related = self.list_select_related
        return (rows.select_related(*related) if related else rows).order_by(*self.get_ordering(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """What is hidden and what never existed answer alike, before any question of permission."""
        found = None if CONTROL.search(object_id) else super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        page: HttpResponse = super().changelist_view(request, extra_context)
        if listed := (getattr(page, "context_data", None) or {}).get("cl"):
            note(listed.result_list, self.list_display)
        return page

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if CONTROL.search(search_term) or len(search_term) > LONGEST_SEARCH:
            return queryset.none(), False
        return self.found(queryset, search_term)

    def found(self, rows: QuerySet[Any], words: str) -> tuple[Any, bool]:
        """The rows that `words` find, and whether some may be there twice."""
        result: tuple[Any, bool] = super().get_search_results(None, rows, words)
        return result

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self._scoped_filter(name) for name in super().get_list_filter(request)]

    def _scoped_filter(self, name: Any) -> Any:
        if isinstance(name, str) and self.opts.get_field(name).is_relation:
            return name, ScopedRelatedFilter
        return name

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Only what the page names: Django's own rule would let an address probe any column, password hashes too."""
        named = [name if isinstance(name, str) else name[0] for name in self.list_filter if not isinstance(name, type)]
        return lookup in {f"{name}{suffix}" for name in (*named, *self.links) for suffix in LOOKUPS}

    # What is allowed

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allows(request, "list")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.create_through is not None and self.allows(request, "create")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.change_through is None or not self.allows(request, "partial_update"):
            return False
        return not isinstance(obj, self.model) or self.changeable(request, obj)

    def changeable(self, request: HttpRequest, row: Any) -> bool:
        """Whether this one row is a person's to change at all; the service decides in the end."""
        return True

    # How it is written

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Django's page in one transaction; a refusal undoes it, and the page is shown again with the refusal."""
        context = {**(extra_context or {}), "show_save_and_continue": False}
        if object_id is not None:
            context["show_save_and_add_another"] = False
        arguments = (request, object_id, form_url)
        try:
            answer: HttpResponse = super().changeform_view(*arguments, {**context, "seen": None})
        except Refused as refused:
            request.refusal = refused.refusal  # type: ignore[attr-defined] # for get_form below
            answer = super().changeform_view(*arguments, {**context, "seen": request.POST.get("seen")})
        return answer

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        row = kwargs.get("obj")
        if context.get("seen") is None:
            context["seen"] = version_shown(request, row)
        if row is not None and row.pk:
            note_subject(row, flatten_fieldsets(self.get_fieldsets(request, row)))
            context["house_buttons"] = [b for b in buttons.offered(self.model) if b.permitted(request, row)]
            context["house_sections"] = self.sections_of(request, row)
        answer: HttpResponse = super().render_change_form(request, context, **kwargs)
        return answer

    def sections_of(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Lists and texts under the fields: each {"template": …} with what that template shows."""
        return added_sections(request, row)

    def address_to_add(self, request: HttpRequest) -> str:
        """Of the form for a new row, or nothing where the person may not."""
        return add_address(self.model) if self.has_add_permission(request) else ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        try:
            made = self._changed(request, obj, form) if change else self._created(request, form)
        except DomainError as error:
            raise Refused(Refusal(error, words_of(error))) from error
        if made is not None:
            obj.__dict__.update(made.__dict__)

    def _created(self, request: HttpRequest, form: Any) -> Any:
        create: Any = self.create_through
        return create(actor=request.user, values=values_of(form, self._written(form)), at=clock.now())

    def _changed(self, request: HttpRequest, obj: Any, form: Any) -> Any:
        """The service gets the row as it is stored, not as the form has filled it in."""
        change: Any = self.change_through
        changes = values_of(form, [name for name in self._written(form) if name in form.changed_data])
        if not changes:
            return None
        row = scope(request.user, self.model).get(pk=obj.pk)
        return change(actor=request.user, row=row, seen=version_seen(request), changes=changes, at=clock.now())

    def _written(self, form: Any) -> list[str]:
        return [name for name in form.fields if form.cleaned_data.get(name) or name not in self.kept_if_blank]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Inlines only add; what lies there already is never touched."""
        inline = formset.house_inline
        for added in formset.extra_forms:
            if added.has_changed():
                self._add_through(request, inline, form.instance, added)

    def _add_through(self, request: HttpRequest, inline: AddOnlyInline, parent: Any, added: Any) -> None:
        try:
            values = values_of(added, inline.columns)
            inline.create_through(actor=request.user, parent=parent, values=values, at=clock.now())
        except DomainError as error:
            raise Refused(Refusal(error, words_of(error), added.prefix)) from error

    # Django's own diary is not kept: the audit log is the record

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> str:
        return ""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        return None

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        return None

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        raise Http404

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return HttpResponseRedirect(address_of(obj))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return HttpResponseRedirect(address_of(obj))

    # Buttons

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_do"
        pressing = path("<path:object_id>/do/<slug:name>/", self.admin_site.admin_view(self.press_view), name=name)
        return [pressing, *super().get_urls()]

    def press_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        button = buttons.offered_as(self.model, name)
        if button is None:
            raise Http404
        if not can(request.user, button.act, button.resource):
            raise PermissionDenied
        return press(self, request, row, button)


class AddOnlyInline(ByMatrix, ScopedChoices, StackedInline):  # type: ignore[misc] # unfold is published without types
    """Adds rows below their parent through a service; those that lie there are shown by the parent's sections."""

    columns: ClassVar[tuple[str, ...]] = ()
    create_through: ClassVar[Callable[..., Any]]  # (actor, parent, values, at)
    extra = 1  # an empty one left as it is adds nothing
    form = ScopedForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.columns

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return scope(request.user, self.model).none()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allows(request, "create")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.house_inline = self
        formset.form.refusal = getattr(request, "refusal", None)
        return formset


def values_of(form: Any, names: Any) -> dict[str, Any]:
    """What services take: ids in place of rows."""
    values = {name: form.cleaned_data.get(name) for name in names}
    return {name: value.pk if isinstance(value, Model) else value for name, value in values.items()}
