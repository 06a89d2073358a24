"""The API's paths, found by their first segment: of some two hundred patterns only the few that begin as the path does
are tried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.functional import cached_property

_FIRST = re.compile(r"\^?([\w-]+)/")


class BySegment(URLResolver):
    """As `path(prefix, include(patterns))`, whose patterns each begin with a segment that stands for itself."""

    def __init__(self, prefix: str, patterns: Sequence[URLPattern | URLResolver]) -> None:
        super().__init__(RoutePattern(prefix, is_endpoint=False), patterns)

    @cached_property
    def _beginning(self) -> dict[str, URLResolver]:
        found: dict[str, list[Any]] = {}
        for each in self.url_patterns:
            found.setdefault(_first_segment(str(each.pattern)), []).append(each)
        return {segment: URLResolver(self.pattern, patterns) for segment, patterns in found.items()}

    def resolve(self, path: Any) -> Any:
        matched = self.pattern.match(str(path))
        if not matched or (resolver := self._beginning.get(matched[0].partition("/")[0])) is None:
            raise Resolver404({"path": path, "tried": []})
        return resolver.resolve(path)


def _first_segment(pattern: str) -> str:
    """
    >>> _first_segment(r"^clients/(?P<id>[^/.]+)/$"), _first_segment("users/<str:id>/end-sessions/")
    ('clients', 'users')
    """
    begins = _FIRST.match(pattern)
    if begins is None:
        raise ValueError(f"{pattern} begins with no segment of its own")
    return begins[1]
