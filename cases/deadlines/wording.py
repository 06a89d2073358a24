"""The ground of a deadline in the reader's language."""

from __future__ import annotations

from assessments.evaluations.rendering import rendered_part
from cases.deadlines.models import DatedRow


def citation_text(deadline: DatedRow) -> str:
    if deadline.pack_id is None:
        return deadline.citation
    return str(rendered_part({"citation": deadline.citation}, deadline.pack_id)["citation"])
