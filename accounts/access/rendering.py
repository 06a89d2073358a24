"""The matrix as data for the API and as the page `docs/access.md`; both read the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from accounts.access import registry
from accounts.access.commands import COMMANDS
from accounts.access.reach import WORDS
from accounts.access.registry import Row
from accounts.access.scopes import SCOPES, Scope

_HEAD = """# Who may see and do what

Generated from the access matrix with `python manage.py render_access`; a test fails when the two differ. The API, the
admin, filters, choices of related rows, counts, tasks and mails ask the same matrix. What is out of sight answers 404,
exactly as what never existed; what is in sight but not permitted answers 403 with the reason.

A person whom a conflict of interest bars from a client sees nothing of that client, whatever their role shows.

Of what stands at `service`, a service key sees and may what its scopes open:

| scope | opens | and may name or read on the way |
| --- | --- | --- |
"""

_COMMANDS = """Whoever may log in to the machine may run the commands, which have no actor to ask for:

| command | touches |
| --- | --- |
"""


def matrix_data() -> list[dict[str, Any]]:
    return [
        {
            "resource": row.resource,
            "sees": {role: list(row.scope.sees[role]) for role in registry.ROLES if role in row.scope.sees},
            "acts": {act: [role for role in registry.ROLES if role in row.acts[act]] for act in sorted(row.acts)},
            "masked": dict(row.masked),
            "under_glass": sorted(row.under_glass),
        }
        for row in registry.rows()
    ]


def matrix_page() -> str:
    sections = (line for row in registry.rows() for line in _section(row))
    return "\n".join([_HEAD + _scopes(), _commands(), *sections]).rstrip() + "\n"


def _scopes() -> str:
    return "".join(f"| `{name}` | {_opened(one)} | {', '.join(one.names) or '–'} |\n" for name, one in SCOPES.items())


def _commands() -> str:
    lines = (f"| `{name}` | {words} |\n" for name, words in COMMANDS.items())
    return f"{_COMMANDS}{''.join(lines)}"


def _opened(scope: Scope) -> str:
    return "; ".join(f"{resource}: {', '.join(acts)}" for resource, acts in scope.acts.items())


def _section(row: Row) -> Iterator[str]:
    yield f"## {row.resource}\n"
    yield "| role | sees | may |\n| --- | --- | --- |"
    for role in registry.ROLES:
        sees = ", ".join(str(WORDS[name]) for name in row.scope.sees.get(role, ())) or "nothing"
        yield f"| {role} | {sees} | {', '.join(_acts(row, role)) or '–'} |"
    for name, act in row.masked.items():
        yield f"\n`{name}` shows its last characters only; `{act}` shows it in full and is recorded."
    yield ""


def _acts(row: Row, role: str) -> Iterator[str]:
    for act in sorted(row.acts):
        if role in row.acts[act]:
            glass = role == registry.SUPERVISOR and act in row.under_glass
            yield f"{act} (break-glass)" if glass else act
