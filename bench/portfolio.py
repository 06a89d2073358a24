"""The scorecard on many invented rows: `score_portfolio` as a program, and the same card row by row in Python.

python bench/portfolio.py [rows, 1000000 unless told]
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from assessments.engine.packs.scorecard import COLUMNS
from assessments.packs import scorecard

ROOT = Path(__file__).resolve().parents[1]
TRAINING = ROOT / "assessments" / "scorecard" / "repayment_behaviour_train.csv"
PART = 20
"""Row by row is timed on this fraction of the rows."""


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        invent(rows).write_csv(source)
        began = time.monotonic()
        subprocess.run([sys.executable, "manage.py", "score_portfolio", source, target], cwd=ROOT, check=True)
        took = time.monotonic() - began
        print(f"vectorised: {rows} rows in {took:.2f} s from start to end of the program, {rows / took:,.0f} a second")
        took = one_by_one(source, rows // PART)
        print(f"row by row: {rows // PART} rows in {took:.2f} s without start-up, {rows // PART / took:,.0f} a second")


def invent(rows: int) -> pl.DataFrame:
    """Rows of the training data, columns drawn apart from each other in four blocks."""
    known = pl.read_csv(TRAINING, schema_overrides=dict.fromkeys(COLUMNS, pl.Float64)).select(COLUMNS)
    blocks = [COLUMNS[:1], COLUMNS[1:7], COLUMNS[7:13], COLUMNS[13:]]
    drawn = [known.select(block).sample(rows, with_replacement=True, seed=seed) for seed, block in enumerate(blocks)]
    return pl.concat(drawn, how="horizontal").cast(pl.Int64)


def one_by_one(source: Path, rows: int) -> float:
    card = scorecard()
    began = time.monotonic()
    with source.open(newline="") as file:
        for _, row in zip(range(rows), csv.DictReader(file), strict=False):
            card.score({name: float(value) for name, value in row.items()})
    return time.monotonic() - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
