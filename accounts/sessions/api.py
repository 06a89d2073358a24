from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Act, Reading
from accounts.sessions import selectors, services
from accounts.sessions.models import SessionKind
from config import clock
from config.api.fields import Choice, Ident, Instant, Output, Text, TrueOrFalse
from config.api.filters import HouseFilters


class SessionOutput(Output):
    """`last_used_at` is true to five minutes; `current`: this request came with it."""

    id = Ident()
    kind = Choice(choices=SessionKind.choices)
    current = TrueOrFalse()
    created_at = Instant()
    last_used_at = Instant()
    ends_at = Instant()
    address = Text(help_text="Where it began.")
    last_address = Text(help_text="Where it was used last.")


class SessionFilters(HouseFilters):
    changed_column = "last_used_at"


@extend_schema(tags=["sign-in"])
class SessionViewSet(Reading):
    """Where the caller is signed in: tokens of the API and browsers."""

    resource = "sessions"
    selector = selectors.list_sessions
    serializer_class = SessionOutput
    filters = SessionFilters

    def get_queryset(self) -> Any:
        """The token that was sent is this one, else the browser."""
        token = getattr(self.request.auth, "digest", None)
        session = getattr(self.request, "session", None)  # none where the schema is made
        browser = session.session_key if session and not token else None
        return selectors.list_sessions(self.request.user, token=token, browser=browser)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ends it at once."""
        services.end_session(actor=request.user, session=self.subject, at=clock.now())
        return Response(status=204)


@extend_schema(tags=["sign-in"])
class SignOutEverywhereView(Act):
    """Ends every session of the caller's at once, this one too."""

    resource, act = "sessions", "end_all"

    @extend_schema(operation_id="auth_sign_out_everywhere", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        services.sign_out_everywhere(actor=request.user, at=clock.now())
        return Response(status=204)
