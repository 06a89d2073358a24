"""Would these files make good packs? The loader that reads ours tells, in a directory of their own; nothing is kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from assessments.engine import PackError, load_packs
from assessments.engine.packs.source import read_yaml
from assessments.packs import DIRECTORY


def errors_of(files: Mapping[str, str]) -> list[PackError]:
    """First what cannot be read, of every file; else everything that does not fit together.

    A pack whose folder is given replaces the shipped one of that name; the others stand beside it.
    """
    unreadable = list(_unreadable(files))
    if unreadable:
        return unreadable
    with TemporaryDirectory() as name:
        folder = Path(name)
        _lay_out(folder, files)
        try:
            load_packs(folder)
        except PackError as error:
            return list(error.errors)
    return []


def _unreadable(files: Mapping[str, str]) -> Iterator[PackError]:
    for name, text in sorted(files.items()):
        try:
            read_yaml(text, name)
        except PackError as error:
            yield error


def _lay_out(folder: Path, files: Mapping[str, str]) -> None:
    given = {name.partition("/")[0] for name in files}
    for shipped in DIRECTORY.glob("*/pack.yaml"):
        if shipped.parent.name not in given:
            shutil.copytree(shipped.parent, folder / shipped.parent.name)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
