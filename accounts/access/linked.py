"""What a client's link opens, in one place: the client's own file, and of that what the client's pages show and take.

A link acts through an account of its own, as a service key does, and its pages are the only door: no token, no log-in.
Of assessments the pages tell the status and no more; evidence, documents, lawyers' notes, correspondence and advice are
out of its sight.
"""

from __future__ import annotations

from collections.abc import Mapping

from accounts.access.scopes import SERVICE

CLIENT_BY_LINK = "client_by_link"
NO_PEOPLE = (SERVICE, CLIENT_BY_LINK)
"""Roles of accounts through which something else than a person acts."""

SEES = frozenset({"clients", "credit-accounts", "assessments", "cases", "steps", "deadlines", "client-reports"})
MAY: Mapping[str, frozenset[str]] = {
    "cases": frozenset({"list"}),
    "steps": frozenset({"list", "retrieve"}),
    "deadlines": frozenset({"list"}),
    "client-reports": frozenset({"list", "tell"}),
    "documents": frozenset({"create"}),
    "statements": frozenset({"create"}),
}
