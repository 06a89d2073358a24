"""What a person concludes beside an assessment, told before what the engine concluded, and apart from it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments.evaluations.explanation.document import Section
from assessments.evaluations.explanation.phrases import moment_in
from assessments.overrides.models import Override
from assessments.overrides.page import in_words


def persons_word(row: Override, zone: str) -> Section:
    since, until = moment_in(zone, row.created_at), moment_in(zone, row.ends_at)
    told = {"name": row.author.name, "since": since, "until": until}
    return Section(
        "override",
        _("What a person concludes instead"),
        (
            in_words(row),
            _("Concluded by %(name)s at %(since)s, until %(until)s.") % told,
            _("Reason: %(reason)s") % {"reason": row.reason},
            _("All else on this page is the engine's own, unchanged. The plan does not follow from this word."),
        ),
    )
