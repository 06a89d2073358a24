"""Verifies a case bundle. Standard library only; Python 3.8 or newer. Run it on the ZIP as it was handed over:

    python verify.py BUNDLE.zip [SHA-256 OF manifest.json]

It proves that nothing in the file was changed, added, left out or put in another order since the bundle was made, and
names the first bad place. What it cannot prove, it says at the end.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from typing import Any, BinaryIO

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
STAMP = (0, 33)  # time and date of every entry: midnight of 1 January 1980
CHUNK = 1 << 20
INDEX = "index.pdf"
NOT_PROVEN = """Not proven by this:
- that what was recorded is true, or that everything that happened was recorded;
- when it was recorded: the times are those of the keeper's clock;
- that the keeper did not write the whole bundle anew: compare the SHA-256 of manifest.json above with one that you
  had from elsewhere at an earlier time;
- what an entry said that was erased by law: it is counted, in its place, and no more."""


class Bad(Exception):
    """The first bad place, and what is wrong there."""


def check(file: BinaryIO, known_digest: str = "") -> tuple[str, Any, int]:
    """The manifest's SHA-256, the manifest, how many entries are erased; Bad at the first bad place."""
    try:
        found, digests, kept, start = entries_of(file)
        manifest = manifest_of(kept)
        digest = digests["manifest.json"][1]
        if known_digest and digest != known_digest.lower():
            raise Bad(f"manifest.json: its SHA-256 is {digest}, not the one that you gave")
        compare(manifest["entries"], found, digests)
        ending(file, start, found)
        return digest, manifest, chain(json_of(kept, "chain.json"), manifest)
    except Bad:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error, RecursionError) as error:
        raise Bad(f"the bundle cannot be read: {error!r}") from None


def entries_of(file: BinaryIO) -> tuple[list[Any], dict[str, Any], dict[str, bytes], int]:
    """Reads one entry after the other from the first byte on: every byte has to be one that belongs there."""
    found: list[Any] = []
    digests: dict[str, Any] = {}
    kept: dict[str, bytes] = {}
    start = 0
    while True:
        file.seek(start)
        head = file.read(LOCAL.size)
        if head[:4] == b"PK\x01\x02":
            return found, digests, kept, start
        place = f"byte {start}"
        if len(head) < LOCAL.size:
            raise Bad(place + ": the file ends early")
        fields = LOCAL.unpack(head)
        crc, size, length = fields[6], fields[7], fields[9]
        name = file.read(length).decode("ascii", "backslashreplace")
        place = f"{name[:200]} ({place})"
        if fields != (b"PK\x03\x04", 20, 0, 0, *STAMP, crc, size, size, length, 0):
            raise Bad(place + ": its header was changed")
        if name in digests:
            raise Bad(place + ": it is there twice")
        sha, real_crc, rest, parts = hashlib.sha256(), 0, size, []
        while rest:
            piece = file.read(min(CHUNK, rest))
            if not piece:
                raise Bad(place + ": the file ends early")
            sha.update(piece)
            real_crc = zlib.crc32(piece, real_crc)
            rest -= len(piece)
            if name in ("manifest.json", "chain.json"):
                parts.append(piece)
        if real_crc != crc:
            raise Bad(place + ": its content was changed")
        found.append((name, crc, size, start))
        digests[name] = (size, sha.hexdigest())
        if parts:
            kept[name] = b"".join(parts)
        start += LOCAL.size + length + size


def manifest_of(kept: dict[str, bytes]) -> Any:
    if "manifest.json" not in kept:
        raise Bad("manifest.json: it is missing")
    manifest = json_of(kept, "manifest.json")
    if manifest["format"] != "reinstate-case-bundle/1":
        raise Bad("manifest.json: another format than this verifier knows")
    return manifest


def json_of(kept: dict[str, bytes], name: str) -> Any:
    if name not in kept:
        raise Bad(name + ": it is missing")
    try:
        return json.loads(kept[name].decode("utf-8"))
    except ValueError:
        raise Bad(name + ": it cannot be read") from None


