"""Where a database stands among the migrations, and whether this version can take it on from there.

Tables were written anew as one migration (decision 0031). A database, or a backup, that has all of the migrations which
that one replaces is taken as it is; one that has only some of them needs the version between first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

Name = tuple[str, str]
"""App and name of a migration."""
BETWEEN = "7720b29"
"""The last commit with the migrations that were replaced."""


def unmigrated(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def known(loader: MigrationLoader) -> set[Name]:
    replaced = {name for migration in loader.replacements.values() for name in migration.replaces}
    return replaced | set(loader.disk_migrations)


def standing(loader: MigrationLoader, recorded: Collection[Name]) -> set[Name]:
    """What `recorded` comes to in today's names: one that replaces others stands for all of them."""
    whole = {key for key, migration in loader.replacements.items() if set(migration.replaces) <= set(recorded)}
    return (set(recorded) | whole) & set(loader.disk_migrations)


def last(loader: MigrationLoader, names: Collection[Name]) -> list[Name]:
    """Those that no other of the same app follows: the executor takes one that it has passed as a way back."""
    nodes = loader.graph.node_map
    return sorted(
        name for name in names if not any(child in names and child[0] == name[0] for child in nodes[name].children)
    )


def half_way(loader: MigrationLoader, recorded: Collection[Name]) -> str:
    """The first migration that is missing of those that one replaces, where others of them are recorded; else ''."""
    for migration in loader.replacements.values():
        missing = [".".join(name) for name in migration.replaces if name not in recorded]
        if missing and len(missing) < len(migration.replaces):
            return missing[0]
    return ""


@register(Tags.database)
def check_upgrade(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`migrate` refuses what it would else pass over: Django forgets an app whose migrations it cannot follow."""
    errors: list[CheckMessage] = []
    for using in databases or []:
        try:
            loader = MigrationExecutor(connections[using]).loader
        except DatabaseError:
            continue  # unreachable: whoever connects says so
        if missing := half_way(loader, loader.applied_migrations):
            words = f"The database is of an older version: it has no {missing} yet."
            hint = f"Migrate it with the version of commit {BETWEEN} first."
            errors.append(Error(words, hint=hint, id="reinstate.E005"))
    return errors
