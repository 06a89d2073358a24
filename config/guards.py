"""Database triggers that hold what no Python can: append-only tables, and rows that agree with their parent.

Areas register their guards when their app is ready; all are (re)installed after each migrate, since
SQLite loses triggers when a table is remade. A system check says when one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections, models, transaction

from config.upgrading import unmigrated


@dataclass(frozen=True)
class AppendOnly:
    """No UPDATE, no DELETE; save such an UPDATE as `but` allows, in SQL on OLD and NEW, the same for both databases,
    and a DELETE that `release` allows to every table with one of these `columns`, unless its rows stay in any case."""

    table: str
    but: str = ""
    columns: tuple[str, ...] = ()
    stays: bool = False

    @property
    def name(self) -> str:
        return f"guard_append_only_{self.table}"


@dataclass(frozen=True)
class SameAsParent:
    """`columns` (office_id, client_id …) of a row equal those of the row that `foreign_key` points to."""

    table: str
    foreign_key: str
    parent: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"guard_same_{self.table}_{self.foreign_key}"


@dataclass(frozen=True)
class Closed:
    """Once the row that `foreign_key` points to says so in `since`, nothing is inserted below it, and an UPDATE there
    only leaves empty what is `emptied`, in SQL on NEW ("" where rows go altogether). The parent's own table (without
    `foreign_key`) stays empty and marked."""

    table: str
    parent: str
    since: str
    foreign_key: str = ""
    emptied: str = ""

    @property
    def name(self) -> str:
        return f"guard_closed_{self.table}"


Guard = AppendOnly | SameAsParent | Closed
_guards: list[Guard] = []
_later: list[Callable[[], Iterable[Guard]]] = []
_releases: dict[str, str] = {}


def append_only(model: type[models.Model], but: str = "", *, stays: bool = False) -> None:
    columns = tuple(str(field.column) for field in model._meta.concrete_fields)
    _guards.append(AppendOnly(model._meta.db_table, but, columns, stays))


def later(guards: Callable[[], Iterable[Guard]]) -> None:
    """Guards over tables of every area, which are known once all apps are ready."""
    _later.append(guards)


def _all() -> list[Guard]:
    return [*_guards, *(guard for some in _later for guard in some())]


def closed_once(model: type[models.Model], parent: type[models.Model], since: str, emptied: dict[str, Any]) -> Closed:
    """For `later`: what hangs on `parent` by the column of its name, or is `parent` itself."""
    key = "" if model is parent else str(model._meta.get_field(str(parent._meta.model_name)).attname)  # type: ignore[union-attr]
    left = " AND ".join(_left_empty(model, emptied))
    return Closed(model._meta.db_table, parent._meta.db_table, since, key, left)


def is_closed(error: DatabaseError) -> bool:
    """Whether it was a guard of `closed_once` that refused: a race that a service's own question lost."""
    return "guard_closed_" in str(error)


def append_only_tables() -> set[str]:
    return {guard.table for guard in _guards if isinstance(guard, AppendOnly)}


def release(column: str, when: str) -> None:
    """Rows of append-only tables that have `column` may be deleted while `when` holds, in SQL on OLD."""
    _releases[column] = when


def emptying(model: type[models.Model], when: str, **emptied: Any) -> str:
    """For `but`: an UPDATE that puts these values (empty ones) into these columns, leaves every other, while `when`."""
    kept = (field.column for field in model._meta.concrete_fields if field.name not in emptied)
    parts = [f'OLD."{name}" IS NOT DISTINCT FROM NEW."{name}"' for name in kept]
    return " AND ".join([f"({when})", *parts, *_left_empty(model, emptied)])


def _left_empty(model: type[models.Model], emptied: dict[str, Any]) -> Iterable[str]:
    columns = {field.name: field.column for field in model._meta.concrete_fields}
    return [_EMPTY[type(value)].format(f'NEW."{columns[name]}"') for name, value in emptied.items()]


_EMPTY = {type(None): "{} IS NULL", str: "{} = ''", bytes: "length({}) = 0"}


def same_as_parent(model: type[models.Model], field: str, *columns: str) -> None:
    """`field` is a foreign key of `model`; `columns` are attribute names on both sides, or `own=parent` pairs."""
    link: Any = model._meta.get_field(field)
    parent: Any = link.related_model
    _guards.append(SameAsParent(model._meta.db_table, link.column, parent._meta.db_table, columns))


def install(using: str = "default") -> None:
    with transaction.atomic(using), connections[using].cursor() as cursor:
        tables = set(connections[using].introspection.table_names(cursor))
        for guard in _all():
            if guard.table in tables:
                for statement in _statements(guard, connections[using].vendor):
                    cursor.execute(statement)


