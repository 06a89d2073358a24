"""Lists shown under the fields of a page; higher apps add theirs to the pages of lower ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.access.pressing import address_of
from accounts.audit.seen import note

Section = dict[str, Any]
Maker = Callable[[HttpRequest, Any], Section | None]

SHOWN = 20  # rows of a list under a page; "Show all" leads to the rest
_added: dict[type[Model], list[tuple[int, Maker]]] = {}


def add_section(model: type[Model], place: int, maker: Maker) -> None:
    """`maker(request, row)` gives what `table` gives, or None where there is nothing to show."""
    _added.setdefault(model, []).append((place, maker))


def added_sections(request: HttpRequest, row: Any) -> list[Section]:
    makers = sorted(_added.get(type(row), []), key=lambda entry: entry[0])
    return [section for _place, maker in makers if (section := maker(request, row))]


def table(
    title: Any, columns: Sequence[Any], rows: Iterable[tuple[Model, Sequence[Any]]], *, empty: Any, **more: Any
) -> Section:
    """`rows` are (row, cells): the first cell leads to the row's page. `more`: more=, add= and add_label=."""
    rows = list(rows)
    note(row for row, _cells in rows)
    lines = [{"link": address_of(row), "cells": cells} for row, cells in rows]
    return {
        "template": "admin/house/table.html",
        "title": title,
        "columns": columns,
        "rows": lines,
        "empty": empty,
        **more,
    }


def newest(rows: QuerySet[Any]) -> list[Any]:
    return list(rows.order_by("-created_at", "-id")[:SHOWN])


def list_address(model: type[Model], **narrowed: Any) -> str:
    """The model's list, narrowed by columns: list_address(Notice, credit_account=account)."""
    return _with(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist", narrowed, "__id__exact")


def add_address(model: type[Model], **given: Any) -> str:
    """The form for a new row with some columns filled in."""
    return _with(f"admin:{model._meta.app_label}_{model._meta.model_name}_add", given, "")


def _with(name: str, values: dict[str, Any], suffix: str) -> str:
    query = "&".join(f"{column}{suffix}={row.pk}" for column, row in values.items())
    return reverse(name) + (f"?{query}" if query else "")
