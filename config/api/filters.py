"""Filters: declared ones only, strictly parsed; an unknown one is an error, never silently ignored."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.forms import CharField, Field, ValidationError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError as ApiValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request

from config import ids
from config.api.fields import CONTROL, Day, Instant
from config.api.pagination import PARAMETERS
from config.errors import InvalidInput


class UuidField(CharField):
    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if ident := ids.parse(value):
            return ident
        raise ValidationError(_("Give an id."))


class IdFilter(django_filters.Filter):
    """Matches a foreign key by id; an id of something hidden simply matches nothing visible."""

    field_class = UuidField


class TrueField(Field):
    def to_python(self, value: Any) -> bool | None:
        """None where nothing is said: that filters nothing."""
        if value not in ("true", "false", *self.empty_values):
            raise ValidationError(_("Say true or false."))
        return None if value in self.empty_values else bool(value == "true")


class TrueFilter(django_filters.Filter):
    """`true` or `false`, and nothing that is merely like them."""

    field_class = TrueField


class DayField(CharField):
    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return Day().to_internal_value(value)
        except ApiValidationError as error:
            raise ValidationError(str(error.detail[0])) from None  # type: ignore[index]


class DayFilter(django_filters.Filter):
    field_class = DayField


class InstantField(CharField):
    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return Instant().to_internal_value(str(value).replace(" ", "+"))  # a raw plus sign arrives as a space
        except ApiValidationError as error:
            raise ValidationError(str(error.detail[0])) from None  # type: ignore[index]


class InstantFilter(django_filters.Filter):
    field_class = InstantField


class HouseFilters(django_filters.FilterSet):
    """The base of every collection's filters. `updated_since` reads the column named by `changed_column`."""

    changed_column = "updated_at"
    updated_since = InstantFilter(method="filter_updated_since", label="Changed at or after this instant.")

    def filter_updated_since(self, queryset: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return queryset.filter(**{f"{self.changed_column}__gte": value})


class ExternalIdFilters(HouseFilters):
    external_id = django_filters.CharFilter(label="The name that another system gave, whoever gave it.")


class StrictFilterBackend(BaseFilterBackend):
    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        if getattr(view, "action", "") != "list":
            return queryset
        filters = getattr(view, "filters", HouseFilters)
        refuse_unknown_parameters(request, {*filters.base_filters, *PARAMETERS})
        if _is_idle(filters) and not filters.base_filters.keys() & request.GET.keys():
            return queryset
        found = filters(request.query_params, queryset=queryset, request=request)
        if not found.is_valid():
            name, errors = next(iter(found.form.errors.items()))
            raise InvalidInput(errors[0], code="invalid_filter", pointer=f"/{name}")
        return found.qs  # type: ignore[no-any-return]

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if getattr(view, "action", "") != "list":
            return []
        return [_parameter(name, one) for name, one in getattr(view, "filters", HouseFilters).base_filters.items()]


def _is_idle(filters: type[HouseFilters]) -> bool:
    """Whether nothing is filtered where nothing is given: then no filters and no form need be made for a request."""
    return filters.filter_queryset is HouseFilters.filter_queryset


def refuse_unknown_parameters(request: Request, known: set[str]) -> None:
    for name, value in request.GET.items():
        if name not in known:
            names = ", ".join(sorted(known))
            raise InvalidInput(
                _("This parameter does not exist. Known ones: %(names)s.") % {"names": names},
                code="unknown_filter",
                pointer=f"/{name[:100]}",
            )
        if CONTROL.search(str(value)):
            raise InvalidInput(_("Control characters are not accepted."), code="control", pointer=f"/{name}")


def _parameter(name: str, one: django_filters.Filter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(one, IdFilter):
        schema["format"] = "uuid"
    elif isinstance(one, InstantFilter):
        schema["format"] = "date-time"
    elif isinstance(one, DayFilter):
        schema["format"] = "date"
    elif isinstance(one, TrueFilter):
        schema["enum"] = ["true", "false"]
    elif choices := one.extra.get("choices"):
        schema["enum"] = [value for value, _label in choices]
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": str(one.label or "")}
