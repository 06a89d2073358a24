"""Small files of every kind, made here byte by byte."""

from __future__ import annotations

from struct import pack
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Person
from tests.world import World, api

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TEXT = "您的借款服务已暂停。\n".encode()
MAIL = b"From: lender@example.org\r\nSubject: =?utf-8?b?5YCf?=\r\nDate: Mon, 2 Nov 2026 09:00:00 +0800\r\n\r\nHello\r\n"


def png(width: int = 600, height: int = 800) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + pack(">I", 13) + b"IHDR" + pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0) + b"\0" * 40


def jpeg(width: int = 600, height: int = 800) -> bytes:
    """With a preview in front, as phones write it."""
    preview = b"\xff\xe1" + pack(">H", 60_000) + b"\0" * 59_998
    frame = b"\xff\xc0" + pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + preview + frame + b"\xff\xd9"


def webp(width: int = 600, height: int = 800) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + pack("<I", 30) + b"WEBPVP8X" + pack("<I", 10) + b"\0" * 4 + sides


def heic(width: int = 600, height: int = 800) -> bytes:
    thumb = pack(">I4sIII", 20, b"ispe", 0, 160, 120)
    return pack(">I4s4sI", 16, b"ftyp", b"heic", 0) + thumb + pack(">I4sIII", 20, b"ispe", 0, width, height)


def mp3(frames: int = 3, tag: bytes = b"") -> bytes:
    """MPEG 1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes a frame."""
    return tag + (b"\xff\xfb\x90\x00" + b"\0" * 413) * frames


ID3 = b"ID3\x04\0\0\0\0\x02\0" + b"\0" * 256


def wav() -> bytes:
    sound = pack("<HHIIHH", 1, 1, 8_000, 16_000, 2, 16)
    return b"RIFF" + pack("<I", 44) + b"WAVEfmt " + pack("<I", 16) + sound + b"data" + pack("<I", 8) + b"\0" * 8


def box(kind: bytes, content: bytes) -> bytes:
    return pack(">I", 8 + len(content)) + kind + content


def m4a(*handlers: bytes, brand: bytes = b"M4A ") -> bytes:
    """What it says of its tracks stands at the end, as phones write it."""
    tracks = [box(b"trak", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)) for handler in handlers or (b"soun",)]
    begin = box(b"ftyp", brand + b"\0\0\0\0")
    return begin + box(b"mdat", b"\x21\x10" * 5_000) + box(b"moov", box(b"mvhd", b"\0" * 100) + b"".join(tracks))


def ogg(*streams: bytes) -> bytes:
    streams = streams or (b"OpusHead\x01\x01",)
    begins = b"".join(b"OggS\0\x02" + b"\0" * 20 + b"\x01" + bytes([len(one)]) + one for one in streams)
    return begins + b"OggS\0\0" + b"\0" * 20 + b"\x01\x04" + b"Opus"


AMR, AMR_WB = b"#!AMR\n" + (b"\x3c" + b"\0" * 31) * 3, b"#!AMR-WB\n" + (b"\x44" + b"\0" * 60) * 3


def aac(frames: int = 5, size: int = 180) -> bytes:
    """ADTS: AAC LC, 44.1 kHz, mono, without checksums."""
    head = bytes([0xFF, 0xF1, 0x50, 0x40 | size >> 11, size >> 3 & 255, (size & 7) << 5 | 31, 0xFC])
    return (head + b"\0" * (size - 7)) * frames


def silk(*sizes: int, begin: bytes = b"\x02#!SILK_V3", end: bytes = b"") -> bytes:
    return begin + b"".join(pack("<H", size) + b"\x0c" * size for size in sizes or (23, 40, 31)) + end


FILES = {
    "paper.pdf": ("application/pdf", PDF),
    "screen.png": ("image/png", png()),
    "photo.jpg": ("image/jpeg", jpeg()),
    "photo.webp": ("image/webp", webp()),
    "photo.heic": ("image/heic", heic()),
    "notice.txt": ("text/plain", TEXT),
    "letter.eml": ("message/rfc822", MAIL),
    "call.mp3": ("audio/mpeg", mp3()),
    "tagged.mp3": ("audio/mpeg", mp3(tag=ID3)),
    "call.m4a": ("audio/mp4", m4a()),
    "call.3gp": ("audio/3gpp", m4a(brand=b"3gp4")),
    "call.wav": ("audio/wav", wav()),
    "call.amr": ("audio/amr", AMR),
    "call.awb": ("audio/amr", AMR_WB),
    "call.ogg": ("audio/ogg", ogg()),
    "call.aac": ("audio/aac", aac()),
    "voice.silk": ("audio/silk", silk()),
    "voice.slk": ("audio/silk", silk(begin=b"#!SILK_V3", end=b"\xff\xff")),
}


def upload(name: str, content: bytes, declared: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, declared)


def download(world: World, ident: str, who: Person | None = None) -> tuple[Any, bytes]:
    """The answer and its bytes."""
    answer: Any = api(who or world.alice).get(f"/api/v1/documents/{ident}/content/")
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer, content


def hand_in(world: World, file: SimpleUploadedFile | None = None, who: Person | None = None, **values: Any) -> Any:
    body = {"client": str(world.chen.pk), "file": file or upload("paper.pdf", PDF, "application/pdf"), **values}
    return api(who or world.alice).post("/api/v1/documents/", body, format="multipart")
