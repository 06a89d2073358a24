"""The explanation of one stored assessment, in the language of the request."""

from __future__ import annotations

from typing import Any

from assessments.engine import Explanation
from assessments.evaluations import services
from assessments.evaluations.explanation.compose import Composer
from assessments.evaluations.explanation.document import Document
from assessments.evaluations.models import Assessment
from assessments.evaluations.rendering import language_of_request, rendered
from assessments.evaluations.stored_packs import pack_by_digest


def explained(actor: Any, assessment: Assessment) -> tuple[Document, Explanation]:
    found, same = services.explain_assessment(actor=actor, assessment=assessment)
    language = language_of_request()
    product = pack_by_digest(assessment.pack_id).product(found.account.product)
    document = Composer(rendered(assessment, language), found, language).document(
        product=product.names[language], content_digest=assessment.content_digest, same=same
    )
    return document, found
