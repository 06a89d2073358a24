"""Packs are read by libyaml where it is there: the same data, lines and refusals as without it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assessments.engine import PackError
from assessments.engine.packs import source
from assessments.engine.packs.source import Section, read_yaml

PACKS = Path(__file__).parents[2] / "assessments" / "packs"
REFUSED = (
    "a: &x 1\nb: *x\n",
    "\n\na: *x\n",
    "a: {",
    "a: 'b",
    "a: b: c",
    "a:\n\t- b\n",
    "a: \x07",
    "a: \ud800",
    "%YAML 3.0\n---\na: 1",
    "a: 1\n---\nb: 2",
    "a: " + "[" * 5000,
    "a: !!python/name:os.system {}",
    "a: !own b",
    "? [a, b]\n: c",
    "a: 1\na: 2",
    "- a",
    "a: 1.5",
    "@a",
)


def told(value: object) -> object:
    """The data with the line of each key and of each mapping."""
    if isinstance(value, Section):
        return value.line, [(key, value.line_of(key), told(entry)) for key, entry in value.items()]
    return [told(entry) for entry in value] if isinstance(value, list) else (type(value), value)


def said_of(text: str) -> str:
    with pytest.raises(PackError) as caught:
        read_yaml(text, "x.yaml")
    return str(caught.value)


@pytest.mark.parametrize("path", sorted(PACKS.glob("*/*.yaml")) + sorted(PACKS.glob("*/*/*.yaml")), ids=str)
def test_every_file_is_the_same_without_libyaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_text(encoding="utf-8")
    quick = told(read_yaml(text, path.name))
    monkeypatch.setattr(source, "_Quick", None)

    assert told(read_yaml(text, path.name)) == quick


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_is_refused_with_the_same_words_without_libyaml(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = said_of(text)
    monkeypatch.setattr(source, "_Quick", None)

    assert said_of(text) == quick


def test_libyaml_is_used_where_it_is_there() -> None:
    assert (source._Quick is not None) == yaml.__with_libyaml__
