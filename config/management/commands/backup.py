from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from config import backup, clock


class Command(BaseCommand):
    help = "Writes database and documents, as of one moment, into an empty folder. Keys are not in it: keep them apart."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].resolve()
        try:
            files = backup.back_up(folder, clock.now())
            backup.verify(folder)
        except backup.Refused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{files} files in {folder}, read again and as its manifest says.")
