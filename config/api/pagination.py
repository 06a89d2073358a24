"""Keyset pagination: a page is found by the values of its first row, so depth costs nothing.

A cursor is bound to its ordering and filters; used with others it is a 400 `cursor_mismatch`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from config.errors import InvalidInput

DEFAULT_LIMIT, MAX_LIMIT, COUNT_BOUND = 50, 200, 10_000
_SALT = "reinstate.cursor"
PARAMETERS = ("limit", "cursor", "count", "ordering")


@dataclass(frozen=True)
class Cursor:
    """The key of the row after which (or, `backwards`, before which) the page lies."""

    bound_to: str
    key: list[str]
    backwards: bool

    def encode(self) -> str:
        """Signed, so that no forged value ever reaches a column."""
        return signing.dumps([self.bound_to, self.key, self.backwards], salt=_SALT)


def decode_cursor(text: str, *, bound_to: str, columns: int) -> Cursor:
    try:
        cursor = Cursor(*signing.loads(text, salt=_SALT))
    except signing.BadSignature:
        raise InvalidInput(_("This cursor is not one of ours."), code="cursor_invalid", pointer="/cursor") from None
    if cursor.bound_to != bound_to or len(cursor.key) != columns:
        raise InvalidInput(
            _("This cursor belongs to another ordering or filter."), code="cursor_mismatch", pointer="/cursor"
        )
    return cursor


class KeysetPagination(BasePagination):
    """`{next, previous, results}`; `?count=true` adds a bounded `count` and whether it is exact."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.limit = _limit(request)
        self.ordering = _ordering(request.query_params, view)
        self.bound_to = _binding(request, self.ordering)
        self.cursor = self._cursor(request)
        self.count = _bounded_count(queryset) if flag(request, "count") else None
        rows = self._rows(queryset)
        self.more = len(rows) > self.limit
        rows = rows[: self.limit]
        self.page: list[Any] = rows[::-1] if self.cursor and self.cursor.backwards else rows
        return self.page

    def _cursor(self, request: Request) -> Cursor | None:
        text = request.query_params.get("cursor")
        return decode_cursor(text, bound_to=self.bound_to, columns=len(self.ordering)) if text else None

    def _rows(self, queryset: QuerySet[Any] | list[Any]) -> list[Any]:
        """A list is the first page, read already."""
        if isinstance(queryset, list):
            return queryset
        backwards = bool(self.cursor and self.cursor.backwards)
        ordering = [_reversed(name) for name in self.ordering] if backwards else self.ordering
        if self.cursor:
            queryset = queryset.filter(_after(queryset.model, ordering, self.cursor.key))
        return list(queryset.order_by(*ordering)[: self.limit + 1])

    def get_paginated_response(self, data: Any) -> Response:
        body: dict[str, Any] = {"next": self._link(forward=True), "previous": self._link(forward=False)}
        if self.count is not None:
            body |= {"count": min(self.count, COUNT_BOUND), "count_exact": self.count <= COUNT_BOUND}
        return Response(body | {"results": data})

    def _link(self, *, forward: bool) -> str | None:
        backwards = bool(self.cursor and self.cursor.backwards)
        exists = (backwards or self.more) if forward else (self.more if backwards else bool(self.cursor))
        if not exists or not self.page:
            return None
        row = self.page[-1] if forward else self.page[0]
        cursor = Cursor(self.bound_to, [_text(getattr(row, n.lstrip("-"))) for n in self.ordering], not forward)
        query = {k: v for k, v in self.request.query_params.items() if k != "cursor"} | {"cursor": cursor.encode()}
        return self.request.build_absolute_uri(f"{self.request.path}?{urlencode(query)}")

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link,
                "previous": link,
                "count": {"type": "integer", "description": f"with ?count=true; at most {COUNT_BOUND}"},
                "count_exact": {"type": "boolean", "description": "false where there are more than `count`"},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
            return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}

        allowed = [sign + name for name in getattr(view, "orderings", ("created_at",)) for sign in ("", "-")]
        return [
            parameter("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT}, "Rows on a page."),
            parameter("cursor", {"type": "string"}, "From `next` or `previous`; bound to ordering and filters."),
            parameter("count", {"type": "string", "enum": ["true", "false"]}, "Count the rows, up to a bound."),
            parameter("ordering", {"type": "string", "enum": allowed}, "`id` breaks ties."),
        ]


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MAX_LIMIT):
        raise InvalidInput(_("The limit is a number from 1 to %(n)d.") % {"n": MAX_LIMIT}, pointer="/limit")
    return int(text)


def first_page(rows: QuerySet[Any], view: Any) -> QuerySet[Any]:
    """What is read where nothing is asked for: one row more than is shown, to know whether there are more."""
    return rows.order_by(*_ordering({}, view))[: DEFAULT_LIMIT + 1]


def _ordering(asked: Mapping[str, str], view: Any) -> list[str]:
    """The wished ordering (else the view's own, or newest first), with `id` breaking ties in the same direction.

    A view's `ordered_by` names the columns of an ordering that has several.
    """
    allowed: Sequence[str] = getattr(view, "orderings", ("created_at",))
    wished = asked.get("ordering", getattr(view, "default_ordering", "-" + allowed[0]))
    if wished.removeprefix("-") not in allowed:
        names = ", ".join(allowed)
        raise InvalidInput(_("Order by one of: %(names)s.") % {"names": names}, pointer="/ordering")
    name = wished.removeprefix("-")
    columns = [*getattr(view, "ordered_by", {}).get(name, (name,)), "id"]
    return [_reversed(column) for column in columns] if wished.startswith("-") else columns


def _binding(request: Request, ordering: list[str]) -> str:
    filters = sorted((k, v) for k, v in request.query_params.items() if k not in ("cursor", "limit", "count"))
    return hashlib.sha256(repr([request.path, ordering, filters]).encode()).hexdigest()[:16]


def flag(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise InvalidInput(_("Say true or false."), pointer=f"/{name}")
    return text == "true"


def _bounded_count(queryset: QuerySet[Any]) -> int:
    return queryset.order_by()[: COUNT_BOUND + 1].count()


def _reversed(name: str) -> str:
    return name[1:] if name.startswith("-") else "-" + name


def _after(model: type[Model], ordering: Sequence[str], key: Sequence[str]) -> Q:
    """Rows strictly after `key`: equal in some first columns and beyond in the next.

    That none of them lies before the key in the first column says the same again, in the one form in which an index
    can start from it: without it a database reads, and drops, all the pages before.
    """
    found, equal = Q(), Q()
    for column, text in zip(ordering, key, strict=True):
        name, sign = column.lstrip("-"), "lt" if column.startswith("-") else "gt"
        value = _value(model, name, text)
        found |= equal & Q(**{f"{name}__{sign}": value})
        equal &= Q(**{name: value})
    first, sign = ordering[0].lstrip("-"), "lte" if ordering[0].startswith("-") else "gte"
    return Q(**{f"{first}__{sign}": _value(model, first, key[0])}) & found


def _value(model: type[Model], name: str, text: str) -> Any:
    field: Any = model._meta.get_field(name)
    return field.to_python(text)


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
