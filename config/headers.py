"""Security headers of every answer: what a browser may load, run, send and frame on our pages.

The admin's templates are driven by Alpine, which evaluates the attributes of a page as expressions (`unsafe-eval`), and
set colours in attributes and a style element (inline styles). Inline scripts run nowhere; everything comes from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

_NOTHING = {"default-src": "'none'", "frame-ancestors": "'none'"}
_PAGE = _NOTHING | {
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
_ADMIN = _PAGE | {"script-src": "'self' 'unsafe-eval'", "style-src": "'self' 'unsafe-inline'"}
_CLIENT = _NOTHING | {"style-src": "'self'", "img-src": "data:", "form-action": "'self'", "base-uri": "'none'"}
_DOCUMENTATION = _PAGE | {"style-src": "'self' 'unsafe-inline'"}
_PRINTED = _NOTHING | {"style-src": "'unsafe-inline'", "base-uri": "'none'", "form-action": "'none'"}
CLIENTS = "/c/"  # pages for clients: they run no script at all
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(CLIENTS):
            response.headers["Referrer-Policy"] = "no-referrer"  # an address may hold the link
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", policy(request.path, response))
        return response


def policy(path: str, response: HttpResponse) -> str:
    return "; ".join(f"{name} {value}" for name, value in _sources(path, response).items())


def _sources(path: str, response: HttpResponse) -> Mapping[str, str]:
    if not response.get("Content-Type", "").startswith("text/html"):
        return _NOTHING
    if path.startswith("/admin/"):
        return _ADMIN
    if path.startswith(CLIENTS):
        return _CLIENT
    if path == "/api/v1/docs/":
        return _DOCUMENTATION
    return _PRINTED if path.startswith("/api/") else _PAGE
