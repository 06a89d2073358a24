"""Sessions, who is signed in by one, messages for the next page: what browsers need, and no call of the API that comes
without a session's cookie. Of such a call, the API's own authentication says who asks.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest


class OfBrowsers:
    """Stands before the middleware of Django's among the bases."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith("/api/") and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc] # of the next base


class SessionMiddleware(OfBrowsers, sessions.SessionMiddleware):
    pass


class AuthenticationMiddleware(OfBrowsers, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(OfBrowsers, messages.MessageMiddleware):
    pass
