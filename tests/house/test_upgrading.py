"""An installation with data goes through every migration: back to its first tables, and on to today's, nothing lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.crash.installation import ROOT

KEPT = ("accounts_client", "accounts_creditaccount", "assessments_notice", "assessments_assessment", "cases_step")


def manage(data: Path, *command: str) -> None:
    environment = {"PATH": os.environ["PATH"], "REINSTATE_DATA": str(data), "REINSTATE_DEMO_PASSWORD": "try-it-2026"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "REINSTATE_DEMO_ACCOUNTS": "0"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def counted(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "reinstate.sqlite3") as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}  # noqa: S608


def test_data_survives_every_migration_and_is_guarded_again(tmp_path: Path) -> None:
    manage(tmp_path, "prepare")
    before = counted(tmp_path)

    for app in ("cases", "assessments", "accounts"):
        manage(tmp_path, "migrate", app, "0001")
    manage(tmp_path, "migrate")

    assert counted(tmp_path) == before
    assert all(before.values())
    manage(tmp_path, "check", "--database", "default")
