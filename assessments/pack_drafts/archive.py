"""Pack files as people hand them over: one YAML file, or a ZIP laid out as the shipped packs are."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from rest_framework.serializers import ValidationError

from assessments.packs.laid_out import MAX_FILE, MAX_FILES, NAME
from config.api.fields import Text
from config.errors import InvalidInput


def read_upload(file: IO[bytes], name: str, place: str) -> dict[str, str]:
    """`place` is where a single file stands among the packs; a ZIP names its own."""
    if name.lower().endswith(".zip"):
        return _unzipped(file)
    if not place:
        raise InvalidInput(_("Say which file this takes the place of, or hand in a ZIP."), pointer="/place")
    return {place: _text(file.read(MAX_FILE * 4 + 1), name)}


def _unzipped(file: IO[bytes]) -> dict[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir() and one.filename.endswith(".yaml")]
            if len(inside) > MAX_FILES:
                raise InvalidInput(_("At most 200 files."), code="max_length", pointer="/file")
            return {one.filename: _text(_limited(archive, one), one.filename) for one in map(_named, inside)}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InvalidInput(_("This is no ZIP that can be read."), code="not_a_zip", pointer="/file") from error


def _named(inside: zipfile.ZipInfo) -> zipfile.ZipInfo:
    if not re.search(NAME, inside.filename):
        words = _("%(name)s does not stand where files of packs stand (such as base/facts/civil.yaml).")
        raise InvalidInput(words % {"name": inside.filename[:100]}, code="invalid", pointer="/file")
    return inside


def _limited(archive: zipfile.ZipFile, inside: zipfile.ZipInfo) -> bytes:
    """However small it was packed, no more than a file may have is unpacked."""
    with archive.open(inside) as stream:
        return stream.read(MAX_FILE * 4 + 1)


def _text(content: bytes, name: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(_("%(name)s is not UTF-8.") % {"name": name}, pointer="/file") from error
    try:
        return str(Text(max_length=MAX_FILE, allow_blank=True).run_validation(text))
    except ValidationError as error:
        detail = error.detail[0] if isinstance(error.detail, list) else error.detail
        raise InvalidInput(f"{name}: {detail}", pointer="/file") from error


def zipped(files: Mapping[str, str]) -> BytesIO:
    """The same files give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    out.seek(0)
    return out
