"""A statement that the server keeps with its plan, asked of libpq itself: psycopg's cursor and Django's around it cost
four times what such a question does. Values and rows are converted by psycopg, as for any cursor of the connection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult

DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class Kept:
    """Of one connection. Transactions begin with their first statement, as they do in psycopg."""

    def __init__(self, connection: Connection[Any], sql: str, name: str) -> None:
        self._connection, self._name, self._text = connection, name, _numbered(sql).encode()
        self._values: Any = Transformer(connection)
        self._formats = [PyFormat.AUTO] * self._text.count(b"$")
        self._prepared: dict[tuple[int, ...], bytes] = {}

    def ask(self, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
        """All rows, and how many the statement found or changed."""
        own, convert = self._connection, self._values
        if not own.autocommit and own.pgconn.transaction_status == TransactionStatus.IDLE:
            _done(own.pgconn.exec_(b"BEGIN"))
        given = convert.dump_sequence(values, self._formats)
        name = self._prepared.get(convert.types) or self._prepare(convert.types)
        result = _done(own.pgconn.exec_prepared(name, given, convert.formats))
        convert.set_pgresult(result)
        rows = convert.load_rows(0, result.ntuples, tuple)
        convert.set_pgresult(None)  # so that no answer outlives its reader
        return rows, result.ntuples or result.command_tuples or 0

    def _prepare(self, types: tuple[int, ...]) -> bytes:
        """For each combination of types that values come in: numbers have the smallest that holds them."""
        name = f"{self._name}_{len(self._prepared)}".encode()
        _done(self._connection.pgconn.prepare(name, self._text, types))
        self._prepared[types] = name
        return name


def _done(result: PGresult) -> PGresult:
    if result.status not in DONE:
        raise error_from_result(result)
    return result


def _numbered(sql: str) -> str:
    """
    >>> _numbered("SELECT %s WHERE a LIKE '50%%' AND b = %s")
    "SELECT $1 WHERE a LIKE '50%' AND b = $2"
    """
    numbers = count(1)
    return re.sub("%([%s])", lambda found: "%" if found[1] == "%" else f"${next(numbers)}", sql)
