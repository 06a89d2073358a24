"""An explanation as JSON, plain text or a page, as `Accept` or `?format=` asks; problems are always JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.engine import Explanation, explanation_data
from assessments.evaluations.explanation.document import Document
from assessments.evaluations.explanation.page import POLICY, as_page
from assessments.evaluations.explanation.text import as_text
from assessments.evaluations.models import Assessment


class Shown(BaseRenderer):
    """What is shown is text already; anything else is a problem."""

    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return data.encode() if isinstance(data, str) else JSONRenderer().render(data)


class PlainText(Shown):
    media_type, format = "text/plain", "txt"


class Page(Shown):
    media_type, format = "text/html", "html"


def shown(request: Request, assessment: Assessment, document: Document, trace: Explanation) -> Response:
    wished = request.accepted_renderer.format
    if wished == PlainText.format:
        return Response(as_text(document))
    if wished == Page.format:
        return Response(as_page(document, assessment, request), headers={"Content-Security-Policy": POLICY})
    return Response(_data(document, assessment, trace))


def _data(document: Document, assessment: Assessment, trace: Explanation) -> dict[str, Any]:
    data = asdict(document) | {"text": as_text(document), "trace": explanation_data(trace)}
    data["facts"] = _pairs(document.facts)
    for section in data["sections"]:
        for group in section["groups"]:
            group["facts"] = _pairs(group["facts"])
    return {"assessment": str(assessment.pk), **data}


def _pairs(facts: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in facts]
