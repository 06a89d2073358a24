"""Every answer that shows client data is recorded before it goes out: where that fails, nothing is shown."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.audit.seen import Seen, current, gathering
from accounts.audit.services import record_view
from config import clock
from config.api.requests import route_of
from config.api.throttling import address_of


class ViewsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with gathering(Seen(method=str(request.method), address=address_of(request))) as seen:
            response = self.get_response(request)
            if seen.shown and response.status_code < 400:
                record_view(actor=request.user, shown=seen, at=clock.now())
        return response

    def process_view(self, request: HttpRequest, *args: object) -> None:
        """The route, once it is known: the pattern and not the address, which may hold what was searched for."""
        current().route = route_of(request)[:200]
