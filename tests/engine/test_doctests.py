"""The examples in the engine's documentation say what the code does."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[2] / "assessments" / "engine"
WITH_EXAMPLES = sorted(
    ".".join(("assessments.engine", *path.relative_to(ENGINE).with_suffix("").parts))
    for path in ENGINE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples() -> None:
    assert {"assessments.engine.dated", "assessments.engine.facts"} <= set(WITH_EXAMPLES)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)

    assert result.attempted > 0
    assert result.failed == 0
