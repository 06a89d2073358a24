"""Every request has an id: the caller's own where it is a UUID, else a fresh one; it comes back as X-Request-ID."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from config.ids import text_of, uuid7

HEADER, _GIVEN = "X-Request-ID", "HTTP_X_REQUEST_ID"
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request being served; a fresh one outside of any (tasks, commands)."""
    return _current.get() or str(uuid7())


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ident = _own_or_fresh(request.META.get(_GIVEN, ""))
        token = _current.set(ident)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = ident
        return response


def with_request_id(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For every line that is logged while a request is served."""
    if ident := _current.get():
        event.setdefault("request_id", ident)
    return event


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
        return str(UUID(given)) if given else text_of(uuid7())
    except ValueError:
        return text_of(uuid7())