def compare(wanted: list[Any], found: list[Any], digests: dict[str, Any]) -> None:
    names = [name for name, _crc, _size, _start in found if name != "manifest.json"]
    listed = [entry["path"] for entry in wanted]
    for name in listed:
        if name not in digests:
            raise Bad(name + ": it was left out")
    for name in names:
        if name not in listed:
            raise Bad(name + ": it was added")
    for entry in wanted:
        size, digest = digests[entry["path"]]
        if size != entry["size"] or digest != entry["sha256"]:
            raise Bad(entry["path"] + ": it was changed")
    if found[-1][0] != "manifest.json" or names != listed:
        wrong = next((name for place, name in enumerate(names) if name != listed[place]), "manifest.json")
        raise Bad(wrong + ": it stands in another place")


def contents(entries: list[Any]) -> str:
    """Over one line for each file but the index, as sha256sum writes it; the index bears it on its cover."""
    lines = "".join(f"{entry['sha256']}  {entry['path']}\n" for entry in entries if entry["path"] != INDEX)
    return hashlib.sha256(lines.encode()).hexdigest()


def ending(file: BinaryIO, start: int, found: list[Any]) -> None:
    """The table of contents and the end of the file, written here anew and compared byte by byte."""
    table = b""
    for name, crc, size, at in found:
        raw = name.encode("ascii")
        rest = (len(raw), 0, 0, 0, 0, 0o600 << 16, at)
        table += CENTRAL.pack(b"PK\x01\x02", 788, 20, 0, 0, *STAMP, crc, size, size, *rest) + raw
    table += END.pack(b"PK\x05\x06", 0, 0, len(found), len(found), len(table), start, 0)
    file.seek(start)
    if file.read(len(table) + 1) != table:
        raise Bad(f"byte {start}: the table of contents was changed")


def chain(links: list[Any], manifest: Any) -> int:
    """Each link is bound to the case, its place, what came before and the entry's words; files to their entry."""
    sha = hashlib.sha256(("reinstate-correspondence/1\n" + manifest["case"]).encode()).hexdigest()
    by_document = {entry["document"]: entry["sha256"] for entry in manifest["entries"] if "document" in entry}
    erased = 0
    for place, link in enumerate(links, start=1):
        where = f"chain.json, entry {place}"
        if link["seq"] != place or link["previous"] != sha:
            raise Bad(where + ": an entry was left out, added or put in another place")
        payload = link["payload"].encode("utf-8")
        if not payload and not link["salt"]:
            erased += 1
        elif hashlib.sha256(bytes.fromhex(link["salt"]) + payload).hexdigest() != link["commitment"]:
            raise Bad(where + ": its words were changed")
        else:
            told = json.loads(link["payload"])
            if told["case"] != manifest["case"] or told["seq"] != place:
                raise Bad(where + ": it belongs elsewhere")
            for enclosed in told["enclosures"]:
                if by_document.get(enclosed["document"], enclosed["sha256"]) != enclosed["sha256"]:
                    raise Bad(f"{where}: its enclosure {enclosed['document']} is another file")
        bound = bytes.fromhex(sha) + struct.pack(">Q", place) + bytes.fromhex(link["commitment"])
        sha = hashlib.sha256(bound).hexdigest()
        if link["link"] != sha:
            raise Bad(where + ": its link was changed")
    if len(links) != manifest["chain"]["entries"] or sha != manifest["chain"]["head"]:
        raise Bad("chain.json: entries were left out at the end, or added")
    return erased


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        with open(sys.argv[1], "rb") as file:
            digest, manifest, erased = check(file, sys.argv[2] if len(sys.argv) == 3 else "")
    except Bad as bad:
        print(f"CHANGED. First bad place: {bad}.")
        sys.exit(1)
    print(f"WHOLE: {len(manifest['entries'])} files, {manifest['chain']['entries']} entries of correspondence.")
    print(f"SHA-256 of manifest.json: {digest}")
    print(f"SHA-256 of the contents, as on the cover of {INDEX}: {contents(manifest['entries'])}")
    if erased:
        print(f"{erased} entries were erased by law; they are counted in their places.")
    for document in manifest["missing"]:
        print(f"The bytes of document {document} were not there when the bundle was made.")
    print(NOT_PROVEN)


if __name__ == "__main__":
    main()
