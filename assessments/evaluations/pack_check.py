"""Would these files make good packs? The loader that reads ours tells, in a directory of their own; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessments.engine import Pack, PackError
from assessments.engine.packs.compare import PackDifference, compare_packs
from assessments.engine.packs.source import read_yaml
from assessments.packs.laid_out import packs_with


def errors_of(files: Mapping[str, str]) -> list[PackError]:
    """First what cannot be read, of every file; else everything that does not fit together.

    A folder given with its `pack.yaml` replaces the shipped pack of that name; without, file by file.
    """
    unreadable = list(_unreadable(files))
    if unreadable:
        return unreadable
    try:
        packs_with(files)
    except PackError as error:
        return list(error.errors)
    return []


def compared(files: Mapping[str, str], now: Mapping[str, Pack]) -> dict[str, tuple[PackDifference, ...]]:
    """For each pack whose folder is given: what is in force (`now`) against it; PackError where it is broken."""
    good = packs_with(files)
    given = sorted({name.partition("/")[0] for name in files})
    return {key: compare_packs(now[key].data if key in now else {}, good[key].data) for key in given}


def _unreadable(files: Mapping[str, str]) -> Iterator[PackError]:
    for name, text in sorted(files.items()):
        try:
            read_yaml(text, name)
        except PackError as error:
            yield error
