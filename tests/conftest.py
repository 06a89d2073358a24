"""Fixtures shared by all tests."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from config import counters, guards
from tests.world import World, build_world

LONG = ("tests/crash/", "tests/browser/", "tests/journeys/", "tests/house/test_upgrading.py")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first: at the end one process would wait for the other."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def folder_of_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp() / "documents"


@pytest.fixture(autouse=True)
def documents_of_their_own(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The bytes of documents lie in a folder that goes with the tests."""
    settings.DOCUMENTS = folder_of_documents(tmp_path_factory)


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    """Rate limits and failed log-ins of one test do not reach the next."""
    counters._kept_in.cache_clear()


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture(autouse=True)
def guards_lifted_for_cleaning(request: pytest.FixtureRequest) -> Iterator[None]:
    """Transactional tests are cleaned by deleting, which append-only tables refuse; the flush sets them again."""
    marker = request.node.get_closest_marker("django_db")
    transactional = bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )
    if transactional:
        request.getfixturevalue("transactional_db")
    yield
    if transactional:
        guards.remove()


@pytest.fixture
def on_a_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """SQLite's database in memory is one for all threads; a file has the locks that an installation has."""
    sqlite: Any = connection
    if connection.vendor != "sqlite" or not sqlite.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    name, memory = connection.settings_dict["NAME"], connection.connection
    with sqlite3.connect(tmp_path / "races.sqlite3") as file:
        memory.backup(file)
    connection.settings_dict["NAME"], connection.connection = tmp_path / "races.sqlite3", None
    yield
    connection.close()
    connection.settings_dict["NAME"], connection.connection = name, memory
