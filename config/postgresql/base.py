"""Django's PostgreSQL with what is spared on each request: the question whether a kept connection still lives, and the
planning of statements that are asked again and again (`config.prepared`), with the cursors around them.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import adapters
from psycopg.pq import Format

from config.postgresql.kept import Kept

TIMESTAMPTZ = adapters.types["timestamptz"].oid
INSTANTS: Any = adapters.get_loader(TIMESTAMPTZ, Format.TEXT)
"""psycopg's own loader, in C, which takes the zone of the connection. Django's sets that of each instant, in Python."""


_USUAL: Any = base.Cursor
_BOUND_BY_SERVER: Any = base.ServerBindingCursor
_SERVER_SIDE: Any = base.ServerSideCursor


MOST_KEPT = 200  # statements of one connection; there are some dozens, each with the few types that its values have


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """For logs of queries: of a statement whose values the server binds, psycopg holds no text."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    binding_by_server = False
    """Whether the cursors made just now leave the values to the server. Django's usual ones put them into the text."""
    _kept: dict[str, Kept]

    def get_connection_params(self) -> dict[str, Any]:
        """psycopg keeps no statements of its own: after a rollback it would have the server forget ours too."""
        return {**super().get_connection_params(), "prepare_threshold": None}

    def ask(self, sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        """The rows of a statement that the server keeps with its plan, and how many it found or changed."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        if self._needs_cursor():
            return self._ask_by_cursor(sql, values)
        self.validate_thread_sharing()
        self.validate_no_broken_transaction()
        kept = self._kept.get(sql)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                return self._ask_by_cursor(sql, values)
            kept = self._kept[sql] = Kept(self.connection, sql, f"kept_{len(self._kept)}")
        with self.wrap_database_errors:
            return kept.ask(values)

    def _needs_cursor(self) -> bool:
        """Where somebody listens to what is asked, in zones of their own, and to begin transactions of another kind."""
        if self.queries_logged or self.execute_wrappers or self.timezone is not UTC:
            return True
        return self.connection.isolation_level is not None and not self.connection.autocommit

    def _ask_by_cursor(self, sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        self.binding_by_server = True
        try:
            cursor = self.cursor()
        finally:
            self.binding_by_server = False
        with cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else [], cursor.rowcount

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        self._kept = {}
        if self.timezone is UTC:
            made.adapters.register_loader(TIMESTAMPTZ, INSTANTS)
        return made

    def init_connection_state(self) -> None:
        """Without compiling: it took 165 ms for a page of the work queue, where the planner overrated its cost."""
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute("SET jit TO off")
        if not self.get_autocommit():
            self.connection.commit()

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which would look at each cursor's loader of instants for the zone that it sets."""
        if self.timezone is not UTC:
            return super().create_cursor(name)
        if name:
            kept = self.connection.autocommit
            return _SERVER_SIDE(self.connection, name=name, scrollable=False, withhold=kept)
        return (_BOUND_BY_SERVER if self.binding_by_server else _USUAL)(self.connection)

    def close_if_health_check_failed(self) -> None:
        """A server that has gone, or has ended the connection, has said so to the socket: only where there is something
        to read is it asked. Django asks on every request."""
        if self.connection is None or not _is_silent(self.connection):
            super().close_if_health_check_failed()


def _is_silent(connection: Any) -> bool:
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
