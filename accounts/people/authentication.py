"""Bearer tokens, as the API reads them."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed


class BearerAuthentication(TokenAuthentication):
    """knox's tokens (hashed, expiring, revocable); a token that is no text is simply a wrong one."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not re.fullmatch(rb"[\w-]+", token, re.ASCII):
            raise AuthenticationFailed  # a byte that the database cannot even look for
        return super().authenticate_credentials(token)


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
