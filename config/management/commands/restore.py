from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from config import backup


class Command(BaseCommand):
    help = "Fills an empty installation from a backup; refuses one that was changed, and an installation in use."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--check", action="store_true", help="only look whether the backup is whole")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"].resolve()
        try:
            files = len(backup.verify(folder)["files"]) if options["check"] else backup.restore(folder)
        except backup.Refused as error:
            raise CommandError(str(error)) from None
        done = "The backup is whole" if options["check"] else "Restored"
        self.stdout.write(f"{done}: {files} files.")
