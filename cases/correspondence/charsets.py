"""Text out of a stranger's bytes: mails name their character set loosely, or not at all.

What calls itself gb2312 is mostly GBK, whose further characters (traditional ones, rare names) gb2312 does not know.
Mailers cut a long subject after any byte, also within a character; and some write no character set and send what they
use at home.
"""

from __future__ import annotations

from email.header import decode_header

_WIDER = {
    "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "cp936": "gb18030", "ms936": "gb18030",
    "gb18030-0": "gb18030", "euc-cn": "gb18030", "big5": "big5hkscs", "hz-gb-2312": "hz",
}  # fmt: skip
_SAYS_NOTHING = ("", "ascii", "us-ascii", "unknown-8bit", "default", "8bit", "none")
_AT_HOME = ("utf-8", "gb18030")


def decoded(content: bytes, charset: str | None) -> str:
    """By its own character set; where that is none or does not fit, by what is usual; what fits none is marked.

    >>> decoded("陳喆镕".encode("gbk"), "gb2312"), decoded("額度".encode("gbk"), None), decoded("額度".encode(), "x")
    ('陳喆镕', '額度', '額度')
    """
    said = (charset or "").strip("\"' ").lower().removeprefix("x-")
    named = () if said in _SAYS_NOTHING else (_WIDER.get(said, said), said)
    for each in (*named, *_AT_HOME):
        try:
            return content.decode(each)
        except (LookupError, ValueError):
            continue
    return content.decode(_known(named), errors="replace")


def _known(named: tuple[str, ...]) -> str:
    for each in named:
        try:
            b"".decode(each)
        except (LookupError, ValueError):
            continue
        return each
    return "utf-8"


def header_text(raw: str) -> str:
    """A header as it stood in the mail; bytes that are not ASCII stand in it as the parser keeps them.

    Encoded words of one character set are joined before they are read.
    """
    plain = decoded(raw.encode("ascii", "surrogateescape"), None) if not raw.isascii() else raw
    parts = decode_header(plain)
    return "".join(part if isinstance(part, str) else _part(part, charset) for part, charset in parts)


def _part(part: bytes, charset: str | None) -> str:
    """Between encoded words the library writes what is no byte as an escape."""
    return part.decode("raw-unicode-escape") if charset is None else decoded(part, charset)
