"""Optimistic locking: a versioned object's ETag is `"<version>"`; a change needs the one that was seen."""

from __future__ import annotations

from rest_framework.request import Request

from config.api.problems import PreconditionRequired
from config.errors import StaleVersion


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(request: Request, *, current: int, required: bool) -> int:
    """The version named by If-Match; 428 where one is required and missing, 412 where it is not the current one."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if required:
            raise PreconditionRequired
        return current
    if given != "*" and etag(current) not in [tag.strip() for tag in given.split(",")]:
        raise StaleVersion
    return current
