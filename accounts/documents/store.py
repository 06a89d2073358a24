"""The folder with the bytes. A file is taken in under a passing name and gets its own when its row is written."""

from __future__ import annotations

import codecs
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.documents.pictures import pixels
from accounts.documents.sniff import HEAD, SOUNDS, TEXT, agreed_type, types_of
from accounts.documents.sounds import is_sound
from config.errors import InvalidInput


@dataclass(frozen=True)
class Taken:
    """Bytes on the disk that no row names yet."""

    path: Path
    media_type: str
    size: int
    sha256: str


def take(upload: Any) -> Taken:
    """Streams an upload to the folder and says what it is; refused, it leaves nothing behind."""
    folder = Path(settings.DOCUMENTS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="incoming-", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            head, size, digest = _copy(upload.chunks(), file)
            media_type = _media_type(head, upload)
            if size > (limit := _limit([media_type])):
                raise refused("too_large", larger_than(limit))
            _refuse_hidden(file, media_type)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return Taken(path, media_type, size, digest)


def settle(taken: Taken, ident: UUID) -> None:
    """Before the row is committed, so that no committed row lacks its bytes."""
    target = path_of(ident)
    target.parent.mkdir(mode=0o700, exist_ok=True)
    taken.path.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def path_of(ident: UUID) -> Path:
    """Named by the document's id alone: nothing that a caller sent is part of a path."""
    return Path(settings.DOCUMENTS) / ident.hex[-2:] / ident.hex


def remove(idents: Iterable[UUID]) -> None:
    """For good; what is gone already is passed over."""
    for ident in idents:
        path_of(ident).unlink(missing_ok=True)


def older_than(moment: datetime) -> Iterator[Path]:
    """Files that have lain here since before `moment`, whatever they are."""
    for path in Path(settings.DOCUMENTS).rglob("*"):
        if path.is_file() and path.stat().st_mtime < moment.timestamp():
            yield path


def _copy(chunks: Iterable[bytes], file: Any) -> tuple[bytes, int, str]:
    head, size, digest = b"", 0, sha256()
    for chunk in chunks:
        size += len(chunk)
        head += chunk[: HEAD - len(head)]
        if size > (limit := largest(head)):
            raise refused("too_large", larger_than(limit))
        digest.update(chunk)
        file.write(chunk)
    return head, size, digest.hexdigest()


def largest(head: bytes) -> int:
    """That a file that begins so may be."""
    return _limit(types_of(head))


def _limit(types: Iterable[str]) -> int:
    """Recordings of a call may be longer than other files."""
    return int(settings.MAX_RECORDING_BYTES if SOUNDS.intersection(types) else settings.MAX_DOCUMENT_BYTES)


def larger_than(limit: int) -> str:
    return _("The file is larger than %(n)d MB.") % {"n": limit // 1024**2}


def _media_type(head: bytes, upload: Any) -> str:
    if not head:
        raise refused("empty", _("The file is empty."))
    found = types_of(head)
    if not found:
        words = _(
            "Accepted are PDF, PNG, JPEG, WebP, HEIC, text in UTF-8, mails (.eml), and recordings "
            "(MP3, M4A, 3GP, WAV, AMR, AAC, SILK, Ogg)."
        )
        raise refused("unknown_type", words)
    agreed = agreed_type(found, upload.name or "", upload.content_type or "")
    if agreed is None:
        detail = _("The file is of another type than its name or its sender says: %(found)s.")
        raise refused("type_mismatch", detail % {"found": found[0]})
    return agreed


def _refuse_hidden(file: Any, media_type: str) -> None:
    """What the head does not show: pictures that unfold to too much, sound or text that is none further on."""
    count = pixels(file, media_type)
    if count is None:
        raise refused("damaged", _("The picture's header cannot be read."))
    if count > settings.MAX_PICTURE_PIXELS:
        detail = _("The picture has more than %(n)d pixels.") % {"n": settings.MAX_PICTURE_PIXELS}
        raise refused("too_many_pixels", detail)
    if not is_sound(file, media_type):
        raise refused("damaged", _("The recording cannot be read as sound alone. Send a recording without pictures."))
    if media_type == TEXT and not _is_text(file):
        raise refused("not_text", _("The text is not in UTF-8. Save it as UTF-8 and send it again."))


def _is_text(file: Any) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(65536):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def refused(code: str, detail: str) -> InvalidInput:
    return InvalidInput(detail, code=code, pointer="/file")
