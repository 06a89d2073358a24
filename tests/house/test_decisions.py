"""The decision records: each number stands once, and no number is left out."""

from __future__ import annotations

from pathlib import Path

RECORDS = sorted((Path(__file__).parents[2] / "docs" / "decisions").glob("*.md"))


def test_records_are_numbered_without_doubles_or_holes() -> None:
    assert [path.name[:4] for path in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]


def test_a_record_begins_with_its_number() -> None:
    assert [path.name for path in RECORDS if not path.read_text().startswith(f"# {path.name[:4]}: ")] == []