def remove(using: str = "default") -> None:
    """While migrating, which sets them again, and for the tests' own cleaning between two of them."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        for guard in _all():
            for statement in _drops(guard, connections[using].vendor):
                cursor.execute(statement)


def installed(using: str = "default") -> set[str]:
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connections[using].vendor]
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def _trigger_names(guard: Guard, vendor: str) -> list[str]:
    return [f"{guard.name}_{act}" for act in _acts(guard)] if vendor == "sqlite" else [guard.name]


def _acts(guard: Guard) -> Sequence[str]:
    if isinstance(guard, AppendOnly):
        return ("update", "delete")
    return ("update",) if isinstance(guard, Closed) and not guard.foreign_key else ("insert", "update")


def _drops(guard: Guard, vendor: str) -> Iterable[str]:
    for name in _trigger_names(guard, vendor):
        suffix = "" if vendor == "sqlite" else f' ON "{guard.table}"'
        yield f'DROP TRIGGER IF EXISTS "{name}"{suffix}'


def _statements(guard: Guard, vendor: str) -> Iterable[str]:
    yield from _drops(guard, vendor)
    yield from _sqlite(guard) if vendor == "sqlite" else _postgresql(guard)


def _mismatch(guard: SameAsParent, equal: str) -> str:
    """True where the parent's columns differ from NEW's; a null foreign key has no parent to agree with."""
    pairs = [pair.split("=") if "=" in pair else (pair, pair) for pair in guard.columns]
    agree = " AND ".join(f'p."{theirs}" {equal} NEW."{own}"' for own, theirs in pairs)
    key = f'NEW."{guard.foreign_key}"'
    # Names come from the models' own tables, never from input.
    return f'{key} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{guard.parent}" p WHERE p.id = {key} AND {agree})'  # noqa: S608


def _sqlite(guard: Guard) -> Iterable[str]:
    for act in _acts(guard):
        if isinstance(guard, SameAsParent):
            refused = _mismatch(guard, "IS")
        else:
            refused = _refused(guard, act) if isinstance(guard, AppendOnly) else _after_closing(guard, act)
        yield (
            f'CREATE TRIGGER "{guard.name}_{act}" BEFORE {act.upper()} ON "{guard.table}" WHEN {refused}'
            f" BEGIN SELECT RAISE(ABORT, '{guard.name}'); END"
        )


def _refused(guard: AppendOnly, act: str) -> str:
    allowed = guard.but if act == "update" else _released(guard)
    return f"NOT ({allowed})" if allowed else "true"


def _released(guard: AppendOnly) -> str:
    if guard.stays:
        return ""
    return " OR ".join(f"({when})" for column, when in _releases.items() if column in guard.columns)


def _after_closing(guard: Closed, act: str) -> str:
    if not guard.foreign_key:
        return f'OLD."{guard.since}" IS NOT NULL AND NOT (NEW."{guard.since}" IS NOT NULL AND {guard.emptied})'
    closed = f'EXISTS (SELECT 1 FROM "{guard.parent}" p WHERE {_parent_closed(guard)})'  # noqa: S608 - as above
    return f"{closed} AND NOT ({guard.emptied})" if act == "update" and guard.emptied else closed


def _parent_closed(guard: Closed) -> str:
    return f'p.id = NEW."{guard.foreign_key}" AND p."{guard.since}" IS NOT NULL'


def _postgresql_closed(guard: Closed, refuse: str) -> str:
    """An insert first waits for whoever closes the parent at this moment, as its foreign key would when it commits;
    an update waits for its row, which the closing takes too."""
    asked = f"IF {_after_closing(guard, 'update')} THEN {refuse} END IF; RETURN NEW;"
    if not guard.foreign_key:
        return asked
    wait = f'PERFORM 1 FROM "{guard.parent}" p WHERE p.id = NEW."{guard.foreign_key}" FOR KEY SHARE;'
    inserted = f"IF {_after_closing(guard, 'insert')} THEN {refuse} END IF; RETURN NEW;"
    return f"IF TG_OP = 'INSERT' THEN {wait} {inserted} END IF; {asked}"


def _postgresql(guard: Guard) -> Iterable[str]:
    refuse = f"RAISE EXCEPTION '{guard.name}' USING ERRCODE = 'integrity_constraint_violation';"
    if isinstance(guard, SameAsParent):
        body = f"IF {_mismatch(guard, 'IS NOT DISTINCT FROM')} THEN {refuse} END IF; RETURN NEW;"
    elif isinstance(guard, Closed):
        body = _postgresql_closed(guard, refuse)
    else:  # one question inside the other: a deleted row has no NEW to ask about
        allowed = f"IF TG_OP = 'UPDATE' THEN IF {guard.but or 'false'} THEN RETURN NEW; END IF; END IF;"
        gone = f"IF TG_OP = 'DELETE' THEN IF {_released(guard) or 'false'} THEN RETURN OLD; END IF; END IF;"
        body = f"{allowed} {gone} {refuse} RETURN NEW;"
    yield (f'CREATE OR REPLACE FUNCTION "{guard.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$')
    acts = " OR ".join(act.upper() for act in _acts(guard))
    yield (
        f'CREATE TRIGGER "{guard.name}" BEFORE {acts} ON "{guard.table}" FOR EACH ROW EXECUTE FUNCTION "{guard.name}"()'
    )


def remove_before_migrate(sender: Any, using: str, plan: Sequence[Any], **_: Any) -> None:
    """SQLite remakes a table by renaming a copy of it, and cannot while triggers name the table."""
    if plan:
        remove(using)


def install_after_migrate(sender: Any, using: str, **_: Any) -> None:
    """Once all is migrated: half way, a guard may name a column that is not there yet."""
    if not unmigrated(using):
        install(using)


@register(Tags.database)
def check_guards(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`manage.py check --database default` and `migrate` name guards that are not there."""
    errors: list[CheckMessage] = []
    for using in databases or []:
        try:
            if unmigrated(using):
                continue  # migrating sets them
            wanted = {name for guard in _all() for name in _trigger_names(guard, connections[using].vendor)}
            missing = wanted - installed(using)
        except DatabaseError:
            continue  # not migrated yet: nothing to guard
        if missing and "accounts_person" in connections[using].introspection.table_names():
            errors.append(
                Error(f"Missing guards: {', '.join(sorted(missing))}.", hint="Run migrate.", id="reinstate.E001")
            )
    return errors
