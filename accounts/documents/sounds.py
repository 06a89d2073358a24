"""Whether a file that begins as a recording is one, by its frames and boxes: nothing is ever decoded or played."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from struct import error, unpack
from typing import BinaryIO

from accounts.documents.sniff import AAC, AMR, M4A, MP3, OGG, SILK, THREE_GP, WAV

BOXES = 200  # at the top of a container; real ones have a handful
MOVIE = 16 * 1024**2  # what a container says of its tracks, for some hours of speech
TAGS = 10  # in front of an MP3's first frame; real ones have one
FRAMES = 1000  # looked at, where nothing but their chain says what they are
PAGES = 20  # of an Ogg file that begin a stream
_OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   ")
_AMR_FRAMES = {  # their bytes by mode, of the last when nobody speaks
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6),
}
NO_DATA = 15
LONGEST_PACKET = 1275  # of SILK, in bytes
_BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITRATES_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


def is_sound(file: BinaryIO, media_type: str) -> bool:
    """True also for what does not say that it is a recording."""
    reader = _READERS.get(media_type)
    if reader is None:
        return True
    try:
        file.seek(0)
        return reader(file)
    except (error, IndexError, ValueError):
        return False


def _mp3(file: BinaryIO) -> bool:
    """Two frames, one behind the other, after any tags."""
    for _tag in range(TAGS):
        start, head = file.tell(), file.read(10)
        if head[:3] != b"ID3":
            break
        size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        file.seek(start + 10 + size)
    first = _frame(head[:4])
    file.seek(start + first)
    return first > 0 and _frame(file.read(4)) > 0


def _frame(head: bytes) -> int:
    """The length of the MPEG layer III frame that begins so; 0 for none."""
    word = unpack(">I", head)[0]
    version, layer, bitrate, rate = word >> 19 & 3, word >> 17 & 3, word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or version == 1 or layer != 1 or bitrate in (0, 15) or rate == 3:
        return 0
    kilobits = (_BITRATES if version == 3 else _BITRATES_LOW)[bitrate]
    samples = 144 if version == 3 else 72
    return int(samples * kilobits * 1000 // _RATES[version][rate] + (word >> 9 & 1))


def _wav(file: BinaryIO) -> bool:
    head = file.read(36)
    channels, rate = unpack("<HI", head[22:28])
    return head[12:16] == b"fmt " and 1 <= channels <= 32 and 1_000 <= rate <= 768_000


def _amr(file: BinaryIO) -> bool:
    """Two frames, one behind the other, or one that is all."""
    head = file.read(10)
    begin = next(begin for begin in _AMR_FRAMES if head.startswith(begin))
    file.seek(len(begin))
    for number in range(2):
        start, frame = file.tell(), file.read(1)
        if not frame:
            return number > 0
        mode = frame[0] >> 3 & 15
        if frame[0] & 0x83:
            return False
        length = 1 if mode == NO_DATA else _AMR_FRAMES[begin][mode]
        if len(file.read(length - 1)) < length - 1:
            return False
        file.seek(start + length)
    return True


def _aac(file: BinaryIO) -> bool:
    """ADTS frames of one kind, at least two, each where the one before ends; the last may have broken off."""
    kind = b""
    for number in range(FRAMES):
        start, head = file.tell(), file.read(7)
        if len(head) < 7:
            return number > 1
        fixed = head[:3] + bytes([head[3] & 0xF0])
        size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
        rate = head[2] >> 2 & 15
        if head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or rate > 12 or size <= 7 or fixed != (kind or fixed):
            return False
        kind = fixed
        file.seek(start + size)
    return True


def _silk(file: BinaryIO) -> bool:
    """Packets with their lengths up to the end, which a length of -1 may mark."""
    file.seek(10 if file.read(1) == b"\x02" else 9)
    for number in range(FRAMES):
        head = file.read(2)
        if head in (b"", b"\xff\xff"):
            return number > 0 and not file.read(1)
        size = unpack("<H", head)[0]
        if not 0 < size <= LONGEST_PACKET or len(file.read(size)) < size:
            return False
    return True


def _ogg(file: BinaryIO) -> bool:
    """Every stream in it is sound: they all begin in the first pages."""
    for streams in range(PAGES):
        head = file.read(27)
        if head[:4] != b"OggS" or not head[5] & 2:
            return streams > 0 and (head[:4] == b"OggS" or not head)
        content = file.read(sum(file.read(head[26])))
        if not content.startswith(_OGG_SOUNDS):
            return False
    return False


def _container(file: BinaryIO) -> bool:
    """The boxes of an MP4 or 3GP: tracks of sound, and none of pictures."""
    for _box in range(BOXES):
        start = file.tell()
        size, kind = unpack(">I4s", file.read(8))
        if size == 1:
            size = unpack(">Q", file.read(8))[0]
        if kind == b"moov":
            tracks = _handlers(file.read(min(size, MOVIE)))
            return b"soun" in tracks and b"vide" not in tracks
        if size < 8:
            return False  # to the end of the file, without a word about tracks
        file.seek(start + size)
    return False


def _handlers(movie: bytes) -> set[bytes]:
    parts = movie.split(b"hdlr")
    starts = accumulate((len(part) + 4 for part in parts[:-1]), initial=0)
    return {movie[start + 8 : start + 12] for start in starts if start}


_READERS: dict[str, Callable[[BinaryIO], bool]] = {
    MP3: _mp3, WAV: _wav, AMR: _amr, OGG: _ogg, AAC: _aac, SILK: _silk, M4A: _container, THREE_GP: _container,
}  # fmt: skip
