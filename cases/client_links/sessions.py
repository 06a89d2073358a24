"""The cookies of the client's pages: apart from people's sessions, sent to these pages only, and read by no script.

The pages send no referrer, so a browser names no origin with a form: Django's own check would refuse each of them.
In its place a form carries a key that fits the form cookie, and a browser that says that the form came from elsewhere
is not believed to mean well.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATH = "/c/"
SESSION, FORM, LANGUAGE = "reinstate_client", "reinstate_client_form", "reinstate_client_language"
YEAR = 365 * 86_400


def keep(response: HttpResponse, name: str, value: str, seconds: int | None = None) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path=PATH, secure=bool(settings.SESSION_COOKIE_SECURE), httponly=True,
        samesite="Lax",
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    response.delete_cookie(SESSION, path=PATH, samesite="Lax")


def form_cookie(request: HttpRequest) -> str:
    """The visitor's, or a fresh one; `keep` it with the answer."""
    kept = request.COOKIES.get(FORM, "")
    return kept if len(kept) == 43 and kept.isascii() else secrets.token_urlsafe(32)


def form_key(cookie: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"client form\0{cookie}".encode(), sha256).hexdigest()


def is_our_form(request: HttpRequest) -> bool:
    cookie = request.COOKIES.get(FORM, "")
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or not cookie:
        return False
    return hmac.compare_digest(request.POST.get("form_key", "").encode(), form_key(cookie).encode())
