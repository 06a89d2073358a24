"""The one matrix: each area registers a row for each of its models when its app is ready.

A row says which rows of the table an actor sees (`scope`, as relations by role) and which roles may do which acts on
what they see. `rendering` writes it as a page, `api` serves it, and the generated test walks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Model

from accounts.access import linked, scopes
from accounts.access.linked import CLIENT_BY_LINK as CLIENT_BY_LINK
from accounts.access.reach import LINKED, OFFICE, SELF, SHIPPED, Reach
from accounts.access.reach import NOBODY as NOBODY
from accounts.access.scopes import SERVICE as SERVICE

ADVISOR, LAWYER, SUPERVISOR, ADMINISTRATOR = "advisor", "lawyer", "supervisor", "administrator"
ROLES = (ADVISOR, LAWYER, SUPERVISOR, ADMINISTRATOR, SERVICE, CLIENT_BY_LINK)
CASEWORKERS = frozenset({ADVISOR, SUPERVISOR})
CASE_READERS = frozenset({ADVISOR, LAWYER, SUPERVISOR})
EVERYONE = frozenset({ADVISOR, LAWYER, SUPERVISOR, ADMINISTRATOR})


@dataclass(frozen=True)
class Row:
    """`acts` maps an act (list, retrieve, create, partial_update, complete …) to the roles that may do it.

    `masked` names fields that show their last characters only, with the act that shows them in full. `under_glass`:
    acts for which a supervisor first states a reason, by a break-glass grant for the client.
    """

    resource: str
    model: type[Model]
    scope: Reach
    acts: Mapping[str, frozenset[str]]
    masked: Mapping[str, str] = field(default_factory=dict)
    under_glass: frozenset[str] = frozenset()


_by_resource: dict[str, Row] = {}
_by_model: dict[type[Model], Row] = {}


def register(row: Row) -> None:
    row = _open_to_links(_open_to_keys(row))
    _by_resource[row.resource] = row
    _by_model[row.model] = row


_KEYS_SEE = {"jobs": (SELF,)} | dict.fromkeys(scopes.CATALOGUE, (OFFICE, SHIPPED))


def _open_to_keys(row: Row) -> Row:
    """With what scopes open to service keys; of them, `decide` asks each key for its own."""
    if not scopes.showing(row.resource):
        return row
    acts = dict(row.acts)
    for act in scopes.acts_opened(row.resource):
        acts[act] = acts[act] | {SERVICE}
    sees = {**row.scope.sees, SERVICE: _KEYS_SEE.get(row.resource, (OFFICE,))}
    return replace(row, acts=acts, scope=replace(row.scope, sees=sees))


def _open_to_links(row: Row) -> Row:
    """With what a client's link shows and takes, of its own client alone."""
    acts = dict(row.acts)
    for act in linked.MAY.get(row.resource, ()):
        acts[act] = acts.get(act, frozenset()) | {CLIENT_BY_LINK}
    sees = {**row.scope.sees, CLIENT_BY_LINK: (LINKED,)} if row.resource in linked.SEES else row.scope.sees
    return replace(row, acts=acts, scope=replace(row.scope, sees=sees))


def row_for(resource: str) -> Row:
    return _by_resource[resource]


def row_of(model: type[Model]) -> Row:
    """KeyError where a model has no row: nothing is ever read without one."""
    return _by_model[model]


def rows() -> list[Row]:
    return sorted(_by_resource.values(), key=lambda row: row.resource)


def has_row(model: type[Model]) -> bool:
    return model in _by_model


def reading(readers: frozenset[str]) -> dict[str, frozenset[str]]:
    return {"list": readers, "retrieve": readers}


def seen_by(roles: Iterable[str], *relations: str) -> dict[str, tuple[str, ...]]:
    """The same relations for several roles."""
    return dict.fromkeys(roles, relations)
