"""Bearer tokens of service keys. No second factor is asked of a key; whatever is wrong is a 401 in the same words."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from accounts.keys.services import PREFIX, key_of
from accounts.people.authentication import BearerScheme
from config import clock


class KeyAuthentication(BaseAuthentication):
    """Takes what begins as a key does, and leaves people's tokens to the next one."""

    def authenticate(self, request: Any) -> tuple[Any, Any] | None:
        words = get_authorization_header(request).split()
        if len(words) != 2 or words[0].lower() != b"bearer" or not words[1].startswith(PREFIX.encode()):
            return None
        key = key_of(words[1].decode("latin-1"), at=clock.now())
        if key is None:
            raise AuthenticationFailed
        return key.account, key

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"


class KeyScheme(BearerScheme):  # type: ignore[no-untyped-call]
    """A bearer token too, of another kind."""

    target_class = KeyAuthentication
    name = "service_key"
