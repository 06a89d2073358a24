"""Reading packs from a directory: the only I/O of the engine. Overlays are laid over their base by key.

All or none: a broken pack never takes the place of a good one, and everything that is wrong is said at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from assessments.engine.errors import PackError, PackNotFound, refuse
from assessments.engine.packs.build import Shared, build_pack
from assessments.engine.packs.folders import HEAD, read_pack
from assessments.engine.packs.model import SECTIONS, Pack
from assessments.engine.packs.source import Section, suggest

_BASE = "base"
_DEPTH = {"notices": 2, "products": 2}
"""How many levels of keys an overlay merges; where not named, whole entries are replaced or added."""


def load_packs(directory: Path | str) -> Mapping[str, Pack]:
    """Every pack of the directory, by key; PackError says all that is wrong, with file, line and remedy."""
    folders = _folders(Path(directory))
    if _BASE not in folders:
        raise PackNotFound("no base pack found", file=str(directory), line=1, remedy=f"Expected {_BASE}/{HEAD}.")
    errors: list[PackError] = []
    raw = _read(folders, errors)
    packs = _build(raw, folders, errors)
    refuse(errors)
    return packs


def pack_for(packs: Mapping[str, Pack], product: str | None) -> Pack:
    """The overlay that the base pack names for a product, else the base pack."""
    base = packs[_BASE]
    return packs.get(base.product(product).pack, base)


def _folders(directory: Path) -> dict[str, Path]:
    """Folders that hold YAML, by name."""
    found = sorted({path.parent for path in directory.glob("*/*.yaml")} if directory.is_dir() else ())
    return {folder.name: folder for folder in found}


def _read(folders: Mapping[str, Path], errors: list[PackError]) -> dict[str, Section]:
    """The packs that can be read; what is wrong with others joins `errors`."""
    found = {}
    for name, folder in folders.items():
        try:
            found[name] = read_pack(folder)
        except PackError as error:
            errors.append(error)
    return found


def _build(raw: Mapping[str, Section], names: Iterable[str], errors: list[PackError]) -> dict[str, Pack]:
    """The packs, save those that stand on one that could not be read."""
    shared = Shared()
    found = {}
    for key, top in raw.items():
        try:
            _check_overlays(top.section("products"), list(names))
            data = _resolved(key, raw, list(names), ())
            if data is not None:
                found[key] = build_pack(data, shared)
        except PackError as error:
            errors.append(error)
    return found


def _check_overlays(products: Section, names: list[str]) -> None:
    """A product that names a pack which is not there would silently be judged by the base pack."""
    for product in products:
        entry = products.need(product, Section)
        name = entry.get_as("pack", str, _BASE)
        if name not in names:
            raise entry.error(f"product {product!r} names unknown pack {name!r}", "pack", suggest(name, names))


def _resolved(key: str, raw: Mapping[str, Section], names: list[str], below: tuple[str, ...]) -> Section | None:
    """The pack's data with what it extends underneath; None where that could not be read."""
    top = raw[key]
    if "extends" not in top:
        return top
    base = top.need("extends", str)
    if base not in names:
        raise top.error(f"unknown pack {base!r}", "extends", suggest(base, names))
    if base in below or base == key:
        circle = " -> ".join((*below, key, base))
        raise top.error(f"packs extend each other in a circle: {circle}", "extends", "Let one of them extend base.")
    under = _resolved(base, raw, names, (*below, key)) if base in raw else None
    return _laid_over(under, top) if under is not None else None


def _laid_over(base: Section, top: Section) -> Section:
    merged = Section(file=top.file, line=top.line)
    for key, value in base.items():
        merged.put(key, value, base)
    for key, value in top.items():
        old = merged.get(key)
        if key in SECTIONS and isinstance(old, Section) and isinstance(value, Section):
            value = _merged(old, value, _DEPTH.get(key, 1))
        merged.put(key, value, top)
    return merged


def _merged(old: Section, new: Section, depth: int) -> Section:
    """Entries of `new` replace or join those of `old`; an entry without value takes one away."""
    found = Section(file=old.file, line=old.line)
    for key, value in old.items():
        found.put(key, value, old)
    for key, value in new.items():
        inner = found.get(key)
        if value is None and key not in old:
            raise new.error(f"{key!r} takes away what is not there", key, suggest(key, list(old)))
        if value is None:
            del found[key]
        elif depth > 1 and isinstance(inner, Section) and isinstance(value, Section):
            found.put(key, _merged(inner, value, depth - 1), new)
        else:
            found.put(key, value, new)
    return found
