"""Answers are JSON whatever `Accept` says, so that a wrong header never comes before 401 and 404.

The schema alone comes in two formats: `?format=json` or `?format=yaml`, else as `Accept` asks.
"""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

ANYTHING = "*/*"


class OneFormat(DefaultContentNegotiation):
    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        wished = request.GET.get("format")
        if wished is None and request.META.get("HTTP_ACCEPT", ANYTHING) in (ANYTHING, renderers[0].media_type):
            return renderers[0], renderers[0].media_type
        for renderer in renderers:
            if renderer.format == wished:
                return renderer, renderer.media_type
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            return renderers[0], renderers[0].media_type
