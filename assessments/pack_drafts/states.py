"""Where a draft stands, from the rows that hang on it; `selectors.list_drafts` brings them along."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.jobs.models import JobState
from assessments.pack_drafts.models import PackDraft

STATES = {
    "broken": _("broken"),
    "uploaded": _("uploaded"),
    "backtested": _("backtested"),
    "in_force": _("in force"),
    "retired": _("retired"),
}


def state_of(draft: PackDraft) -> str:
    if draft.problems:
        return "broken"
    if hasattr(draft, "release"):
        return "in_force" if draft.release.number == draft.in_force else "retired"  # type: ignore[attr-defined]
    done = any(each.job.state == JobState.SUCCEEDED for each in draft.backtests.all())
    return "backtested" if done else "uploaded"
