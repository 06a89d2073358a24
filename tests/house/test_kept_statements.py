"""Statements that the server keeps: as cursors give their rows, in and out of transactions, seen by whoever listens."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Office
from config.prepared import ask_kept

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL alone keeps statements"),
]

KINDS = "SELECT %s::uuid, %s::timestamptz, %s::text, %s::int, %s::bytea, '50%%' LIKE %s"
VALUES: list[Any] = [uuid4(), datetime(2026, 12, 1, 8, 30, tzinfo=UTC), "借呗", None, b"\x00\x01", "50%"]
MAKE = """INSERT INTO accounts_office (id, name, created_at, updated_at, version, zone, is_demo)
    VALUES (%s, %s, %s, %s, %s, 'UTC', false)"""


def office(ident: object, name: str = "East", version: int = 1) -> list[object]:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    return [ident, name, at, at, version]


def test_values_come_back_as_a_cursor_gives_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(KINDS, VALUES)
        by_cursor = cursor.fetchall()

    assert [ask_kept(connection, KINDS, VALUES) for _ in range(2)] == [(by_cursor, 1)] * 2
    assert by_cursor[0][1].tzinfo is UTC


def test_numbers_of_any_size_are_taken_in_turns() -> None:
    for number in (1, 2**40, 2, None, 2**20):
        assert ask_kept(connection, "SELECT %s::bigint", [number])[0] == [(number,)]


def test_what_is_changed_is_counted() -> None:
    ident = uuid4()

    assert ask_kept(connection, MAKE, office(ident)) == ([], 1)
    assert ask_kept(connection, "UPDATE accounts_office SET name = %s WHERE id = %s", ["West", ident]) == ([], 1)
    assert ask_kept(connection, "UPDATE accounts_office SET name = %s WHERE id = %s", ["West", uuid4()]) == ([], 0)


def test_a_transaction_holds_what_is_asked_first_and_later_and_takes_it_back() -> None:
    kept, undone = uuid4(), uuid4()
    with transaction.atomic():
        ask_kept(connection, MAKE, office(kept))
        with pytest.raises(IntegrityError), transaction.atomic():
            ask_kept(connection, MAKE, office(uuid4()))
            ask_kept(connection, MAKE, office(kept))
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ask_kept(connection, MAKE, office(undone))
        raise ZeroDivisionError

    assert list(Office.objects.values_list("pk", flat=True)) == [kept]
    ask_kept(connection, MAKE, office(undone))  # after a rollback the server still knows it
    assert Office.objects.count() == 2


def test_errors_are_django_s_and_leave_the_connection_well() -> None:
    with pytest.raises(DataError):
        ask_kept(connection, MAKE, office(uuid4(), name="x" * 300))

    assert ask_kept(connection, "SELECT %s::int", [1])[0] == [(1,)]


def test_whoever_listens_hears_it() -> None:
    ask_kept(connection, "SELECT %s::int", [1])

    with CaptureQueriesContext(connection) as queries:
        assert ask_kept(connection, "SELECT %s::int", [2]) == ([(2,)], 1)
    assert len(queries) == 1


def test_a_new_connection_is_asked_anew() -> None:
    assert ask_kept(connection, "SELECT %s::int", [3])[0] == [(3,)]
    connection.close()

    assert ask_kept(connection, "SELECT %s::int", [3])[0] == [(3,)]
