"""Whatever is done to an exported chain is found; what was left alone passes."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.audit.verify import Broken, canonical, commitment_of, digest_of, verify
from tests.audit.chains import erased, exported, sealed
from tests.world import World

pytestmark = pytest.mark.django_db
Lines = list[bytes]
TIMES = 10_000


@pytest.fixture
def files(world: World, tmp_path: Path) -> list[Lines]:
    """Of two offices; with and without emptied entries."""
    sealed(world)
    whole = exported(tmp_path)
    erased(world)
    sealed(world, 4)
    return [whole.splitlines(keepends=True), exported(tmp_path).splitlines(keepends=True)]


def change(lines: Lines, chance: random.Random) -> Lines:
    at = chance.randrange(len(lines))
    line = bytearray(lines[at])
    line[chance.randrange(len(line))] ^= chance.randrange(1, 256)
    return [*lines[:at], bytes(line), *lines[at + 1 :]]


def delete(lines: Lines, chance: random.Random) -> Lines:
    first = chance.randrange(len(lines))
    return lines[:first] + lines[first + chance.randint(1, 3) :]


def insert(lines: Lines, chance: random.Random) -> Lines:
    at = chance.randrange(len(lines) + 1)
    return [*lines[:at], chance.choice([*lines, b"\n", b"{}\n", b"null\n"]), *lines[at:]]


def reorder(lines: Lines, chance: random.Random) -> Lines:
    first, second = sorted(chance.sample(range(len(lines)), 2))
    moved = lines.copy()
    moved[first], moved[second] = moved[second], moved[first]
    return moved


def truncate(lines: Lines, chance: random.Random) -> Lines:
    text = b"".join(lines)
    return text[: chance.randrange(len(text))].splitlines(keepends=True)


def cut_and_renumber(lines: Lines, chance: random.Random) -> Lines:
    """By somebody who knows the format, and writes one chain on from where it was cut, but for its end."""
    entries = [number for number, line in enumerate(lines) if b'"event"' in line and b'"sequence":1}' not in line]
    at = chance.choice(entries)
    before = json.loads(lines[at - 1])
    rest = [json.loads(line) for line in lines[at + 1 :]]
    for entry in rest:
        if "event" not in entry:
            break
        entry["sequence"] -= 1
        linked = (entry["sequence"], entry["event"], entry["commitment"])
        entry["digest"] = digest_of(before["digest"], *linked)
        before = entry
    return [*lines[:at], *(f"{canonical(entry)}\n".encode() for entry in rest)]


def rewrite(lines: Lines, chance: random.Random) -> Lines:
    """One payload and its commitment, as they would be had it been so."""
    told = [number for number, line in enumerate(lines) if b'"payload":{' in line]
    at = chance.choice(told)
    entry = json.loads(lines[at])
    entry["payload"][chance.choice(["actor", "at", "object", "address", "role"])] = "x"
    entry["commitment"] = commitment_of(entry["salt"], entry["payload"])
    return [*lines[:at], f"{canonical(entry)}\n".encode(), *lines[at + 1 :]]


def empty(lines: Lines, chance: random.Random) -> Lines:
    """One payload, as an erasure would, but by nobody."""
    told = [number for number, line in enumerate(lines) if b'"payload":{' in line]
    at = chance.choice(told)
    entry = json.loads(lines[at]) | {"payload": None, "salt": ""}
    return [*lines[:at], f"{canonical(entry)}\n".encode(), *lines[at + 1 :]]


MUTATIONS: list[Callable[[Lines, random.Random], Lines]] = [
    change, delete, insert, reorder, truncate, cut_and_renumber, rewrite, empty,
]  # fmt: skip


def test_ten_thousand_changed_files_are_all_found(files: list[Lines]) -> None:
    chance, missed, done = random.Random(5), [], 0  # noqa: S311 - to be repeatable
    while done < TIMES:
        lines, mutation = chance.choice(files), chance.choice(MUTATIONS)
        mutated = mutation(lines, chance)
        if mutated == lines:
            continue  # two equal lines changed places
        done += 1
        try:
            verify(mutated)
        except Broken as broken:
            if not str(broken).startswith("line "):
                missed.append((mutation.__name__, str(broken)))
        else:
            missed.append((mutation.__name__, "passed"))

    assert missed == []


def test_untouched_files_pass(files: list[Lines]) -> None:
    assert [[chain.entries for chain in verify(lines)] for lines in files]
    assert sum(chain.erased for chain in verify(files[1])) > 0


def test_the_first_bad_line_is_named(files: list[Lines]) -> None:
    lines = files[0].copy()
    place = next(number for number, line in enumerate(lines) if b'"role":"' in line)  # an emptied event has none
    lines[place] = lines[place].replace(b'"role":"', b'"role":"x')

    with pytest.raises(Broken, match=rf"^line {place + 1}: "):
        verify(lines)
