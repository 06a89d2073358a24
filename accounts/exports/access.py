"""An export is asked for and fetched by caseworkers who see the client; a supervisor first states why, since it holds
in clear what lists mask."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.clients.models import Client
from accounts.exports.models import ClientExport
from accounts.exports.sections import leave_out, tell, tell_client
from accounts.grants.models import Grant
from config import guards

KEPT_BACK = frozenset({"content"})


def register() -> None:
    sees = {registry.ADVISOR: (reach.OWN, reach.SUBSTITUTE, reach.SHARED), registry.SUPERVISOR: (reach.OFFICE,)}
    acts = registry.reading(registry.CASEWORKERS) | {"content": registry.CASEWORKERS}
    row = registry.Row("exports", ClientExport, Reach(sees, Columns()), acts, under_glass=KEPT_BACK)
    registry.register(row)
    tell(Client, tell_client)
    leave_out(ClientExport, "an export is no part of the next one")
    leave_out(Grant, "who of the office may see the client, and whom a conflict of interest concerns, is the office's")


def guard() -> None:
    guards.same_as_parent(ClientExport, "client", "office_id")
    guards.same_as_parent(ClientExport, "asked_by", "office_id")
