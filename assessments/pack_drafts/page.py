"""A draft as its page shows it: where it stands, what is wrong, what differs, what would change."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access.pressing import address_of
from accounts.jobs.kinds import words_for
from accounts.jobs.models import LIVE
from assessments.pack_drafts import selectors
from assessments.pack_drafts.built import differences
from assessments.pack_drafts.models import PackBacktest, PackDraft
from assessments.pack_drafts.states import STATES, state_of
from assessments.pack_drafts.telling import told_change
from config.errors import StateConflict

MOST_SHOWN = 100
LONGEST = 300
NEXT = {
    "broken": _("It cannot be used. Correct what is named below and upload it again; what is in force stays."),
    "uploaded": _("The files fit together. Next a supervisor starts a backtest."),
    "backtested": _("Next a supervisor or administrator other than the uploader publishes it."),
    "in_force": _("It concludes the assessments of this office."),
    "retired": _("Another one has taken its place. Assessments of its time keep it."),
}
SECTION = {
    "": _("head"),
    "rules": _("rules"),
    "thresholds": _("limits"),
    "risk": _("risk"),
    "gaps": _("gaps"),
    "products": _("products"),
    "warnings": _("warnings"),
    "claims": _("claims"),
    "notices": _("reading of notices"),
    "actions": _("steps"),
    "deadlines": _("deadlines"),
    "referral": _("when a lawyer is called"),
    "facts": _("dated facts"),
    "calendar": _("calendar"),
    "wording": _("wording"),
    "scorecard": _("scorecard"),
}
CHANGE = {"added": _("added"), "removed": _("taken away"), "changed": _("changed")}
COUNT = {
    "changed": _("accounts would change"),
    "status": _("of them in status"),
    "causes": _("in causes"),
    "level": _("in risk level"),
    "points": _("in risk points"),
    "plan": _("in their plan"),
    "other": _("in warnings, gaps or signals"),
    "unchanged": _("would stay as they are"),
    "not_assessed": _("were never assessed"),
    "consent_withdrawn": _("left out: consent withdrawn"),
    "unreadable": _("could not be read"),
}


def shown(actor: Any, draft: PackDraft) -> dict[str, Any]:
    state = state_of(draft)
    newest = next(iter(draft.backtests.all()), None)
    return {
        "state": state,
        "state_word": STATES[state],
        "next": NEXT[state],
        "problems": draft.problems,
        "packs": _differences(draft) if state in ("uploaded", "backtested") else [],
        "compared": state in ("uploaded", "backtested"),
        "backtest": _backtest(actor, newest) if newest else None,
        "release": getattr(draft, "release", None),
    }


def _differences(draft: PackDraft) -> list[dict[str, Any]]:
    try:
        found = differences(draft)
    except StateConflict as error:  # the product's own packs are newer than the draft
        return [{"key": str(error.detail), "count": 0, "rows": []}]
    return [{"key": key, "count": len(each), "rows": list(map(_row, each[:MOST_SHOWN]))} for key, each in found.items()]


def _row(difference: Any) -> dict[str, Any]:
    return {
        "section": SECTION.get(difference.section, difference.section),
        "entry": difference.entry,
        "change": CHANGE[difference.change],
        "before": _short(difference.before),
        "after": _short(difference.after),
    }


def _short(value: Any) -> str:
    if value is None:
        return "—"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _backtest(actor: Any, backtest: PackBacktest) -> dict[str, Any]:
    job = backtest.job
    rows = [] if job.state in LIVE else list(selectors.changes_of(actor, backtest))
    return {
        "state": job.get_state_display(),
        "runs": job.state in LIVE,
        "done": job.done,
        "total": job.total,
        "started_by": backtest.started_by,
        "created_at": backtest.created_at,
        "counts": [(words, job.counts[name]) for name, words in COUNT.items() if job.counts.get(name)],
        "errors": [words_for(job, each["code"]) for each in job.errors[:5]],
        "accounts": [
            {
                "account": row.credit_account,
                "link": address_of(row.credit_account),
                "changes": [told_change(change) for change in row.changes],
            }
            for row in rows
        ],
    }
