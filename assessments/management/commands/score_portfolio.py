"""`score_portfolio IN.csv OUT.csv`: points, probability and level of each row of repayment behaviour."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.engine.portfolio import score_rows
from assessments.packs import scorecard
from assessments.scorecard.rows import UnusableTable, read_table, write_scores


class Command(BaseCommand):
    help = "Score repayment behaviour in bulk: one row in, one row out (row, points, probability, level)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN.csv", help="columns: docs/advisors/scorecard.md")
        parser.add_argument("target", type=Path, metavar="OUT.csv", help="replaced only when every row is scored")

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = options["source"], options["target"]
        try:
            _refuse(source, target)
            table = read_table(source)
            if table.unused:
                self.stderr.write(f"Columns not used: {', '.join(table.unused)}.")
            write_scores(score_rows(scorecard(), table.rows), target)
        except UnusableTable as error:
            raise CommandError(str(error)) from error


def _refuse(source: Path, target: Path) -> None:
    """Places that cannot be meant."""
    if target.exists() and source.exists() and target.samefile(source):
        raise UnusableTable("IN.csv and OUT.csv are the same file. Give another name to write to.")
    if target.exists() and not target.is_file():
        raise UnusableTable(f"{target} is no file that could be replaced.")
