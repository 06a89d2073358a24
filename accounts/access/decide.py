"""The two functions that every reader and writer asks: what may this actor see, and do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db.models import DateTimeField, F, Model, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.access import registry, scopes
from accounts.access.sight import sight_of
from accounts.access.statements import Scoped
from config.errors import ClientErased, Gone, InvalidInput, NotPermitted
from config.prepared import Given

READING = frozenset({"identity", "export", "content", "replay", "explain"})
"""Acts that show what an erasure took."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    why: str = ""

    def __bool__(self) -> bool:
        return self.allowed


def scope(actor: Any, model: type[M]) -> QuerySet[M]:
    """The rows of `model` that `actor` may know of; none for anybody who is not signed in and active."""
    rows = model._default_manager.all()
    if not present(actor):
        return rows.none()
    row = registry.row_of(model)
    if actor.role == registry.SERVICE and not scopes.shows(actor, row.resource):
        return rows.none()
    return rows.filter(row.scope(actor))


def named(actor: Any, model: type[M], ident: Any, pointer: str, **narrowed: Any) -> M:
    """For services: the row that a body names, as the actor sees it.

    A hidden one is refused at its field in the words of one that never was.
    """
    rows = scope(actor, model).filter(pk=ident, **narrowed)
    found = (rows.select_related("client") if _of_a_client(model) else rows).first()
    if found is None:
        raise InvalidInput(_("There is no such object."), code="does_not_exist", pointer=pointer)
    refuse_erased(found.client.erased_at if _of_a_client(model) else getattr(found, "erased_at", None))  # type: ignore[attr-defined]
    return found


def refuse_erased(erased_at: datetime | None, act: str = "") -> None:
    """Of an erased client nothing is read again and nothing new is taken."""
    if erased_at is None:
        return
    if act in READING:
        raise Gone
    raise ClientErased


def _of_a_client(model: type[Model]) -> bool:
    return any(field.name == "client" and not field.null for field in model._meta.concrete_fields)


def _erased_path(model: type[Model]) -> str:
    """Where the matrix's row of a table says when its client was erased; the key itself where it hangs on none."""
    if any(field.name == "erased_at" for field in model._meta.concrete_fields):
        return "erased_at"
    return "client__erased_at" if _of_a_client(model) else ""


def can(actor: Any, act: str, resource: str) -> Verdict:
    """May `actor` do `act` on what they see of `resource`? The object itself is checked by `scope`."""
    if not present(actor):
        return Verdict(False, _("Sign in first."))
    roles = registry.row_for(resource).acts.get(act, frozenset())
    if actor.role in roles and (actor.role != registry.SERVICE or scopes.permits(actor, act, resource)):
        return Verdict(True)
    if actor.role == registry.SERVICE:
        return Verdict(False, _("No scope of this key permits this."))
    return Verdict(False, _("Your role does not permit this."))


def require(actor: Any, act: str, row: Model) -> None:
    """For services: refuses an act on a row that is out of sight or out of the actor's rights."""
    entry = registry.row_of(type(row))
    verdict = can(actor, act, entry.resource)
    if not verdict:
        raise NotPermitted(verdict.why)
    if not row._state.adding:
        seen = _whether_erased(type(row))(actor, pk=row.pk)
        if not seen:
            raise NotPermitted(_("Your role does not permit this."))
        refuse_erased(seen[0], act)
    if act in entry.under_glass and actor.role == registry.SUPERVISOR:
        client = getattr(row, entry.scope.columns.client)
        if client not in sight_of(actor).opened:
            raise NotPermitted(_("State your reason first: a break-glass grant for this client."), code="break_glass")


@cache
def _whether_erased(model: type[Model]) -> Scoped[datetime | None]:
    """When the client of a row in sight was erased: None for one that was not, or that hangs on none."""
    path, key = _erased_path(model), model._meta.pk
    when = F(path) if path else Value(None, output_field=DateTimeField())

    def rows(actor: Any) -> QuerySet[Any, datetime | None]:
        found: QuerySet[Any, Any] = scope(actor, model).filter(pk=Given("pk", key))
        told: QuerySet[Any, datetime | None] = found.annotate(_when=when).values_list("_when", flat=True)
        return told

    return Scoped(rows)


def require_act(actor: Any, act: str, resource: str) -> None:
    """For services that make the first row of something."""
    verdict = can(actor, act, resource)
    if not verdict:
        raise NotPermitted(verdict.why)


def present(actor: Any) -> bool:
    """Signed in and at work; of a key and of a client's link, in force."""
    if not (actor and actor.is_authenticated and actor.is_active):
        return False
    if actor.role == registry.CLIENT_BY_LINK:
        return bool(sight_of(actor).linked)
    return actor.role != registry.SERVICE or bool(scopes.held_by(actor))
