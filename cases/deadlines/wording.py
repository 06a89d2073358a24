"""The ground of a deadline in the reader's language."""

from __future__ import annotations

from assessments.evaluations.rendering import rendered_part
from cases.deadlines.models import Deadline, DeadlineVersion


def citation_text(deadline: Deadline | DeadlineVersion) -> str:
    if deadline.pack_id is None:
        return deadline.citation
    return str(rendered_part({"citation": deadline.citation}, deadline.pack_id)["citation"])
