"""What an erasure does to each table that hangs on clients: its rows go, unless the table's area says otherwise here.

A new table is erased by itself. An area says when its app is ready that rows stay without their content (`empty`) or
stay as they are, with the reason (`keep`), and what else goes once the erasure is in, such as files (`afterwards`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import sleep
from typing import Any

from django.apps import apps
from django.db import OperationalError, transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.clients.models import Client
from accounts.exports.sections import hangs_on_a_client
from config import guards
from config.errors import StateConflict

ATTEMPTS = 25  # about ten seconds in all
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's word for a row that somebody holds

_emptied: dict[type[Model], dict[str, Any]] = {}
_kept: dict[type[Model], str] = {}
_afterwards: dict[type[Model], Callable[[Iterable[Any]], None]] = {}


def empty(model: type[Model], **columns: Any) -> None:
    """The rows stay, with these values in these columns."""
    _emptied[model] = columns


def keep(model: type[Model], why: str) -> None:
    _kept[model] = why


def hold(*clients: Client) -> None:
    """The clients and every row that an erasure changes, all at once or none: whoever writes below the client holds
    some of them in an order of their own, so an erasure never waits for one while it holds another (decision 0027)."""
    for attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _hold_now(clients)
            return
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
        sleep(min(0.01 * 2**attempt, 0.5))
    words = _("Somebody is working on this client's file at this moment. Try again in a minute.")
    raise StateConflict(words, code="in_use")


def _hold_now(clients: Iterable[Client]) -> None:
    """The clients first: from then on nothing is added below."""
    for model in sorted(tables(), key=lambda model: model is not Client):
        rows = rows_of(model, *clients).select_for_update(of=("self",), nowait=True)
        list(rows.values_list("pk"))


def afterwards(model: type[Model], act: Callable[[Iterable[Any]], None]) -> None:
    """`act(ids)` once the erasure is committed; it may be called again."""
    _afterwards[model] = act


def tables() -> Iterator[type[Model]]:
    for model in apps.get_models():
        if model not in _kept and (model is Client or hangs_on_a_client(model)):
            yield model


def rows_of(model: type[Model], *clients: Client) -> QuerySet[Any]:
    key = "pk__in" if model is Client else "client_id__in"
    return model._default_manager.filter(**{key: [client.pk for client in clients]}).order_by("pk")


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
