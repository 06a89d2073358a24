"""Secrets that are shown once: whoever holds one is let in, and we keep what recognises it and no more."""

from __future__ import annotations

import secrets
from hashlib import sha256


def fresh_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """256 random bits need no salt and no slow hash."""
    return sha256(token.encode()).hexdigest()
