"""A kept connection is asked whether it lives only where its server has said something."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from config.postgresql.base import _is_silent


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def kept(ours: socket.socket, closed: bool = False) -> SimpleNamespace:
    return SimpleNamespace(closed=closed, fileno=ours.fileno)


def test_silence_is_life(line: tuple[socket.socket, socket.socket]) -> None:
    assert _is_silent(kept(line[0]))


def test_a_server_that_spoke_or_went_is_asked(line: tuple[socket.socket, socket.socket]) -> None:
    line[1].send(b"terminating connection")
    spoke = _is_silent(kept(line[0]))
    line[1].close()

    assert not spoke
    assert not _is_silent(kept(line[0]))


def test_a_closed_connection_is_not_silent(line: tuple[socket.socket, socket.socket]) -> None:
    assert not _is_silent(kept(line[0], closed=True))
