"""Reading packs from a directory: the only I/O of the engine. Overlays are laid over their base by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assessments.engine.errors import PackError, PackNotFound
from assessments.engine.notices import NoticeLexicon
from assessments.engine.packs.build import build_pack
from assessments.engine.packs.model import SECTIONS, Pack
from assessments.engine.packs.source import Section, read_yaml, suggest

_HEAD = "pack.yaml"
_NOT_LOADED = ("cases",)
_DEPTH = {"notices": 2, "products": 2}
"""How many levels of keys an overlay merges; where not named, whole entries are replaced or added."""


def load_packs(directory: Path | str) -> Mapping[str, Pack]:
    """Every pack of the directory, by key; raises PackError with file and line and loads none if one is broken."""
    raw = {path.parent.name: _read_pack(path.parent) for path in sorted(Path(directory).glob(f"*/{_HEAD}"))}
    if not raw:
        raise PackNotFound("no packs found", file=str(directory), line=1, remedy=f"Expected */{_HEAD}.")
    lexicons: dict[int, NoticeLexicon] = {}
    packs = {key: build_pack(_resolved(key, raw, ()), lexicons) for key in raw}
    for name in raw:
        _check_overlays(raw[name].section("products"), raw)
    return packs


def _check_overlays(products: Section, raw: Mapping[str, Section]) -> None:
    """A product that names a pack which is not there would silently be judged by the base pack."""
    for product in products:
        entry = products.need(product, Section)
        name = entry.get_as("pack", str, "base")
        if name not in raw:
            raise entry.error(f"product {product!r} names unknown pack {name!r}", "pack", suggest(name, list(raw)))


def pack_for(packs: Mapping[str, Pack], product: str | None) -> Pack:
    """The overlay that the base pack names for a product, else the base pack."""
    base = packs["base"]
    return packs.get(base.product(product).pack, base)


def _read_pack(folder: Path) -> Section:
    head = read_yaml((folder / _HEAD).read_text(encoding="utf-8"), _shown(folder / _HEAD))
    head.only("key", "version", "extends", "title")
    if head.need("key", str) != folder.name:
        raise head.error("the key must be the folder's name", "key", f"Write `key: {folder.name}`.")
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(".yaml")
        if path.name == _HEAD or name in _NOT_LOADED or path.name.startswith("."):
            continue
        if name not in SECTIONS:
            raise PackError(f"unknown part {path.name!r}", file=_shown(path), line=1, remedy=suggest(name, SECTIONS))
        head[name] = _read_section(path)
    return head


def _read_section(path: Path) -> Section:
    if path.is_file():
        return read_yaml(path.read_text(encoding="utf-8"), _shown(path))
    whole = Section(file=_shown(path), line=1)
    for file in sorted(path.glob("*.yaml")):
        _add(whole, read_yaml(file.read_text(encoding="utf-8"), _shown(file)))
    return whole


def _shown(path: Path) -> str:
    """Pack folder and file, without the machine's own path."""
    head = next((folder for folder in path.parents if (folder / _HEAD).is_file()), path.parent)
    return path.relative_to(head.parent).as_posix()


def _add(whole: Section, part: Section) -> None:
    """Files of one folder form one section; a key may stand in one of them only, unless it holds keys itself."""
    for key, value in part.items():
        old = whole.get(key)
        if isinstance(old, Section) and isinstance(value, Section):
            _add(old, value)
        elif key in whole:
            raise part.error(f"{key!r} stands in another file already", key, "Keep one of them.")
        else:
            whole[key] = value
            whole.lines[key] = part.line_of(key)


def _resolved(key: str, raw: Mapping[str, Section], below: tuple[str, ...]) -> Section:
    """The pack's data with what it extends underneath."""
    top = raw[key]
    if "extends" not in top:
        return top
    base = top.need("extends", str)
    if base not in raw:
        raise top.error(f"unknown pack {base!r}", "extends", suggest(base, list(raw)))
    if base in below or base == key:
        raise top.error("packs extend each other in a circle", "extends")
    return _laid_over(_resolved(base, raw, (*below, key)), top)


def _laid_over(base: Section, top: Section) -> Section:
    merged = Section(dict(base), file=top.file, line=top.line)
    merged.lines = {**base.lines, **top.lines}
    for key, value in top.items():
        old = merged.get(key)
        if key in SECTIONS and isinstance(old, Section) and isinstance(value, Section):
            merged[key] = _merged(old, value, _DEPTH.get(key, 1))
        else:
            merged[key] = value
    return merged


def _merged(old: Section, new: Section, depth: int) -> Section:
    """Entries of `new` replace or join those of `old`; an entry without value takes one away."""
    found = Section(dict(old), file=old.file, line=old.line)
    found.lines = dict(old.lines)
    for key, value in new.items():
        inner = found.get(key)
        if depth > 1 and isinstance(inner, Section) and isinstance(value, Section):
            found[key] = _merged(inner, value, depth - 1)
        elif value is None:
            found.pop(key, None)
        else:
            found[key] = value
        found.lines[key] = new.line_of(key)
    return found
