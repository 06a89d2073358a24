"""Notes when and from where a browser's session was used; tokens are noted where they are read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.sessions.services import note_use
from config import clock


class SessionsMiddleware:
    """Stands after the audit's: that knows the caller's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            note_use(person=request.user, browser=request.session.session_key, at=clock.now())
        return self.get_response(request)
