"""Rows of repayment behaviour from a CSV file, every value checked, and the scores back into one."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from assessments.engine.packs.scorecard import BILLS, COLUMNS, PAYMENTS, STATUSES

SHOWN = 20
"""So many broken values are named; the rest is counted."""
LONGEST = 40
MOST = 1e12


class UnusableTable(Exception):
    """The file cannot be scored; the text says why and, for broken rows, where."""


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: the card's columns as numbers; `unused`: names of the other columns."""

    rows: pl.DataFrame
    unused: tuple[str, ...]


@dataclass(frozen=True, order=True, slots=True)
class Broken:
    row: int
    place: int
    text: str


def read_table(path: Path) -> Table:
    """All rows as numbers, or UnusableTable naming what is broken."""
    header, _, body = _text(path).partition("\n")
    names = _names(header)
    rows = _swift(body, names)
    if rows is None:
        rows = _careful(body, names)
    return Table(rows, tuple(name for name in names if name not in COLUMNS))


def _swift(body: str, names: list[str]) -> pl.DataFrame | None:
    """The rows where nothing at all is wrong with them; else None, and the careful reading finds out what."""
    if not body or '"' in body:
        return None
    schema = {f"field_{place}": pl.Float64 if name in COLUMNS else pl.String for place, name in enumerate(names)}
    try:
        cells = pl.read_csv(body.encode(), has_header=False, schema=schema, quote_char=None)
    except pl.exceptions.PolarsError:
        return None
    if cells.height != body.count("\n") + 1 or any(cells.null_count().row(0)):
        return None
    rows = cells.select(pl.col(f"field_{names.index(name)}").alias(name) for name in COLUMNS)
    fine = rows.select(_accepted(name).all() for name in COLUMNS)
    return rows if all(fine.row(0)) else None


def _careful(body: str, names: list[str]) -> pl.DataFrame:
    """The rows by way of their texts, so that what is broken can be shown."""
    cells, broken = _cells(body, len(names))
    texts = {name: cells[f"field_{names.index(name)}"] for name in COLUMNS}
    rows = pl.DataFrame({name: column.cast(pl.Float64, strict=False) for name, column in texts.items()})
    fine = rows.select(_accepted(name).fill_null(False) for name in COLUMNS)
    for place, name in enumerate(COLUMNS, 1):
        wrong = ~fine[name]
        told = zip(cells["row"].filter(wrong), texts[name].filter(wrong), strict=True)
        broken += [Broken(row, place, _refusal(row, name, text)) for row, text in told]
    if broken:
        raise UnusableTable(_report(broken))
    return rows


def _text(path: Path) -> str:
    """The file's text with plain line ends, without byte order mark and empty lines at its end."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnusableTable(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UnusableTable(f"{path} is not UTF-8 (byte {error.start}). Save it as CSV in UTF-8.") from error
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.rstrip("\n")
    if not text.strip():
        raise UnusableTable(f"{path} is empty. Its first line must name the columns: {', '.join(COLUMNS)}.")
    return text


def _names(header: str) -> list[str]:
    names = [name.strip() for name in next(csv.reader([header]))]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise UnusableTable(f"Columns are missing: {', '.join(missing)}. The card was measured with all of them.")
    twice = [name for name, count in Counter(names).items() if count > 1 and name in COLUMNS]
    if twice:
        raise UnusableTable(f"Columns are there twice: {', '.join(twice)}. Keep one of each.")
    return names


def _cells(body: str, width: int) -> tuple[pl.DataFrame, list[Broken]]:
    """The row's number and its fields as texts, for the rows of the right width; and the others as broken."""
    if '"' in body:
        return _quoted_cells(body, width)
    lines = pl.DataFrame({"line": body.split("\n") if body else []}, schema={"line": pl.String})
    commas = pl.col("line").str.count_matches(",", literal=True)
    numbered = lines.with_row_index("row", 1).with_columns(commas.alias("commas"))
    wrong = numbered.filter(pl.col("commas") != width - 1)
    broken = [_wrong_width(row, commas + 1 if line else 0, width) for row, line, commas in wrong.iter_rows()]
    right = numbered.filter(pl.col("commas") == width - 1) if broken else numbered
    fields = pl.col("line").str.split_exact(",", width - 1).alias("fields")
    return right.select("row", fields).unnest("fields").with_columns(pl.exclude("row").str.strip_chars(" \t")), broken


def _quoted_cells(body: str, width: int) -> tuple[pl.DataFrame, list[Broken]]:
    """The same for a file with quotation marks, which only a reader of its own can follow."""
    try:
        rows = list(enumerate(csv.reader(body.split("\n"), strict=True), 1))
    except csv.Error as error:
        raise UnusableTable(f"The quotation marks do not match: {error}.") from error
    broken = [_wrong_width(row, len(fields), width) for row, fields in rows if len(fields) != width]
    right = [(row, *fields) for row, fields in rows if len(fields) == width]
    schema = {"row": pl.UInt32, **{f"field_{place}": pl.String for place in range(width)}}
    cells = pl.DataFrame(right, schema=schema, orient="row")
    return cells.with_columns(pl.exclude("row").str.strip_chars(" \t")), broken


def _wrong_width(row: int, fields: int, width: int) -> Broken:
    return Broken(row, 0, f"row {row}: {fields} fields, where the first line names {width}")


def _accepted(name: str) -> pl.Expr:
    value = pl.col(name)
    if name in STATUSES:
        return value.is_between(-2, 9) & (value == value.floor())
    if name in PAYMENTS:
        return value.is_between(0, MOST)
    return value.is_between(-MOST, MOST) if name in BILLS else value.is_between(0, MOST, closed="right")


def _refusal(row: int, name: str, text: str) -> str:
    accepted = "a number above 0, such as 50000 or 3.00E+05"
    if name in STATUSES:
        accepted = "a whole number from -2 to 9"
    elif name in PAYMENTS:
        accepted = "a number from 0 up, such as 1200 or 3.00E+05"
    elif name in BILLS:
        accepted = "a number such as 1200, -35.5 or 3.00E+05"
    return f"row {row}, column {name}: {_shown(text)} is not accepted, only {accepted}"


def _shown(text: str) -> str:
    if not text:
        return "an empty field"
    return ascii(text if len(text) <= LONGEST else text[:LONGEST] + "...")


def _report(broken: Sequence[Broken]) -> str:
    named = [each.text for each in sorted(broken)[:SHOWN]]
    more = len(broken) - len(named)
    count = f"{len(broken)} broken in {len({each.row for each in broken})} row(s); nothing was written."
    return "\n".join([count, *named, *([f"… and {more} more"] if more else [])])


def write_scores(scores: pl.DataFrame, path: Path) -> None:
    """All of it or nothing: into a file beside it, which then takes its name."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                scores.with_row_index("row", 1).write_csv(file, float_precision=4)
            _let_others_read(name)
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise UnusableTable(f"{path} cannot be written: {error.strerror}.") from error


def _let_others_read(name: str) -> None:
    """As a plainly opened file would have been; temporary files are their owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(name, 0o666 & ~mask)
