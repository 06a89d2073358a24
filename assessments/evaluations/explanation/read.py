"""The explanation of one stored assessment, in the language of the request."""

from __future__ import annotations

from typing import Any

from assessments.engine import Explanation
from assessments.evaluations import services
from assessments.evaluations.explanation.compose import Composer
from assessments.evaluations.explanation.document import Document
from assessments.evaluations.explanation.overridden import persons_word
from assessments.evaluations.models import Assessment
from assessments.evaluations.rendering import language_of_request, rendered
from assessments.evaluations.stored_packs import pack_by_digest
from assessments.overrides.selectors import standing_on
from config import clock


def explained(actor: Any, assessment: Assessment) -> tuple[Document, Explanation]:
    found, same = services.explain_assessment(actor=actor, assessment=assessment)
    language = language_of_request()
    product = pack_by_digest(assessment.pack_id).product(found.account.product)
    override = standing_on(actor, assessment, clock.now())
    document = Composer(rendered(assessment, language), found, language).document(
        product=product.names[language],
        content_digest=assessment.content_digest,
        same=same,
        before=(persons_word(override, found.account.zone),) if override else (),
    )
    return document, found
