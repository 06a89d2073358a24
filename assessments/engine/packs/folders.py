"""A pack's folder as one section: `pack.yaml`, and for each part of a pack a file or a folder of files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessments.engine.errors import PackError, gather
from assessments.engine.packs.model import SECTIONS
from assessments.engine.packs.source import Section, read_yaml, suggest

HEAD = "pack.yaml"
_NOT_LOADED = ("cases",)
_SHARED = ("notices",)
"""Parts of which one entry may be told by several files; in all others it stands in one."""


def read_pack(folder: Path) -> Section:
    """All of a pack's own files; everything that cannot be read is said at once."""
    if not (folder / HEAD).is_file():
        remedy = f"Add {HEAD} with `key`, `version`, `title` and `extends`."
        raise PackError(f"the folder has no {HEAD}", file=f"{folder.name}/{HEAD}", line=1, remedy=remedy)
    head = _read_file(folder / HEAD)
    head.only("key", "version", "extends", "title")
    if head.need("key", str) != folder.name:
        raise head.error("the key must be the folder's name", "key", f"Write `key: {folder.name}`.")
    head.text("version")
    if "title" in head:
        head.texts("title")
    for path, part in gather(_read_part, list(_parts(folder))).items():
        name = _part_name(path)
        if name in head:
            raise PackError(f"{name!r} is both a file and a folder", file=_shown(path), line=1, remedy="Keep one.")
        head[name] = part
    return head


def _parts(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name != HEAD and _part_name(path) not in _NOT_LOADED and not path.name.startswith((".", "__")):
            yield path


def _part_name(path: Path) -> str:
    return path.name.removesuffix(".yaml")


def _read_part(path: Path) -> Section:
    name = _part_name(path)
    if name not in SECTIONS:
        raise PackError(f"unknown part {path.name!r}", file=_shown(path), line=1, remedy=suggest(name, SECTIONS))
    if path.is_file():
        return _read_file(path)
    whole = Section(file=_shown(path), line=1)
    files = [file for file in sorted(path.iterdir()) if not file.name.startswith(".")]
    for part in gather(_read_file, files).values():
        _add(whole, part, shared=name in _SHARED)
    return whole


def _read_file(path: Path) -> Section:
    if path.suffix != ".yaml" or not path.is_file():
        raise PackError("not a pack file", file=_shown(path), line=1, remedy="Files end in .yaml; move others away.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PackError("not UTF-8", file=_shown(path), line=line, remedy="Save the file as UTF-8.") from error
    return read_yaml(text, _shown(path))


def _shown(path: Path) -> str:
    """Pack folder and file, without the machine's own path."""
    head = next((folder for folder in path.parents if (folder / HEAD).is_file()), path.parent)
    return path.relative_to(head.parent).as_posix()


def _add(whole: Section, part: Section, *, shared: bool) -> None:
    """Joins the files of one folder; a key stands in one of them only, unless it is `shared` and holds keys itself."""
    for key, value in part.items():
        old = whole.get(key)
        if shared and isinstance(old, Section) and isinstance(value, Section):
            joined = Section(file=old.file, line=old.line)
            _add(joined, old, shared=True)
            _add(joined, value, shared=True)
            whole[key] = joined
        elif key in whole:
            there = f"{whole.file_of(key)}:{whole.line_of(key)}"
            raise part.error(f"{key!r} stands in {there} already", key, "Keep one of them.")
        else:
            whole.put(key, value, part)
