"""Fixtures shared by all tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from config import counters, guards
from tests.world import World, build_world


@pytest.fixture(autouse=True)
def documents_of_their_own(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The bytes of documents lie in a folder that goes with the tests."""
    settings.DOCUMENTS = tmp_path_factory.getbasetemp() / "documents"


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
