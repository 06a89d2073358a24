"""A proposed change in the reader's language, each side in the words of its own pack."""

from __future__ import annotations

from typing import Any

from assessments.evaluations.rendering import rendered_part
from cases.files.models import Actor
from cases.files.wording import TEXTS
from cases.plan_changes.proposing import Entry, Proposal


def told(proposal: Proposal) -> dict[str, Any]:
    speaks = proposal.after or proposal.before or {}
    return {
        "action": proposal.action,
        "change": proposal.change,
        "what": proposal.what,
        "why": _texts(speaks)["why"],
        "before": _side(proposal.before),
        "after": _side(proposal.after),
    }


def _side(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    texts = _texts(entry)
    deadline = entry["deadline"]
    return {
        "title": texts["title"],
        "done_when": texts["done_when"],
        "actor": Actor(entry["actor"]).value,
        "due_on": deadline["due_on"] if deadline else None,
    }


def _texts(entry: Entry) -> dict[str, str]:
    found: dict[str, str] = rendered_part({name: entry[name] for name in TEXTS}, entry["pack"])
    return found
