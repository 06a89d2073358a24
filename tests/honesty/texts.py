"""Where our texts stand: packs, the catalogue, templates, documents, the schema. Each text comes with its place."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from drf_spectacular.generators import SchemaGenerator

from assessments.packs import packs

ROOT = Path(__file__).parents[2]
NOT_SAID = {"notices", "warnings", "calendar"}  # parts of a pack: what others say, to be recognised; and days
_MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
_TRANSLATED = re.compile(r"\{% translate \"([^\"]*)\"")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)

Placed = Iterator[tuple[str, str]]


def of_packs() -> Placed:
    base = packs()["base"].data
    for key, pack in packs().items():
        for section, content in pack.data.items():
            if section not in NOT_SAID and (key == "base" or content != base.get(section)):
                yield from _strings(content, f"pack {key}: {section}")


def _strings(value: Any, place: str) -> Placed:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _strings(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _strings(inner, f"{place}.{index}")


def of_catalogue() -> Placed:
    path = ROOT / "config" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        for message in read_po(file, locale="zh_Hans"):
            for text in (message.id, message.string):
                yield f"catalogue: {str(message.id)[:60]}", str(text)


def of_templates() -> Placed:
    for folder in ("config", "accounts", "assessments", "cases"):
        for path in sorted((ROOT / folder).glob("**/templates/**/*")):
            if path.suffix in (".html", ".txt"):
                text = path.read_text(encoding="utf-8")
                place = f"template {path.relative_to(ROOT)}"
                yield place, html.unescape(_MARKUP.sub("\n", text))
                yield from ((place, said) for said in _TRANSLATED.findall(text))


def of_documents() -> Placed:
    """What users read; decision records are written for the people who build this."""
    pages = [path for path in sorted((ROOT / "docs").glob("**/*.md")) if path.parent.name != "decisions"]
    for path in (ROOT / "README.md", ROOT / "CHANGELOG.md", *pages):
        prose = _CODE.sub("", path.read_text(encoding="utf-8"))
        for paragraph in re.split(r"\n\s*\n|\n(?=- |\| )", prose):
            yield f"document {path.relative_to(ROOT)}", " ".join(paragraph.split())


@cache
def _schema() -> dict[str, Any]:
    generator: Any = SchemaGenerator  # published without types
    return dict(generator().get_schema(request=None, public=True))


def of_schema() -> Placed:
    yield from _described(_schema(), "schema")


def _described(value: Any, place: str) -> Placed:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("description", "summary", "title") and isinstance(inner, str):
                yield place, inner
            yield from _described(inner, f"{place}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _described(inner, place)
