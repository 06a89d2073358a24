"""`score_portfolio` as a program: one row in, one row out, and a clear refusal with nothing written."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.engine.packs.scorecard import COLUMNS

ROOT = Path(__file__).parents[2]
GOOD: list[float] = [50000, 2, 0, -1, -2, 0, 0, *[12000.5] * 6, *[600] * 6]
Line = Sequence[object]


def write(path: Path, *rows: Line, header: tuple[str, ...] = COLUMNS) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


def changed(column: str, value: object) -> Line:
    return [value if name == column else old for name, old in zip(COLUMNS, GOOD, strict=True)]


def scored(source: Path) -> list[dict[str, str]]:
    target = source.with_name("out.csv")
    call_command("score_portfolio", str(source), str(target))
    with target.open(newline="") as file:
        return list(csv.DictReader(file))


def refused(source: Path) -> str:
    target = source.with_name("out.csv")
    with pytest.raises(CommandError) as refusal:
        call_command("score_portfolio", str(source), str(target))
    assert [path.name for path in source.parent.iterdir() if path != source] == []
    return str(refusal.value)


def test_it_runs_with_an_empty_environment_and_says_nothing_on_stdout(tmp_path: Path) -> None:
    source, target = write(tmp_path / "in.csv", GOOD, GOOD), tmp_path / "out.csv"

    done = subprocess.run(
        [sys.executable, "manage.py", "score_portfolio", source, target],
        cwd=ROOT, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("", "")
    first, second, third = target.read_text().splitlines()
    assert first == "row,points,probability,level"
    assert second.split(",")[0] == "1" and third.split(",")[0] == "2"
    assert second.split(",")[1:] == third.split(",")[1:]


def test_columns_in_any_order_with_others_between_give_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = scored(write(tmp_path / "in.csv", GOOD))
    header = ("name", *reversed(COLUMNS), "default_next_month")

    mixed = scored(write(tmp_path / "mixed.csv", ["", *reversed(GOOD), 1], header=header))

    assert mixed == plain
    assert "Columns not used: name, default_next_month." in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n",
        lambda text: text.replace(",", " , "),
        lambda text: text.replace("50000", "5.00E+04"),
        lambda text: text.replace("50000", '"50000"'),
        lambda text: text.replace(",2,", ",2.0,"),
    ],
)
def test_other_spellings_of_the_same_table_give_the_same(tmp_path: Path, change: object) -> None:
    source = write(tmp_path / "in.csv", GOOD)
    plain = scored(source)
    assert callable(change)
    source.write_bytes(change(source.read_text()).encode())

    assert scored(source) == plain


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("credit_limit", "0", "a number above 0"),
        ("credit_limit", "", "an empty field"),
        ("pay_status_m3", "2.5", "a whole number from -2 to 9"),
        ("pay_status_m3", "10", "a whole number from -2 to 9"),
        ("pay_status_m3", "-3", "a whole number from -2 to 9"),
        ("bill_m2", "NaN", "'NaN'"),
        ("bill_m2", "-inf", "'-inf'"),
        ("bill_m2", "1e999", "'1e999'"),
        ("bill_m2", "１２", "'\\uff11\\uff12'"),
        ("bill_m2", "0x10", "'0x10'"),
        ("bill_m2", "1,000", "'1,000'"),
        ("paid_m6", "-1", "a number from 0 up"),
        ("paid_m6", "true", "'true'"),
    ],
)
def test_a_broken_value_is_named_with_its_row_and_column(tmp_path: Path, column: str, value: str, said: str) -> None:
    told = refused(write(tmp_path / "in.csv", GOOD, changed(column, value), GOOD))

    assert f"row 2, column {column}: " in told
    assert said in told
    assert "1 broken in 1 row(s)" in told


def test_rows_of_a_wrong_width_are_named_blank_ones_too(tmp_path: Path) -> None:
    told = refused(write(tmp_path / "in.csv", GOOD, GOOD[:-1], [], [*GOOD, 1], GOOD))

    assert "row 2: 18 fields, where the first line names 19" in told
    assert "row 3: 0 fields" in told
    assert "row 4: 20 fields" in told


def test_of_many_broken_rows_the_first_are_named_and_all_are_counted(tmp_path: Path) -> None:
    told = refused(write(tmp_path / "in.csv", *[changed("bill_m1", "x")] * 500))

    assert "500 broken in 500 row(s)" in told
    assert "row 20, " in told and "row 21, " not in told
    assert "and 480 more" in told


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"a,b\n1,2\n", b"\xff\xfea\x00", b"\x00"])
def test_what_is_no_such_table_is_refused(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(content)

    assert refused(source)


def test_a_missing_and_a_doubled_column_are_named(tmp_path: Path) -> None:
    assert "paid_m6" in refused(write(tmp_path / "in.csv", GOOD[:-1], header=COLUMNS[:-1]))
    assert "bill_m1" in refused(write(tmp_path / "in.csv", [*GOOD, 1], header=(*COLUMNS, "bill_m1")))


def test_places_that_cannot_be_meant_are_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "in.csv", GOOD)
    before = source.read_bytes()

    pairs = [
        (source, source),
        (tmp_path, tmp_path / "out.csv"),
        (source, tmp_path),
        (tmp_path / "none.csv", tmp_path / "out.csv"),
        (source, tmp_path / "none" / "out.csv"),
    ]
    for first, second in pairs:
        with pytest.raises(CommandError):
            call_command("score_portfolio", str(first), str(second))

    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert source.read_bytes() == before


def test_a_refused_run_leaves_the_older_result_alone(tmp_path: Path) -> None:
    scored(write(tmp_path / "in.csv", GOOD))
    older = (tmp_path / "out.csv").read_bytes()

    with pytest.raises(CommandError):
        call_command(
            "score_portfolio", str(write(tmp_path / "in.csv", changed("paid_m1", "?"))), str(tmp_path / "out.csv")
        )

    assert (tmp_path / "out.csv").read_bytes() == older


def test_a_table_without_rows_gives_one_without_rows(tmp_path: Path) -> None:
    assert scored(write(tmp_path / "in.csv")) == []
