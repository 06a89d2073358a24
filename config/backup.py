"""A backup: one folder with the database as of one moment, the bytes of documents, and a manifest of SHA-256 sums.

    manifest.json   what lies here, with size and sum; the migrations in force; a text sealed by each ring of keys
    database/       SQLite: the file itself; PostgreSQL: a table a file, as COPY writes it, all of one snapshot
    documents/      as in the documents folder

The database is read first: bytes are written before the row that names them is committed, so each row has its bytes.
Keys are not in it. Without them nothing sealed can be read, so a backup is refused where others are in force.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from config import crypto, guards, upgrading

FORMAT, MANIFEST = "reinstate-backup/1", "manifest.json"
SQLITE, PAGES = "reinstate.sqlite3", 4096
KNOWN = "reinstate"
RINGS = (crypto.FIELDS, crypto.LAWYERS)


class Refused(Exception):
    """Said to whoever runs the command; nothing was changed."""


def back_up(folder: Path, at: datetime) -> int:
    """The number of files. The manifest is written last: a folder without one is no backup."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty.")
    (folder / "database").mkdir(mode=0o700, parents=True, exist_ok=True)
    vendor = connection.vendor
    migrations = _write_sqlite(folder) if vendor == "sqlite" else _write_postgresql(folder)
    _copy_documents(Path(settings.DOCUMENTS), folder / "documents")
    body = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "version": settings.VERSION,
        "vendor": vendor,
        "migrations": migrations,
        "keys": {ring: crypto.encrypt(KNOWN, ring).decode() for ring in RINGS},
        "blind_index": crypto.blind_index("backup", KNOWN),
        "files": {name: _facts(folder / name) for name in sorted(_names(folder))},
    }
    (folder / MANIFEST).write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
    return len(body["files"])


def verify(folder: Path) -> dict[str, Any]:
    """The manifest, once every file is what it says, none is missing and none was added."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(f"{folder} holds no readable {MANIFEST}: this is no finished backup.") from None
    if manifest.get("format") != FORMAT:
        raise Refused(f"{folder} is of another format than {FORMAT}.")
    told, found = manifest["files"], set(_names(folder)) - {MANIFEST}
    if odd := sorted(set(told) ^ found):
        raise Refused(f"Missing from the backup, or not of it: {', '.join(odd[:5])}.")
    if changed := [name for name, facts in told.items() if _facts(folder / name) != facts]:
        raise Refused(f"Not as they were backed up: {', '.join(changed[:5])}.")
    return manifest


def restore(folder: Path) -> int:
    """The number of files. Everything that can refuse does so before the first write."""
    manifest = verify(folder)
    _refuse_what_does_not_fit(manifest)
    _refuse_a_target_in_use()
    if manifest["vendor"] == "sqlite":
        _read_sqlite(folder)
    else:
        _read_postgresql(folder, [(app, name) for app, name in manifest["migrations"]])
    _copy_documents(folder / "documents", Path(settings.DOCUMENTS))
    call_command("migrate", interactive=False, verbosity=0)  # of an older backup; sets the guards in any case
    return len(manifest["files"])


def _refuse_what_does_not_fit(manifest: dict[str, Any]) -> None:
    if manifest["vendor"] != connection.vendor:
        raise Refused(f"The backup is of {manifest['vendor']}, this installation runs on {connection.vendor}.")
    loader, recorded = MigrationExecutor(connection).loader, [(app, name) for app, name in manifest["migrations"]]
    if newer := set(recorded) - upgrading.known(loader):
        raise Refused(f"The backup is of a newer version: this one does not know {'.'.join(min(newer))}.")
    if missing := upgrading.half_way(loader, recorded):
        hint = f"restore it with the version of commit {upgrading.BETWEEN} and upgrade that"
        raise Refused(f"The backup is of an older version, without {missing}: {hint}.")
    for ring, sealed in manifest["keys"].items():
        try:
            crypto.decrypt(sealed.encode(), ring)
        except InvalidToken:
            raise Refused(
                f"The keys in {ring} are not those of the backup: what is sealed could not be read."
            ) from None
    if manifest["blind_index"] != crypto.blind_index("backup", KNOWN):
        raise Refused("BLIND_INDEX_KEY is not that of the backup: numbers could not be found.")


def _refuse_a_target_in_use() -> None:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    people = get_user_model()._default_manager
    if people.model._meta.db_table in tables and people.exists():
        raise Refused("The database is in use: it holds people. Restore into an empty one.")
    if any(_names(Path(settings.DOCUMENTS))):
        raise Refused(f"{settings.DOCUMENTS} holds documents. Restore beside an empty folder.")


# SQLite


def _write_sqlite(folder: Path) -> list[tuple[str, str]]:
    """SQLite's own online backup: one moment, however long others go on writing."""
    import sqlite3

    connection.ensure_connection()
    target = sqlite3.connect(folder / "database" / SQLITE)
    try:
        connection.connection.backup(target, pages=PAGES)
        rows = target.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        if target.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Refused("The database is damaged: PRAGMA integrity_check.")
    finally:
        target.close()
    return [(app, name) for app, name in rows]


def _read_sqlite(folder: Path) -> None:
    import sqlite3

    connection.ensure_connection()
    source = sqlite3.connect(f"file:{folder / 'database' / SQLITE}?immutable=1", uri=True)
    try:
        source.backup(connection.connection)
    finally:
        source.close()
    connection.close()


# PostgreSQL


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _write_postgresql(folder: Path) -> list[tuple[str, str]]:
    """All tables of one snapshot, without the client's programs."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
            migrations = [(app, name) for app, name in cursor.fetchall()]
        for table in _tables():
            columns = _columns(table)
            with (folder / "database" / table).open("wb") as file, connection.cursor() as cursor:
                file.write((json.dumps(columns) + "\n").encode())
                with cursor.copy(f'COPY "{table}" ({_listed(columns)}) TO STDOUT') as copy:
                    for block in copy:
                        file.write(block)
    return migrations


def _read_postgresql(folder: Path, migrations: list[tuple[str, str]]) -> None:
    """The tables as of the backup's migrations, emptied, then filled; foreign keys are looked at in the end."""
    guards.remove()
    _migrate_to(migrations)
    files = sorted((folder / "database").iterdir())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in _tables()))
        for path in files:
            with path.open("rb") as file:
                columns = json.loads(file.readline())
                with cursor.copy(f'COPY "{path.name}" ({_listed(columns)}) FROM STDIN') as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
        for path in files:
            _move_sequences(cursor, path.name)


def _migrate_to(migrations: list[tuple[str, str]]) -> None:
    executor = MigrationExecutor(connection)
    wanted = upgrading.standing(executor.loader, migrations)
    if extra := upgrading.standing(executor.loader, executor.loader.applied_migrations) - wanted:
        raise Refused(f"The database has a migration that the backup has not ({min(extra)}): use a fresh one.")
    executor.migrate(upgrading.last(executor.loader, wanted))


def _move_sequences(cursor: Any, table: str) -> None:
    for sequence in connection.introspection.get_sequences(cursor, table):
        column = sequence["column"]
        # Names come from the database's own catalogue.
        cursor.execute(
            f'SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE(MAX("{column}"), 0) + 1, false) FROM "{table}"',  # noqa: S608
            [f'"{table}"', column],
        )


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


# Files


def _copy_documents(source: Path, target: Path) -> None:
    """Not what is still coming in: no row names it yet."""
    for name in _names(source):
        if name.startswith("incoming-"):
            continue
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
        (target / name).chmod(0o600)


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}
