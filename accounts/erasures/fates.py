"""What an erasure does to each table that hangs on clients: its rows go, unless the table's area says otherwise here.

A new table is erased by itself. An area says when its app is ready that rows stay without their content (`empty`) or
stay as they are, with the reason (`keep`), and what else goes once the erasure is in, such as files (`afterwards`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from accounts.clients.models import Client
from accounts.exports.sections import hangs_on_a_client
from config import guards

_emptied: dict[type[Model], dict[str, Any]] = {}
_kept: dict[type[Model], str] = {}
_held_first: list[type[Model]] = []
_afterwards: dict[type[Model], Callable[[Iterable[Any]], None]] = {}


def empty(model: type[Model], **columns: Any) -> None:
    """The rows stay, with these values in these columns."""
    _emptied[model] = columns


def keep(model: type[Model], why: str) -> None:
    _kept[model] = why


def hold_first(model: type[Model]) -> None:
    """Acts lock its rows and then write below the client: an erasure does so in the same order, so that neither waits
    for the other. Foreign keys may still be looked at meanwhile."""
    _held_first.append(model)


def hold(client: Client) -> None:
    for model in _held_first:
        list(rows_of(model, client).select_for_update(of=("self",), no_key=True).values_list("pk"))


def afterwards(model: type[Model], act: Callable[[Iterable[Any]], None]) -> None:
    """`act(ids)` once the erasure is committed; it may be called again."""
    _afterwards[model] = act


def tables() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model not in _kept and (model is Client or hangs_on_a_client(model)):
            yield model


def rows_of(model: type[Model], client: Client) -> QuerySet[Any]:
    own = {"pk": client.pk} if model is Client else {"client_id": client.pk}
    return model._default_manager.filter(**own).order_by("pk")


def carry_out(model: type[Model], rows: QuerySet[Any]) -> None:
    """In a transaction: foreign keys among what goes are looked at when it ends, so that no order is needed."""
    if model in _emptied:
        rows.update(**_emptied[model])
    else:
        rows.order_by()._raw_delete(rows.db)  # without looking each row's children up


def goes(model: type[Model]) -> bool:
    return model not in _emptied


def closings() -> Iterator[guards.Guard]:
    """The database takes nothing more for an erased client, whoever was faster than whose question."""
    for model in tables():
        yield guards.closed_once(model, Client, "erased_at", _emptied.get(model, {}))


def act_afterwards(model: type[Model], idents: list[Any]) -> None:
    if model in _afterwards:
        _afterwards[model](idents)


def acts_afterwards(model: type[Model]) -> bool:
    return model in _afterwards
