"""Eight processes write and seal at once on a real database: each event is in its chain once, the chain whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.crash.installation import ROOT, Installation, installation

WRITERS, EACH = 8, 60
WORK = f"""
import os, sys
from config.environment import default_settings
os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())
import django
django.setup()
from django.db import transaction
from accounts.audit.models import AuditEvent
from accounts.audit.services import record, seal_due
from accounts.models import Person
from config import clock

people = list(Person.objects.exclude(role="service").order_by("email"))
for number in range({EACH}):
    person = people[number % len(people)]
    try:
        with transaction.atomic():
            record(actor=person, act="raced", row=person, at=clock.now(), fields=[sys.argv[1]])
            if number % 10 == 9:
                raise InterruptedError  # an act that fails takes its event with it
    except InterruptedError:
        pass
    if number % 3 == int(sys.argv[1]) % 3:
        seal_due(now=clock.now)
"""


def manage(made: Installation, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=made.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def asked(made: Installation, question: str) -> str:
    return manage(made, "shell", "--no-imports", "-c", f"from accounts.models import *; print({question})").strip()


def test_eight_processes_that_write_and_seal_leave_whole_chains(tmp_path: Path) -> None:
    with installation(tmp_path / "data", migrated=True) as made:
        manage(made, "prepare")
        processes = [made.start([sys.executable, "-c", WORK, str(number)]) for number in range(WRITERS)]
        said = [process.communicate(timeout=300)[0] for process in processes]
        assert [process.returncode for process in processes] == [0] * WRITERS, said

        seal = "from accounts.audit.services import seal_due; from config import clock; seal_due(now=clock.now)"
        manage(made, "shell", "--no-imports", "-c", seal)
        written = WRITERS * (EACH - EACH // 10)

        assert asked(made, "AuditEvent.objects.filter(act='raced').count()") == str(written)
        assert asked(made, "AuditEntry.objects.filter(event__act='raced').count()") == str(written)
        assert asked(made, "AuditEvent.objects.filter(sealed=False).count()") == "0"
        offices = int(asked(made, "AuditHead.objects.count()"))
        assert manage(made, "verify_audit").count("whole: office") == offices > 1
