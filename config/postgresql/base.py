"""Django's PostgreSQL with two ways spared on each request: the question whether a kept connection still lives, and the
planning of statements that are asked again and again (`config.prepared`).
"""

from __future__ import annotations

import select
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import adapters
from psycopg.pq import Format

TIMESTAMPTZ = adapters.types["timestamptz"].oid
INSTANTS: Any = adapters.get_loader(TIMESTAMPTZ, Format.TEXT)
"""psycopg's own loader, in C, which takes the zone of the connection. Django's sets that of each instant, in Python."""


_USUAL: Any = base.Cursor
_BOUND_BY_SERVER: Any = base.ServerBindingCursor
_SERVER_SIDE: Any = base.ServerSideCursor


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """For logs of queries: of a statement that the server has kept, psycopg holds no text."""
        return super().last_executed_query(cursor, sql, params) or sql


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    preparing = False
    """Whether the server is to keep the statements of the cursors made just now, with their plans."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's usual cursors put the values into the text, and of such nothing is kept."""
        return {**super().get_connection_params(), "prepare_threshold": 0}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        made = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            made.adapters.register_loader(TIMESTAMPTZ, INSTANTS)
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which would look at each cursor's loader of instants for the zone that it sets."""
        if self.timezone is not UTC:
            return super().create_cursor(name)
        if name:
            kept = self.connection.autocommit
            return _SERVER_SIDE(self.connection, name=name, scrollable=False, withhold=kept)
        return (_BOUND_BY_SERVER if self.preparing else _USUAL)(self.connection)

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
