"""What a service key may be given, in one place: each scope as the acts of the matrix that it opens.

A key sees the rows of its office in the resources that its scopes name, and does there what they say; nothing else.
`names`: resources that a body may name (the account of a notice) or an act reads on the way, without listing them.
Lawyers' notes, people, keys, packs, grants and consents are in no scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SERVICE = "service"
READ = ("list", "retrieve")
EVIDENCE = (
    "displays", "notices", "repayments", "repayment-months", "drawdowns", "scores", "credit-reports", "legal-papers",
    "statements", "platform-events",
)  # fmt: skip
CATALOGUE = ("lenders", "credit-products")


@dataclass(frozen=True)
class Scope:
    words: Any
    acts: Mapping[str, tuple[str, ...]]
    names: tuple[str, ...] = ()


SCOPES: Mapping[str, Scope] = {
    "evaluate": Scope(_("evaluate what it posts; nothing is stored"), {"assessments": ("evaluate_posted", "classify")}),
    "clients:read": Scope(
        _("read clients, credit accounts, lenders and products"),
        {"clients": READ, "credit-accounts": READ, **dict.fromkeys(CATALOGUE, READ)},
    ),
    "clients:write": Scope(
        _("enter and change clients and credit accounts"),
        dict.fromkeys(("clients", "credit-accounts"), ("create", "partial_update")),
        CATALOGUE,
    ),
    "evidence:read": Scope(
        _("read evidence, timelines and documents"),
        {**dict.fromkeys(EVIDENCE, READ), "documents": (*READ, "content"), "credit-accounts": ("timeline",)},
        ("assessments",),
    ),
    "evidence:write": Scope(
        _("record and correct evidence, hand in documents"),
        {**dict.fromkeys(EVIDENCE, ("create", "correct")), "documents": ("create",)},
        ("clients", "credit-accounts"),
    ),
    "assessments:read": Scope(
        _("read, explain and replay stored assessments"),
        {"assessments": (*READ, "explain", "replay", "overrides"), "credit-accounts": ("assessments",)},
        ("overrides", *EVIDENCE),
    ),
    "assessments:write": Scope(
        _("evaluate stored accounts, and ask what if"),
        {"credit-accounts": ("evaluate", "what_if")},
        ("assessments", *EVIDENCE),
    ),
    "cases:read": Scope(
        _("read cases, steps and deadlines"),
        dict.fromkeys(("cases", "steps", "deadlines", "plans", "step-orders", "transitions"), READ),
    ),
    "cases:write": Scope(
        _("open and name cases"),
        {"cases": ("create", "partial_update")},
        ("credit-accounts", "assessments"),
    ),
    "sweep": Scope(
        _("evaluate all accounts of the office as a job"),
        {"jobs": ("sweep", "cancel", *READ), "credit-accounts": ("evaluate",)},
        ("assessments", *EVIDENCE),
    ),
}


def opening(resource: str, act: str) -> list[str]:
    """The scopes that permit `act`."""
    return [name for name, one in SCOPES.items() if act in one.acts.get(resource, ())]


def showing(resource: str) -> list[str]:
    """The scopes that bring the resource's rows into sight."""
    return [name for name, one in SCOPES.items() if resource in one.acts or resource in one.names]


def acts_opened(resource: str) -> set[str]:
    return {act for one in SCOPES.values() for act in one.acts.get(resource, ())}


def permits(actor: Any, act: str, resource: str) -> bool:
    return bool(held_by(actor).intersection(opening(resource, act)))


def shows(actor: Any, resource: str) -> bool:
    return bool(held_by(actor).intersection(showing(resource)))


def held_by(actor: Any) -> frozenset[str]:
    """None once the key has run out or is revoked, also for work that it started before."""
    key = getattr(actor, "service_key", None)
    return frozenset(key.scopes) if key is not None and key.in_force else frozenset()
