"""For the administrator who has lost device and recovery codes, with nobody else to reset them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.access.linked import NO_PEOPLE
from accounts.people.models import Person
from accounts.second_factors.services import forget
from config import clock


class Command(BaseCommand):
    help = "Reset a person's second factor; recorded in the audit log as done by the system."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        people = Person.objects.exclude(role__in=NO_PEOPLE)  # the account of a key or link has no second factor
        person = people.filter(email=options["email"].strip().lower()).first()
        if person is None:
            raise CommandError("There is no such person.")
        forget(person=person, by=None, at=clock.now())
        self.stdout.write(f"{person.email} sets up a new second factor after the next log-in.")
