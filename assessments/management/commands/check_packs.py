"""`check_packs [DIR]`: every mistake of the rule packs with file, line and remedy, or a table of what they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessments.engine import Pack, PackError, load_packs
from assessments.packs import DIRECTORY


class Command(BaseCommand):
    help = "Check rule packs; needs no database. Exit code 1 and one line for each mistake, else a table of packs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", default=DIRECTORY, help="where the packs lie; default: the shipped")

    def handle(self, *args: Any, directory: Any, **options: Any) -> None:
        try:
            packs = load_packs(directory)
        except PackError as error:
            self.stderr.write("\n".join(map(str, error.errors)))
            sys.exit(1)
        for line in _table(packs.values()):
            self.stdout.write(line)


def _table(packs: Iterable[Pack]) -> list[str]:
    rows = [("pack", "version", "extends", "rules", "facts", "digest")]
    rows += [
        (
            pack.key,
            pack.version,
            pack.data.get("extends", ""),
            str(len(pack.rules)),
            str(len(pack.facts)),
            pack.digest,
        )
        for pack in packs
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)).rstrip() for row in rows]
