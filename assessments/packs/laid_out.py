"""The shipped packs with other files over them, read by the loader that reads ours, in a directory of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assessments.engine import Pack, load_packs
from assessments.engine.cases import FOLDER
from assessments.packs import DIRECTORY

HEAD = "pack.yaml"
MAX_FILE = 400_000
MAX_FILES = 200
NAME = r"\A[a-z][a-z0-9_]{0,49}/(?:[a-z][a-z0-9_]{0,49}/)?[a-z][a-z0-9_]{0,49}\.yaml\Z"


def packs_with(files: Mapping[str, str]) -> Mapping[str, Pack]:
    """A folder given with its `pack.yaml` replaces the shipped pack of that name; without, file by file.

    PackError where they do not fit.
    """
    return _laid_out(tuple(sorted(files.items())))


@lru_cache(maxsize=4)
def _laid_out(files: tuple[tuple[str, str], ...]) -> Mapping[str, Pack]:
    """The newest are kept: files are looked at several times, to be checked, compared, tested and published."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole = _whole(file for file, _text in files)
        for shipped in DIRECTORY.glob(f"*/{HEAD}"):
            if shipped.parent.name not in whole:
                shutil.copytree(shipped.parent, folder / shipped.parent.name)
        for file, text in files:
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_packs(folder)


def case_files(files: Mapping[str, str]) -> dict[str, str]:
    """The cases that stand beside such packs: the shipped ones, with those given over them."""
    whole = _whole(files)
    kept = {name: text for name, text in shipped_files().items() if name.partition("/")[0] not in whole}
    return {name: text for name, text in (kept | dict(files)).items() if name.split("/")[1] == FOLDER}


def _whole(files: Iterable[str]) -> set[str]:
    """Folders given with their `pack.yaml`."""
    return {file.partition("/")[0] for file in files if file.partition("/")[2] == HEAD}


def shipped_files() -> dict[str, str]:
    """Every file of the shipped packs by its name, to start from."""
    paths = sorted(DIRECTORY.glob("*/**/*.yaml"))
    return {path.relative_to(DIRECTORY).as_posix(): path.read_text(encoding="utf-8") for path in paths}
