"""How many pixels a picture would unfold to, by its header alone: nothing is ever decoded."""

from __future__ import annotations

from collections.abc import Callable
from struct import error, unpack
from typing import BinaryIO

from accounts.documents.sniff import HEIC, JPEG, PNG, WEBP

Size = tuple[int, int]
SEGMENTS = 500  # of a JPEG before its frame; real ones have a dozen
HEIC_HEAD = 1024 * 1024
_NO_FRAME = {0xC4, 0xC8, 0xCC}  # tables among the markers C0 to CF


def pixels(file: BinaryIO, media_type: str) -> int | None:
    """None where the header cannot be read; 0 for what is no picture."""
    reader = _READERS.get(media_type)
    if reader is None:
        return 0
    try:
        file.seek(0)
        width, height = reader(file)
    except (error, IndexError, ValueError):
        return None
    return width * height or None


def _png(file: BinaryIO) -> Size:
    head = file.read(24)
    if head[12:16] != b"IHDR":
        raise ValueError
    width, height = unpack(">II", head[16:24])
    return width, height


def _jpeg(file: BinaryIO) -> Size:
    file.seek(2)
    for _segment in range(SEGMENTS):
        fill, marker, length = unpack(">BBH", file.read(4))
        if fill != 0xFF or length < 2:
            raise ValueError
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            _precision, height, width = unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    raise ValueError


def _webp(file: BinaryIO) -> Size:
    head = file.read(30)
    if head[12:16] == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8L":
        bits = unpack("<I", head[21:25])[0]
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if head[12:16] == b"VP8 " and head[23:26] == b"\x9d\x01\x2a":
        width, height = unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError


def _heic(file: BinaryIO) -> Size:
    """The largest of the sizes that the file's items declare."""
    head = file.read(HEIC_HEAD)
    found, start = [], head.find(b"ispe")
    while start >= 0:
        found.append(unpack(">II", head[start + 8 : start + 16]))
        start = head.find(b"ispe", start + 4)
    width, height = max(found, key=lambda size: size[0] * size[1])
    return width, height


_READERS: dict[str, Callable[[BinaryIO], Size]] = {PNG: _png, JPEG: _jpeg, WEBP: _webp, HEIC: _heic}
