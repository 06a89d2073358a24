"""Encryption of single fields (Fernet, first key writes, all keys read) and keyed blind indexes for look-up."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def encrypt(text: str) -> bytes:
    """Empty text stays empty, so that "nothing recorded" is visible without a key."""
    return encrypt_bytes(text.encode()) if text else b""


def decrypt(sealed: bytes | memoryview) -> str:
    return decrypt_bytes(sealed).decode() if sealed else ""


def encrypt_bytes(plain: bytes) -> bytes:
    return _box().encrypt(plain)


def decrypt_bytes(sealed: bytes | memoryview) -> bytes:
    return _box().decrypt(bytes(sealed))


def blind_index(purpose: str, text: str) -> str:
    """HMAC-SHA256 of the normalised value, one key space for each purpose; empty for empty text."""
    if not text:
        return ""
    normal = "".join(text.split()).upper()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), f"{purpose}\0{normal}".encode(), hashlib.sha256).hexdigest()
