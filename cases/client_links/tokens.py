"""The codes that open a link: made here, and known afterwards to nobody but who was shown them."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from config import crypto

DIGITS = 6


def code_of(ident: UUID) -> str:
    """Six digits that follow from the row's id under our key, so that they are stored nowhere."""
    return f"{int(crypto.blind_index('client link code', ident.hex), 16) % 10**DIGITS:0{DIGITS}}"


def as_digits(typed: str) -> str:
    """As people type and keyboards write it.

    >>> as_digits(" 123 456 "), as_digits("１２３４５６"), as_digits("12-34-56")
    ('123456', '123456', '123456')
    """
    return "".join(each for each in unicodedata.normalize("NFKC", typed) if each not in " -\u00a0\t")[:20]
