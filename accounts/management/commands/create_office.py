"""The first office of an installation, with its first administrator; the rest is done in the admin or the API."""

from __future__ import annotations

import getpass
import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.people.services import found_office
from config import clock
from config.errors import InvalidInput


class Command(BaseCommand):
    help = "Create an office and its first administrator. The password comes from REINSTATE_ADMIN_PASSWORD or a prompt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="the office's name")
        parser.add_argument("--zone", default="Asia/Shanghai", help="IANA time zone of its business days")
        parser.add_argument("--email", required=True, help="the administrator's e-mail")
        parser.add_argument("--person", required=True, help="the administrator's name")

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("REINSTATE_ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            person = found_office(
                name=options["name"],
                zone=options["zone"],
                email=options["email"],
                person=options["person"],
                password=password,
                at=clock.now(),
            )
        except (InvalidInput, ValidationError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{person.office} stands; {person.email} can sign in.")
