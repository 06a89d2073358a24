from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from config.rotation import Counted, rotate, sealed_columns


class Command(BaseCommand):
    help = "Seals every field under the newest key. May be ended and run again; --check counts and writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count what is under older keys")

    def handle(self, *args: Any, **options: Any) -> None:
        unreadable = 0
        for column in sealed_columns():
            found = rotate(column, write=not options["check"], counted=Counted())
            note = " (never written again: keep its older keys)" if column.fixed and found.older else ""
            self.stdout.write(
                f"{column}: {found.current} under the newest key, {found.moved} moved to it, "
                f"{found.older} under older ones{note}, {found.unreadable} unreadable"
            )
            unreadable += found.unreadable
        if unreadable:
            raise CommandError("Some fields open with no key of the ring: put their key back.")
