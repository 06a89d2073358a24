"""The ZIP of a bundle, written so that every byte of it is known: entries stored one after the other, all with the same
stamp, no extra fields. `verify.py` reads exactly this; Python's own writer leaves room that nobody checks."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import IO

from cases.bundles.verify import CENTRAL, CHUNK, END, LOCAL, STAMP

MOST_BYTES = 2**31  # of the whole; the plain form of a ZIP ends at four gigabytes


class Archive:
    """`add` each entry, then `close`. `file` can be sought: sizes are known only after the last piece."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.start = 0
        self.found: list[tuple[bytes, int, int, int]] = []

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        raw, crc, size = name.encode("ascii"), 0, 0
        self.file.seek(self.start + LOCAL.size)
        self.file.write(raw)
        for piece in pieces:
            self.file.write(piece)
            crc, size = zlib.crc32(piece, crc), size + len(piece)
        self.file.seek(self.start)
        self.file.write(LOCAL.pack(b"PK\x03\x04", 20, 0, 0, *STAMP, crc, size, size, len(raw), 0))
        self.found.append((raw, crc, size, self.start))
        self.start += LOCAL.size + len(raw) + size

    def close(self) -> None:
        self.file.seek(self.start)
        length = sum(self.file.write(self._line(*entry)) for entry in self.found)
        self.file.write(END.pack(b"PK\x05\x06", 0, 0, len(self.found), len(self.found), length, self.start, 0))

    def _line(self, raw: bytes, crc: int, size: int, at: int) -> bytes:
        head = (b"PK\x01\x02", 788, 20, 0, 0, *STAMP, crc, size, size, len(raw), 0, 0, 0, 0, 0o600 << 16, at)
        return CENTRAL.pack(*head) + raw


def pieces_of(file: IO[bytes]) -> Iterable[bytes]:
    while piece := file.read(CHUNK):
        yield piece
