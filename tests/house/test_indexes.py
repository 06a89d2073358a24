"""A foreign key is looked up by when a row that it names is to go: some index begins with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Index, Model, UniqueConstraint


def _fields(model: type[Model]) -> list[Any]:
    return list(model._meta.local_fields)


def begun_with(model: type[Model]) -> Iterator[str]:
    """The first column of each index that knows every row in which it is set."""
    for index in [*model._meta.indexes, *model._meta.constraints]:
        if isinstance(index, Index | UniqueConstraint) and index.fields:
            name = index.fields[0].removeprefix("-")
            condition: Any = index.condition
            if condition is None or condition.children == [(f"{name}__isnull", False)]:
                yield name


def test_a_foreign_key_without_an_index_of_its_own_begins_another() -> None:
    bare = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in _fields(model)
        if field.many_to_one and not (field.db_index or field.unique or field.name in begun_with(model))
    ]

    assert bare == []
