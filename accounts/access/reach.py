"""Who sees which rows, as data: for each role the relations that bring a row of a table into sight.

A relation is a named question between an actor and a row. The same names stand in the scope of every list, in
`docs/access.md`, in `access-matrix/` and in the generated test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access.sight import Sight, sight_of

OWN, SUBSTITUTE, SHARED, REFERRED, LINKED = "own", "substitute", "shared", "referred", "linked"
OFFICE, SHIPPED, SELF, EVERYTHING = "office", "shipped", "self", "everything"
WORDS: dict[str, Any] = {
    OWN: _("their own clients"),
    SUBSTITUTE: _("clients of those they stand in for"),
    SHARED: _("clients shared with them"),
    REFERRED: _("cases referred to them and accepted"),
    LINKED: _("the client for whom the link was made"),
    OFFICE: _("all of their office"),
    SHIPPED: _("what is shipped with the product"),
    SELF: _("their own"),
    EVERYTHING: _("everything"),
}
NOBODY, ANY = Q(pk__in=()), Q()


@dataclass(frozen=True)
class Columns:
    """The columns by which a table's rows hang on office, client, advisor, account, case and person; empty for none.

    Of several person columns any one makes the row a person's own."""

    office: str = "office_id"
    client: str = "client_id"
    advisor: str = "client__advisor_id"
    account: str = ""
    case: str = ""
    person: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reach:
    """`sees` maps a role to its relations, any of which brings a row into sight; other roles see none.

    `only` leaves out rows that are in nobody's sight."""

    sees: Mapping[str, tuple[str, ...]]
    columns: Columns = Columns()
    only: Q = ANY

    def __call__(self, actor: Any) -> Q:
        relations = self.sees.get(actor.role, ())
        if not relations:
            return NOBODY
        sight = sight_of(actor) if self.hangs_on_clients else Sight()
        found = [q for name in relations if (q := _RELATIONS[name](actor, self.columns, sight)) is not None]
        seen = self.only & reduce(or_, found) if found else NOBODY
        return seen & ~Q(**{f"{self.columns.client}__in": sight.barred}) if sight.barred else seen

    @property
    def hangs_on_clients(self) -> bool:
        return any(name in (OWN, REFERRED, LINKED) for relations in self.sees.values() for name in relations)

    def within(self, **columns: str) -> Reach:
        """The same for a table whose rows also hang on these columns."""
        return replace(self, columns=Columns(**{**vars(self.columns), **columns}))


Found = Q | None
"""None where the relation opens nothing to this actor at the moment."""


def _own(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{columns.office: actor.office_id, columns.advisor: actor.pk})


def _substitute(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{columns.office: actor.office_id, f"{columns.advisor}__in": sight.advisors}) if sight.advisors else None


def _shared(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{columns.office: actor.office_id, f"{columns.client}__in": sight.clients}) if sight.clients else None


def _referred(actor: Any, columns: Columns, sight: Sight) -> Found:
    """By the narrowest column that the table has: the case, else its account, else its client."""
    narrowest = (
        (columns.case, sight.referred_cases),
        (columns.account, sight.referred_accounts),
        (columns.client, sight.referred_clients),
    )
    column, ids = next((column, ids) for column, ids in narrowest if column)
    return Q(**{f"{column}__in": ids}) if ids else None


def _linked(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{columns.office: actor.office_id, f"{columns.client}__in": sight.linked}) if sight.linked else None


def _office(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{columns.office: actor.office_id})


def _shipped(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q(**{f"{columns.office}__isnull": True})


def _self(actor: Any, columns: Columns, sight: Sight) -> Found:
    return reduce(or_, (Q(**{column: actor.pk}) for column in columns.person))


def _everything(actor: Any, columns: Columns, sight: Sight) -> Found:
    return Q()


Relation = Callable[[Any, Columns, Sight], Found]
_RELATIONS: dict[str, Relation] = {
    OWN: _own,
    SUBSTITUTE: _substitute,
    SHARED: _shared,
    REFERRED: _referred,
    LINKED: _linked,
    OFFICE: _office,
    SHIPPED: _shipped,
    SELF: _self,
    EVERYTHING: _everything,
}


def relate(name: str, words: Any, relation: Relation) -> None:
    """For higher apps: a relation of their own, said in the matrix as `words`."""
    WORDS[name], _RELATIONS[name] = words, relation
