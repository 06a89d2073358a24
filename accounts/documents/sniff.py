"""What a file is, by its bytes: its name and the sender's word are claims that have to agree with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

PDF, PNG, JPEG, WEBP, HEIC = "application/pdf", "image/png", "image/jpeg", "image/webp", "image/heic"
TEXT, MAIL = "text/plain", "message/rfc822"
MP3, M4A, THREE_GP, WAV = "audio/mpeg", "audio/mp4", "audio/3gpp", "audio/wav"
AMR, OGG, AAC, SILK = "audio/amr", "audio/ogg", "audio/aac", "audio/silk"
SOUNDS = frozenset({MP3, M4A, THREE_GP, WAV, AMR, OGG, AAC, SILK})
ENDINGS = {
    "pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG, "webp": WEBP, "heic": HEIC, "heif": HEIC,
    "txt": TEXT, "eml": MAIL,
    "mp3": MP3, "m4a": M4A, "3gp": THREE_GP, "3gpp": THREE_GP, "wav": WAV, "amr": AMR, "awb": AMR,
    "ogg": OGG, "oga": OGG, "opus": OGG, "aac": AAC, "silk": SILK, "slk": SILK,
}  # fmt: skip
ALIASES = {
    "image/jpg": JPEG, "image/pjpeg": JPEG, "image/heif": HEIC, "application/x-pdf": PDF,
    "audio/mp3": MP3, "audio/x-mp3": MP3, "audio/x-mpeg": MP3, "audio/m4a": M4A, "audio/x-m4a": M4A,
    "audio/mp4a-latm": M4A, "video/3gpp": THREE_GP, "audio/x-wav": WAV, "audio/wave": WAV, "audio/vnd.wave": WAV,
    "audio/x-aac": AAC, "audio/aacp": AAC, "audio/x-hx-aac-adts": AAC, "audio/x-silk": SILK, "audio/silk-v3": SILK,
    "audio/x-amr": AMR, "audio/amr-wb": AMR, "audio/opus": OGG, "application/ogg": OGG,
}  # fmt: skip
NAMED_AFTER = {SILK: AMR}  # WeChat calls its voice messages .amr
SAYS_NOTHING = ("", "application/octet-stream", "binary/octet-stream")
HEAD = 4096  # bytes that `types_of` looks at

_SOUND_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6")
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
_HEADERS = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAILBOX = re.compile(rb"\AFrom [^\n]*\n")  # before a mail's headers, where it was kept in a mailbox file
_MAIL = re.compile(rb"(?im)^(?:from|received|return-path):")


def types_of(head: bytes) -> tuple[str, ...]:
    """What a file that begins with `head` can be, likeliest first; nothing where it is none of ours.

    >>> types_of(b"%PDF-1.7 ..."), types_of(b"PK\\x03\\x04"), types_of(b"<svg xmlns=")
    (('application/pdf',), (), ())
    """
    if head.startswith(b"%PDF-"):
        return (PDF,)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return (PNG,)
    if head.startswith(b"\xff\xd8\xff"):
        return (JPEG,)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return (WEBP,)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return (HEIC,)
    return (*_kinds_of_sound(head), *_kinds_of_text(head))


def _kinds_of_sound(head: bytes) -> tuple[str, ...]:
    """By how recordings begin; `accounts.documents.sounds` looks whether they go on so. Phones name what is in a 3GP
    container as they like."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return (WAV,)
    if head[4:8] == b"ftyp" and head[8:11] in (b"3gp", b"3g2"):
        return (THREE_GP, M4A)
    if head[4:8] == b"ftyp" and head[8:12] in _SOUND_BRANDS:
        return (M4A, THREE_GP)
    if head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return (AMR,)
    if head.startswith(b"OggS"):
        return (OGG,)
    if head.startswith((b"\x02#!SILK_V3", b"#!SILK_V3")):
        return (SILK,)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return (AAC,)
    layer_3 = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return (MP3,) if head.startswith(b"ID3") or layer_3 else ()


def _kinds_of_text(head: bytes) -> tuple[str, ...]:
    """Markup is no text here: a browser might take it for a page."""
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begins or b"\0" in head or begins.startswith((b"<", b"PK\x03\x04")):
        return ()
    headers = _HEADERS.match(_MAILBOX.sub(b"", head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")))
    if headers and _MAIL.search(headers.group()):
        return (MAIL, TEXT)
    return (TEXT,) if _is_utf8(head) else ()


def _is_utf8(head: bytes) -> bool:
    """A character may be cut at the end of the head."""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode()
        except UnicodeDecodeError:
            continue
        return True
    return False


def agreed_type(found: Iterable[str], name: str, declared: str) -> str | None:
    """The type that the bytes allow and that neither the name nor the sender contradicts.

    >>> agreed_type(["image/png"], "screen.png", "image/png"), agreed_type(["image/png"], "screen.pdf", "")
    ('image/png', None)
    """
    claims = set()
    ending = PurePath(name).suffix.removeprefix(".").lower()
    if ending:
        claims.add(ENDINGS.get(ending, "unknown"))
    declared = declared.partition(";")[0].strip().lower()
    if declared not in SAYS_NOTHING:
        claims.add(ALIASES.get(declared, declared))
    return next((kind for kind in found if claims <= {kind, NAMED_AFTER.get(kind, kind)}), None)
