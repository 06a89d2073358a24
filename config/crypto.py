"""Encryption of single fields (Fernet, first key writes, all keys read) and keyed blind indexes for look-up."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

FIELDS, LAWYERS = "FIELD_KEYS", "LAWYER_KEYS"
"""The settings that hold a ring of keys: of identifying fields, and of what only lawyers read."""


def _box(ring: str) -> MultiFernet:
    return _box_of(tuple(getattr(settings, ring)))


@lru_cache(maxsize=8)
def _box_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str, ring: str = FIELDS) -> bytes:
    """Empty text stays empty, so that "nothing recorded" is visible without a key."""
    return encrypt_bytes(text.encode(), ring) if text else b""


def decrypt(sealed: bytes | memoryview, ring: str = FIELDS) -> str:
    return decrypt_bytes(sealed, ring).decode() if sealed else ""


def encrypt_bytes(plain: bytes, ring: str = FIELDS) -> bytes:
    return _box(ring).encrypt(plain)


def decrypt_bytes(sealed: bytes | memoryview, ring: str = FIELDS) -> bytes:
    return _box(ring).decrypt(bytes(sealed))


def commitment(text: str) -> str:
    """HMAC-SHA256 of a record that is erased: what is short could be found again by trying, without the key."""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), f"commitment\0{text}".encode(), hashlib.sha256).hexdigest()


def blind_index(purpose: str, text: str) -> str:
    """HMAC-SHA256 of the normalised value, one key space for each purpose; empty for empty text."""
    if not text:
        return ""
    normal = "".join(text.split()).upper()
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), f"{purpose}\0{normal}".encode(), hashlib.sha256).hexdigest()
