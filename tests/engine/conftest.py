"""What tests of broken packs share: the parts that a test leaves as they are."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from assessments.engine.packs import folders, loader
from assessments.engine.packs.build import Shared
from assessments.engine.packs.source import Section


@pytest.fixture
def packs_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a pack is read again only where one of its files changed, and parsed again only where read again."""
    monkeypatch.setattr(folders, "_read_part", _read_once)
    monkeypatch.setattr(loader, "Shared", _shared)


_read_part = folders._read_part
_read: dict[tuple[object, ...], Section] = {}


def _read_once(path: Path) -> Section:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    key = (path.parent.name, path.name, *((file.name, file.read_bytes()) for file in files))
    if key not in _read:
        _read[key] = _read_part(path)
    return _read[key]


@cache
def _shared() -> Shared:
    return Shared()
