"""By what a person is found again, however it was typed: spaces, hyphens and wide digits say nothing, and a Chinese
number is the same with and without +86."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from config import crypto

_ASIDE = re.compile(r"[\s().·‐-―-]+")
_CHINA = re.compile(r"(?:\+|00)86(\d{6,})|86(1\d{10})")


def identity_index(number: str) -> str:
    """
    >>> identity_index("１１０１０５ 19491231-002x") == identity_index("11010519491231002X")
    True
    """
    return crypto.blind_index("identity_number", plain_identity(number))


def plain_identity(number: str) -> str:
    return _ASIDE.sub("", unicodedata.normalize("NFKC", number)).upper()


def phone_index(phone: str) -> str:
    return crypto.blind_index("phone", plain_phone(phone))


def plain_phone(phone: str) -> str:
    """
    >>> [plain_phone(each) for each in ("+86 137-1111-2222", "8613711112222", "(0571) 8765 4321", "+86 571 87654321")]
    ['13711112222', '13711112222', '057187654321', '057187654321']
    """
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", phone))
    found = _CHINA.fullmatch(plain)
    if not found:
        return plain
    inside = found[1] or found[2]
    return inside if inside.startswith(("0", "1")) else f"0{inside}"


INDEXES: dict[str, Callable[[str], str]] = {"identity_number": identity_index, "phone": phone_index}
