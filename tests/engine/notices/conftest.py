"""The base pack's own lexicon, read once; these tests are about reading notices, not about a made-up lexicon."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assessments.engine.notices import NoticeLexicon, NoticeReading, read_notice
from assessments.engine.packs.source import Section, read_yaml

LEXICON_FILES = Path(__file__).parents[3] / "assessments" / "packs" / "base" / "notices"
RECEIVED = date(2026, 11, 20)

Read = Callable[[str], NoticeReading]


@pytest.fixture(scope="session")
def lexicon_data() -> Section:
    whole = Section(file="notices")
    for path in sorted(LEXICON_FILES.glob("*.yaml")):
        whole.update(read_yaml(path.read_text(encoding="utf-8"), path.name))
    return whole


@pytest.fixture(scope="session")
def lexicon(lexicon_data: Section) -> NoticeLexicon:
    return NoticeLexicon.from_data(lexicon_data)


@pytest.fixture(scope="session")
def read(lexicon: NoticeLexicon) -> Read:
    return lambda text: read_notice(text, lexicon, RECEIVED)
