"""What a stored mail says of itself: a proposal for an entry, which a person completes and records.

Read with the standard library, from the first megabyte only. Whatever cannot be read is empty, never an error: a mail
is a stranger's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import Any, BinaryIO, cast

from cases.correspondence.charsets import decoded, header_text
from config.api.fields import CONTROL, FIRST_DAY, LAST_DAY, MAX_TEXT
from config.api.secrets import without_codes

READ_BYTES = 1024**2
HEADER_CHARACTERS = 200
_BOM = b"\xef\xbb\xbf"
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Mail:
    sender: str
    recipients: str
    subject: str
    message_id: str
    sent_at: datetime | None
    text: str
    cut: bool


def read_mail(file: BinaryIO) -> Mail:
    head = file.read(READ_BYTES + 1)
    message, whole = _parsed(head[:READ_BYTES].removeprefix(_BOM))
    subject = _header(message, "subject")
    text, body_cut = _bounded(_clean(_or_nothing(lambda: _body(message))), MAX_TEXT - len(subject) - 2)
    return Mail(
        sender=_header(message, "from"),
        recipients=_header(message, "to"),
        subject=subject,
        message_id=_header(message, "message-id"),
        sent_at=_or_nothing(lambda: _sent_at(message)) or None,
        text=text,
        cut=body_cut or len(head) > READ_BYTES or not whole,
    )


def _parsed(content: bytes) -> tuple[EmailMessage, bool]:
    """Parts within parts beyond all sense end the library's reading: then what is said above them is all."""
    parser = BytesParser(policy=policy.default)
    try:
        return parser.parsebytes(content), True
    except RecursionError:
        return parser.parsebytes(content, headersonly=True), False


def _or_nothing(read: Callable[[], Any]) -> Any:
    """Broken headers and parts make the library raise errors of many kinds."""
    try:
        return read() or ""
    except Exception:  # noqa: BLE001 - said above
        return ""


def _header(message: EmailMessage, name: str) -> str:
    raw = next((value for key, value in message.raw_items() if key.lower() == name), "")
    text = _clean(_or_nothing(lambda: header_text(raw)))
    return _bounded(_SPACES.sub(" ", text).strip(), HEADER_CHARACTERS)[0]


def _sent_at(message: EmailMessage) -> datetime | None:
    """None where the date says no zone: guessing one would be guessing a day."""
    sent = message["date"].datetime
    if sent is None or sent.tzinfo is None or not FIRST_DAY <= sent.date() <= LAST_DAY:
        return None
    at: datetime = sent.astimezone(UTC)
    return at


def _body(message: EmailMessage) -> str:
    part: Any = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return _forwarded(message)
    content = decoded(part.get_payload(decode=True), part.get_param("charset"))
    return _without_markup(content) if part.get_content_subtype() == "html" else content


def _forwarded(message: EmailMessage) -> str:
    """The words of the mail that came as this one's only content."""
    inner = next((part for part in message.walk() if part.get_content_type() == "message/rfc822"), None)
    if inner is None or not inner.is_multipart():
        return ""
    sent = cast(EmailMessage, inner.get_payload(0))
    told = [line for name in ("from", "date", "subject") if (line := _header(sent, name))]
    return "\n".join([*told, "", _body(sent)])


def _clean(text: str) -> str:
    return without_codes(CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def _bounded(text: str, limit: int) -> tuple[str, bool]:
    return text[:limit], len(text) > limit


class _Words(HTMLParser):
    HIDDEN = ("script", "style", "head", "title")
    BREAKS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in self.HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(_SPACES.sub(" ", data))


def _without_markup(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.words))
