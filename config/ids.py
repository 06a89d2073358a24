"""Public ids: UUID version 7 (RFC 9562). Never used to order by time: rows carry their own instants."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

import orjson


def parse(text: object) -> UUID | None:
    """The id written in its one usual form; None for anything else that a lenient parser would take."""
    try:
        ident = UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return ident if ident and str(ident) == str(text).lower() else None


def text_of(ident: object) -> str:
    """What `str` makes of it, for ids by orjson: in less than half the time, and a page of a list shows hundreds.

    >>> text_of(UUID(int=7))
    '00000000-0000-0000-0000-000000000007'
    """
    return orjson.dumps(ident)[1:-1].decode() if type(ident) is UUID else str(ident)


def uuid7() -> UUID:
    """48 bits of Unix milliseconds, then 74 random bits."""
    stamp = time.time_ns() // 1_000_000
    value = (
        (stamp & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    )
    return UUID(int=value)
