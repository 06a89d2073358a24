"""Every request has an id: the caller's own where it is a UUID, else a fresh one; it comes back as X-Request-ID."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from uuid import UUID

import structlog
from django.http import HttpRequest, HttpResponse

from config.ids import uuid7

HEADER = "X-Request-ID"
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request being served; a fresh one outside of any (tasks, commands)."""
    return _current.get() or str(uuid7())


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ident = _own_or_fresh(request.headers.get(HEADER, ""))
        token = _current.set(ident)
        with structlog.contextvars.bound_contextvars(request_id=ident):
            try:
                response = self.get_response(request)
            finally:
                _current.reset(token)
        response[HEADER] = ident
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern that served it, for logs: the path itself may hold a name or a number that somebody gave."""
    return readable(request.resolver_match.route) if request.resolver_match else ""


def readable(route: str) -> str:
    """
    >>> readable(r"api/v1/clients/(?P<id>[^/.]+)/$"), readable("api/v1/clients/<str:id>/export/")
    ('api/v1/clients/{id}/', 'api/v1/clients/{id}/export/')
    """
    return _NAMED.sub(r"{\1\2}", route).removesuffix("\\Z").removesuffix("$")


_NAMED = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")


def _own_or_fresh(given: str) -> str:
    try:
        return str(UUID(given))
    except ValueError:
        return str(uuid7())
