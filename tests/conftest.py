"""Fixtures shared by all tests."""

from collections.abc import Iterator

import pytest

from config import guards
from tests.world import World, build_world


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
