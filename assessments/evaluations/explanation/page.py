"""An explanation as a page to read and print: no script, no style of its own, nothing private in its title."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from assessments.evaluations.explanation.document import Document
from assessments.evaluations.models import Assessment

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
"""The page needs no more than its style sheet; what a notice says can never run."""


def as_page(document: Document, assessment: Assessment, request: Any) -> str:
    context = {"document": document, "assessment": assessment}
    return render_to_string("assessments/explanation.html", context, request)


def page_response(document: Document, assessment: Assessment, request: HttpRequest) -> HttpResponse:
    return HttpResponse(as_page(document, assessment, request), headers={"Content-Security-Policy": POLICY})
