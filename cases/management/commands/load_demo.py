"""`load_demo --password …`: invented offices and people, three full stories and generated accounts."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.demo.services import load_demo
from config import clock
from config.errors import StateConflict


class Command(BaseCommand):
    help = "Load invented people and their work into an empty database. Refused under the production settings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--password", required=True, help="one password for all demo log-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference", stdout=StringIO())
        try:
            people = load_demo(password=options["password"], at=clock.now())
        except StateConflict as error:
            raise CommandError(str(error)) from None
        for person in people.values():
            self.stdout.write(f"{person.email}  {person.role}")
