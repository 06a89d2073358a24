"""Statements that every request asks: their SQL is made once for each thread, and PostgreSQL keeps their plans.

To build a query of the ORM and to plan it cost more than to run it, where it finds a few rows by an index. Here the ORM
still says what is asked, once; afterwards only the values change.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import AutoField, Expression, Field, Model, QuerySet
from django.db.models.sql import UpdateQuery

R = TypeVar("R")


class Given(Expression):
    """A value in a query that is named when it is asked."""

    def __init__(self, name: str, output_field: Field[Any, Any]) -> None:
        self.name = name
        super().__init__(output_field=output_field)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Question(Generic[R]):
    """`rows` builds the query, with a `Given` for each value that is not always the same.

    Nothing that depends on who asks may decide its shape, and it names all that it reads (no prefetching). One that is
    asked once is not `kept` by the server.
    """

    def __init__(self, rows: Callable[[], QuerySet[Any, R]], *, kept: bool = True) -> None:
        self._rows, self._ask = rows, ask_kept if kept else _ask_once
        self._of_thread = threading.local()

    def __call__(self, **given: Any) -> list[R]:
        own, made = connections[DEFAULT_DB_ALIAS], getattr(self._of_thread, "made", None)
        if made is None or made.connection is not own:
            made = self._of_thread.made = _Made(self._rows(), own, self._ask)
        found: list[R] = made.ask(given)
        return found


class _Made:
    def __init__(self, rows: QuerySet[Any, Any], connection: Any, ask: Callable[..., tuple[list[Any], int]]) -> None:
        self.connection, self._ask = connection, ask
        compiler = rows.query.get_compiler(connection=connection)
        self._bound: list[Any] = []
        try:
            self._sql, self._params = compiler.as_sql()
        except EmptyResultSet:
            self._sql, self._params = "", ()  # nothing can ever be found
        compiler.execute_sql = self._read
        compiler.get_converters = _once(compiler.get_converters)
        query: Any = rows.query
        query.get_compiler = lambda *args, **kwargs: compiler
        self._found: Any = rows._iterable_class(rows)

    def ask(self, given: dict[str, Any]) -> list[Any]:
        if not self._sql:
            return []
        self._bound = _bound(self._params, given, self.connection)
        return list(self._found)

    def _read(self, *args: Any, **kwargs: Any) -> list[Any]:
        """In the place of the compiler's own, which would make the SQL anew and read in pieces."""
        return [self._ask(self.connection, self._sql, self._bound)[0]]


def _once(find: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The columns of a made statement are always the same, and so is what makes values of them."""
    found: list[Any] = []

    def converters(columns: Any) -> Any:
        if not found:
            found.append(find(columns))
        return found[0]

    return converters


class Change:
    """An UPDATE of the rows that `rows` names, to `values`; gives how many there were. No table is joined."""

    def __init__(self, rows: Callable[[], QuerySet[Any]], **values: Any) -> None:
        self._rows, self._values = rows, values
        self._made: tuple[str, Sequence[Any]] | None = None

    def __call__(self, **given: Any) -> int:
        own = connections[DEFAULT_DB_ALIAS]
        if self._made is None:
            query: Any = self._rows().query.chain(UpdateQuery)
            query.add_update_values(self._values)
            self._made = query.get_compiler(connection=own).as_sql()
        text, params = self._made
        return ask_kept(own, text, _bound(params, given, own))[1]


def _bound(params: Sequence[Any], given: dict[str, Any], connection: Any) -> list[Any]:
    return [
        one.output_field.get_db_prep_value(given[one.name], connection) if isinstance(one, Given) else one
        for one in params
    ]


class Insertion:
    """Writes one fresh row; what the database makes of it is not read back."""

    def __init__(self, model: type[Model]) -> None:
        self._fields = model._meta.concrete_fields
        quoted = connections[DEFAULT_DB_ALIAS].ops.quote_name
        names = ", ".join(quoted(str(field.column)) for field in self._fields)
        places = ", ".join(["%s"] * len(self._fields))
        self._sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608 - our names

    def __call__(self, row: Model) -> None:
        own = connections[DEFAULT_DB_ALIAS]
        values = [field.get_db_prep_save(field.pre_save(row, add=True), own) for field in self._fields]
        ask_kept(own, self._sql, values)
        row._state.adding, row._state.db = False, own.alias


class Insertions:
    """Writes fresh rows in one statement; what the database makes of them is not read back. `known`: rows that are
    there already are passed over.

    What all rows agree in is sent once, the rest as JSON: PostgreSQL takes that apart in less time than the ORM needs
    to hand it a value for each column of each row.
    """

    def __init__(self, model: type[Model], *, known: bool = False) -> None:
        self._model, self._known = model, known
        self._made: dict[tuple[Any, ...], str] = {}

    def __call__(self, rows: Sequence[Model]) -> None:
        own: Any = connections[DEFAULT_DB_ALIAS]
        if own.vendor != "postgresql":
            self._model._default_manager.bulk_create(rows, ignore_conflicts=self._known)
        elif rows:
            self._write(rows, own)

    def _write(self, rows: Sequence[Model], connection: Any) -> None:
        shared: list[Any] = []
        apart: list[Any] = []
        for field in self._model._meta.concrete_fields:
            first = getattr(rows[0], field.attname)
            if first is None and isinstance(field, AutoField):
                continue
            same = all(getattr(row, field.attname) == first for row in rows)
            (shared if same else apart).append(field)
        apart = apart or [shared.pop()]  # of one row, or of equal ones
        names = [field.attname for field in apart]
        told = orjson.dumps([{name: getattr(row, name) for name in names} for row in rows], default=_as_text).decode()
        values = [field.get_db_prep_save(getattr(rows[0], field.attname), connection) for field in shared]
        ask_kept(connection, self._sql(shared, apart, connection), [*values, told])
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias

    def _sql(self, shared: list[Any], apart: list[Any], connection: Any) -> str:
        key = (len(shared), *(field.attname for field in apart))
        if key not in self._made:
            quoted = connection.ops.quote_name
            columns = ", ".join(quoted(field.column) for field in [*shared, *apart])
            values = [f"%s::{_kind(field, connection)}" for field in shared]
            values += [quoted(field.attname) for field in apart]
            kinds = ", ".join(f"{quoted(field.attname)} {_kind(field, connection)}" for field in apart)
            self._made[key] = (
                f"INSERT INTO {quoted(self._model._meta.db_table)} ({columns}) SELECT {', '.join(values)}"  # noqa: S608 - our names
                f" FROM json_to_recordset(%s::json) AS told({kinds}){' ON CONFLICT DO NOTHING' * self._known}"
            )
        return self._made[key]


def _as_text(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)


def _kind(field: Any, connection: Any) -> str:
    """Without its length: a cast would cut what is too long, where the column refuses it."""
    return str(field.db_type(connection)).partition("(")[0]


def ask_kept(connection: Any, sql: str, values: Sequence[Any]) -> tuple[list[Any], int]:
    """The rows of a statement, and how many it found or changed. PostgreSQL keeps it (`config.postgresql`)."""
    ask: Callable[..., tuple[list[Any], int]] | None = getattr(connection, "ask", None)
    return ask(sql, values) if ask else _ask_once(connection, sql, values)


def _ask_once(connection: Any, sql: str, values: Sequence[Any]) -> tuple[list[Any], int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else [], cursor.rowcount
