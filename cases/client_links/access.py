"""Links are made and ended by caseworkers who see the client; what the client tells is seen by whoever sees the case.

What the link itself opens stands in `accounts.access.linked`.
"""

from __future__ import annotations

from typing import Any

from accounts.access import registry, sight
from accounts.access.sight import Sight
from accounts.clients.access import through_client
from accounts.exports.sections import columns_of, leave_out, tell
from cases.client_links.models import ClientLink, ClientLinkCode, ClientReport, ClientReportLook
from config import clock, guards


def sight_by_link(actor: Any) -> Sight:
    """The one client of a link in force; for its account only."""
    if actor.role != registry.CLIENT_BY_LINK:
        return Sight()
    mine = ClientLink.objects.filter(account_id=actor.pk, revoked_at=None, ends_at__gt=clock.now())
    return Sight(linked=frozenset(mine.filter(client__erased_at=None).values_list("client_id", flat=True)))


def register() -> None:
    sight.provide(sight_by_link)
    reading = registry.reading(registry.CASEWORKERS)
    links = reading | dict.fromkeys(("create", "revoke", "read_out"), registry.CASEWORKERS)
    registry.register(registry.Row("client-links", ClientLink, through_client, links))
    registry.register(registry.Row("client-link-codes", ClientLinkCode, through_client, reading))
    seen = through_client.within(case="case_id")
    told = registry.reading(registry.CASE_READERS)
    registry.register(registry.Row("client-reports", ClientReport, seen, told | {"look": registry.CASEWORKERS}))
    registry.register(registry.Row("client-report-looks", ClientReportLook, seen, told))
    tell(ClientLink, _without_digest)
    leave_out(ClientLinkCode, "spent codes say nothing but when, which the log says too")


def _without_digest(link: ClientLink) -> dict[str, Any]:
    return {name: value for name, value in columns_of(link).items() if name != "digest"}


def guard() -> None:
    guards.append_only(ClientReport)
    guards.append_only(ClientReportLook)
    guards.same_as_parent(ClientLink, "client", "office_id")
    for field in ("account", "created_by", "revoked_by"):
        guards.same_as_parent(ClientLink, field, "office_id")
    guards.same_as_parent(ClientLinkCode, "link", "office_id", "client_id")
    guards.same_as_parent(ClientReport, "case", "office_id", "client_id")
    guards.same_as_parent(ClientReport, "step", "case_id")
    for field in ("link", "document", "statement"):
        guards.same_as_parent(ClientReport, field, "client_id")
    guards.same_as_parent(ClientReportLook, "case", "office_id", "client_id")
    guards.same_as_parent(ClientReportLook, "report", "case_id")
    guards.same_as_parent(ClientReportLook, "looked_by", "office_id")
