#!/usr/bin/env python3
"""Verifies an exported audit chain: python3 verify.py FILE. Standard library only; imports nothing of Reinstate.

A file holds, one JSON object a line, for each office: a head line {chain, format}, its entries in order, and an end
line {chain, digest, entries}; after the last office one line {chains, digest} over all end lines. Of an entry

    commitment = sha256(salt + canonical JSON of the payload)
    digest     = sha256(canonical JSON of [the digest before it, sequence, event, commitment])

and the digest before the first is sha256("reinstate-audit-chain/1 " + the office's id). Canonical JSON: sorted keys, no
spaces, UTF-8 as it is. An entry whose payload is null was emptied; a later entry with act "erase" must name its event.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from typing import Any

Line = dict[str, Any]
FORMAT = "reinstate-audit-chain/1"
NOT_PROVEN = """What this cannot prove:
- when anything happened: times are those of the server that wrote them;
- that the chain's own keeper did not write all of it anew: compare the digests with those that were stamped outside;
- that everything was recorded, or what was not sealed when the file was made."""


class Broken(Exception):
    """The message says what is wrong, for whoever names the place."""


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def commitment_of(salt: str, payload: Any) -> str:
    return sha256(salt + canonical(payload))


def first_digest(office: str) -> str:
    return sha256(f"{FORMAT} {office}")


def digest_of(previous: str, sequence: int, event: str, commitment: str) -> str:
    return sha256(canonical([previous, sequence, event, commitment]))


class Chain:
    """One office's chain, link by link. Keeps the last digest and the emptied entries that no erasure named yet."""

    def __init__(self, office: str) -> None:
        self.office, self.entries, self.digest, self.erased = office, 0, first_digest(office), 0
        self._unexplained: dict[str, int] = {}

    def add(self, entry: Line) -> Line:
        """Checks one entry and gives the line that it must have been read from."""
        payload, salt, event = entry["payload"], entry["salt"], entry["event"]
        if payload is None:
            commitment = self._emptied(entry)
        else:
            commitment = commitment_of(salt, payload)
            self._agree(payload, event)
        if entry["commitment"] != commitment:
            raise Broken("the payload is not the one that was sealed")
        sequence = self.entries + 1
        if entry["sequence"] != sequence:
            raise Broken(f"entry {sequence} should stand here, not {entry['sequence']!r}")
        digest = digest_of(self.digest, sequence, event, commitment)
        if entry["digest"] != digest:
            raise Broken("the entry does not follow from the one before it")
        self.entries, self.digest = sequence, digest
        return {
            "commitment": commitment,
            "digest": digest,
            "event": event,
            "payload": payload,
            "salt": salt,
            "sequence": sequence,
        }

    def _emptied(self, entry: Line) -> str:
        if entry["salt"] != "":
            raise Broken("the payload is gone, but its salt is there")
        self._unexplained[entry["event"]] = self.entries + 1
        self.erased += 1
        return str(entry["commitment"])

    def _agree(self, payload: Line, event: str) -> None:
        if payload["id"] != event or payload["office"] != self.office:
            raise Broken("the payload is of another event or office")
        if payload["act"] == "erase":
            for records in payload["clients"].values():
                for ident in records.get("auditevent", ()):
                    self._unexplained.pop(ident, None)

    def end(self, entries: int, digest: str) -> Line:
        if self._unexplained:
            raise Broken(
                f"entry {min(self._unexplained.values())} is empty, and no later entry says that it was erased"
            )
        if entries != self.entries:
            raise Broken(f"the chain ends with {entries!r} entries, but {self.entries} are here")
        if digest != self.digest:
            raise Broken("the chain ends with another digest")
        return {"chain": self.office, "digest": self.digest, "entries": self.entries}


class File:
    """The lines of a file in order; `chains` are those that were read to their end."""

    def __init__(self) -> None:
        self.chains: list[Chain] = []
        self.ended, self._ends = False, hashlib.sha256()
        self._chain: Chain | None = None

    def line(self, raw: bytes) -> None:
        if self.ended:
            raise Broken("something follows after the end")
        if not raw.endswith(b"\n"):
            raise Broken("the file ends in the middle of a line")
        try:
            said = json.loads(raw)
            expected = self._read(said)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Broken("this is not a line of an audit chain") from None
        if canonical(expected).encode("utf-8", "surrogatepass") + b"\n" != raw:
            raise Broken("the line is not written as it was exported")

    def _read(self, said: Line) -> Line:
        if self._chain is not None and "event" in said:
            return self._chain.add(said)
        if self._chain is not None:
            return self._end_of_chain(self._chain, said)
        if "chains" in said:
            return self._end(said)
        if said["format"] != FORMAT:
            raise Broken("this is another format")
        if any(chain.office == said["chain"] for chain in self.chains):
            raise Broken("this office's chain is here twice")
        self._chain = Chain(said["chain"])
        return {"chain": self._chain.office, "format": FORMAT}

    def _end_of_chain(self, chain: Chain, said: Line) -> Line:
        if said["chain"] != chain.office:
            raise Broken("another office's chain ends here")
        end = chain.end(said["entries"], said["digest"])
        self._ends.update(canonical(end).encode())
        self.chains.append(chain)
        self._chain = None
        return end

    def _end(self, said: Line) -> Line:
        self.ended = True
        if said["chains"] != len(self.chains) or said["digest"] != self._ends.hexdigest():
            raise Broken("whole chains are missing, or stand in another order")
        return {"chains": len(self.chains), "digest": self._ends.hexdigest()}


def verify(lines: Iterable[bytes]) -> list[Chain]:
    """The chains of the file; Broken names the first bad line."""
    file, number = File(), 0
    for number, raw in enumerate(lines, 1):
        try:
            file.line(raw)
        except Broken as broken:
            raise Broken(f"line {number}: {broken}") from None
    if not file.ended:
        raise Broken(f"line {number + 1}: the end of the file is missing")
    return file.chains


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], "rb") as lines:
            chains = verify(lines)
    except Broken as broken:
        print(f"BROKEN, {broken}")
        return 1
    for chain in chains:
        erased = f", {chain.erased} erased by policy" if chain.erased else ""
        print(f"whole: office {chain.office}, {chain.entries} entries{erased}, digest {chain.digest}")
    print(NOT_PROVEN)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
