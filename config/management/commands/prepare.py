"""Makes an installation ready to start: tables, static files, and demo people in an empty database.

`make run` calls it. It tells what it found as one line of JSON on stdout; everything else goes to stderr.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.core.management import BaseCommand, CommandError, call_command
from django.db import OperationalError, connection
from kombu.exceptions import OperationalError as BrokerError

from config.celery import app

DEMO_PEOPLE = ("advisor", "advisor2", "stranger", "lawyer", "supervisor", "administrator")
DEMO_DOMAIN = "reinstate.example"


class Command(BaseCommand):
    help = "Migrates, collects static files, and fills an empty database with demo data where that is allowed."

    def handle(self, *args: Any, **options: Any) -> None:
        _require_servers()
        call_command("migrate", interactive=False, verbosity=0, stdout=self.stderr)
        call_command("load_reference", stdout=self.stderr)
        call_command("collectstatic", interactive=False, verbosity=0, stdout=self.stderr)
        password = _demo_password() if settings.DEMO_ALLOWED else ""
        if settings.DEMO_ALLOWED and not _people().exists():
            call_command("load_demo", password=password, stdout=self.stderr)
        _give_asked_password(_demo_people())
        self.stdout.write(json.dumps(_report(password)))


def _require_servers() -> None:
    """Say which server is missing before anything is started; SQLite and the filesystem broker always answer."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"The database at DATABASE_URL cannot be used: {str(error).strip()}") from None
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0)
    except (BrokerError, OSError) as error:
        raise CommandError(f"The broker at REDIS_URL cannot be used: {error}") from None


def _people() -> Any:
    return get_user_model()._default_manager.all()


def _demo_password() -> str:
    """The one asked for, else the one kept from an earlier start, else a fresh one; kept either way."""
    path = Path(settings.DATA) / "secrets" / "demo_password.secret"
    kept = path.read_text().strip() if path.exists() else ""
    password = os.environ.get("REINSTATE_DEMO_PASSWORD") or kept or secrets.token_urlsafe(12)
    if password != kept:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(password + "\n")
    return password


def _report(password: str) -> dict[str, Any]:
    demo = _demo_people()
    people = sorted(demo.values_list("email", "role"), key=lambda row: DEMO_PEOPLE.index(row[0].partition("@")[0]))
    return {
        "people": people,
        "password": password if people and _opens(demo, password) else "",
        "outbox": str(settings.OUTBOX) if settings.EMAIL_BACKEND.endswith("OutboxBackend") else "",
    }


def _demo_people() -> Any:
    emails = [f"{name}@{DEMO_DOMAIN}" for name in DEMO_PEOPLE] if settings.DEMO_ALLOWED else []
    return _people().filter(email__in=emails)


def _opens(demo: Any, password: str) -> bool:
    return check_password(password, demo.values_list("password", flat=True)[0])


def _give_asked_password(demo: Any) -> None:
    """A password asked for after the first start becomes that of the invented people; they are nobody else's."""
    asked = os.environ.get("REINSTATE_DEMO_PASSWORD")
    if asked and demo and not _opens(demo, asked):
        demo.update(password=make_password(asked))
