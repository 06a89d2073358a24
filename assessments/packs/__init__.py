"""The shipped rule packs, read once for each process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assessments.engine import Pack, load_packs
from assessments.engine.packs.scorecard import Scorecard, parse_scorecard
from assessments.engine.packs.source import read_yaml
from assessments.engine.packs.tables import Scheme

DIRECTORY = Path(__file__).parent


@cache
def packs() -> Mapping[str, Pack]:
    """Every pack by key; PackError with file and line where one is broken."""
    return load_packs(DIRECTORY)


def scorecard() -> Scorecard:
    """The base pack's scorecard by itself, for who needs nothing else of the packs."""
    name = "base/scorecard.yaml"
    return parse_scorecard(read_yaml((DIRECTORY / name).read_text(encoding="utf-8"), name))


def schemes() -> Mapping[str, Scheme]:
    """Private scores with their scales."""
    return packs()["base"].schemes


def product_keys() -> list[str]:
    return sorted(packs()["base"].products)
