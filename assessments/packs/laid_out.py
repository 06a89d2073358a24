"""The shipped packs with other files over them, read by the loader that reads ours, in a directory of their own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from assessments.engine import Pack, load_packs
from assessments.packs import DIRECTORY


def packs_with(files: Mapping[str, str]) -> Mapping[str, Pack]:
    """A pack whose folder is given replaces the shipped one of that name; PackError where they do not fit."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        given = {file.partition("/")[0] for file in files}
        for shipped in DIRECTORY.glob("*/pack.yaml"):
            if shipped.parent.name not in given:
                shutil.copytree(shipped.parent, folder / shipped.parent.name)
        for file, text in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_packs(folder)
