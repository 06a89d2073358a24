"""An installation with data goes through every migration: back to its first tables, and on to today's, nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db.migrations.loader import MigrationLoader

from config import upgrading
from tests.crash.installation import ROOT

KEPT = ("accounts_client", "accounts_creditaccount", "assessments_notice", "assessments_assessment", "cases_step")


def manage(data: Path, *command: str, refused: str = "") -> None:
    environment = {"PATH": os.environ["PATH"], "REINSTATE_DATA": str(data), "REINSTATE_DEMO_PASSWORD": "try-it-2026"}
    environment |= {"DJANGO_SETTINGS_MODULE": "config.settings.embedded", "REINSTATE_DEMO_ACCOUNTS": "0"}
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) == bool(refused), done.stderr[-2000:]
    assert refused in done.stderr


def counted(data: Path) -> dict[str, int]:
    with sqlite3.connect(data / "reinstate.sqlite3") as database:
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}  # noqa: S608


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("prepared")
    manage(data, "prepare")
    return data


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    """An installation with the demo's data, for one test alone."""
    return shutil.copytree(prepared, tmp_path / "data")


def test_data_survives_every_migration_and_is_guarded_again(data: Path) -> None:
    before = counted(data)

    for app in ("cases", "assessments", "accounts"):
        manage(data, "migrate", app, "0001")
    manage(data, "migrate")

    assert counted(data) == before
    assert all(before.values())
    manage(data, "check", "--database", "default")


def recorded(data: Path, *names: tuple[str, str], forget: bool = False) -> None:
    act = "DELETE FROM django_migrations WHERE app = ? AND name = ?"
    if not forget:
        act = "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-30')"
    with sqlite3.connect(data / "reinstate.sqlite3") as database:
        database.executemany(act, names)


@pytest.fixture
def loader(settings: Any) -> MigrationLoader:
    settings.MIGRATION_MODULES = {}  # also where tests run without migrations
    return MigrationLoader(None)


def test_tables_that_were_made_by_the_replaced_migrations_are_taken_as_they_are(
    data: Path, loader: MigrationLoader
) -> None:
    before, replacements = counted(data), loader.replacements
    recorded(data, *replacements, forget=True)  # what they replace is recorded in any case

    manage(data, "migrate")

    manage(data, "check", "--database", "default")
    assert counted(data) == before

    recorded(data, *replacements, ("cases", "0017_words_of_dates"), forget=True)

    manage(data, "migrate", refused="it has no cases.0017_words_of_dates yet")


def test_a_backups_migrations_are_read_in_todays_names(loader: MigrationLoader) -> None:
    tables = ("cases", "0001_tables")
    old = loader.replacements[tables].replaces

    assert upgrading.standing(loader, old) == {tables}
    assert upgrading.standing(loader, [*old, tables]) == {tables}
    assert upgrading.standing(loader, old[1:]) == set()
    assert upgrading.half_way(loader, old) == ""
    assert upgrading.half_way(loader, old[1:]) == "cases.0001_initial"
    assert upgrading.known(loader) >= {tables, *old}
