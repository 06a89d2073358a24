"""Stored inputs under stored packs give the stored answers, byte for byte; these change only with the engine's version.

A difference here means that old assessments would replay differently. If that is meant: raise ENGINE_VERSION, write a
decision record, `make golden DECISION=docs/decisions/….md`.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from assessments.engine import ENGINE_VERSION, Pack, pack_from_bytes, replay
from assessments.engine.canonical import digest
from tests.engine.golden import regenerate
from tests.engine.golden.files import DIRECTORY, ROOT, digests, manifest, pack_path, path_of

KNOWN = manifest()
PACKS: dict[str, Pack] = {}


def pack_of(name: str) -> Pack:
    wanted = KNOWN["packs"][name]
    if wanted not in PACKS:
        content = gzip.decompress(pack_path(wanted).read_bytes())
        assert digest(content) == wanted
        PACKS[wanted] = pack_from_bytes(content)
    return PACKS[wanted]


@pytest.mark.parametrize("name", sorted(KNOWN["packs"]))
def test_a_golden_history_replays_byte_for_byte(name: str) -> None:
    found = replay(path_of(name, "input").read_bytes(), path_of(name, "answer").read_bytes(), pack_of(name))

    assert [(each.pointer, each.then, each.now) for each in found.differences] == []
    assert found.equal


def test_the_files_are_those_of_the_manifest() -> None:
    assert digests(KNOWN["packs"]) == KNOWN["digests"]
    kept = {path_of(name, what) for name in KNOWN["packs"] for what in ("input", "answer")}
    kept |= {pack_path(each) for each in KNOWN["packs"].values()}
    assert {path for path in DIRECTORY.glob("*.json*") if path.name != "manifest.json"} == kept


def test_they_are_of_this_engine_and_a_decision_says_why() -> None:
    record = ROOT / KNOWN["decision"]

    assert KNOWN["engine_version"] == ENGINE_VERSION
    assert f"engine {ENGINE_VERSION}" in record.read_text(encoding="utf-8")


def test_the_stories_of_the_field_are_among_them() -> None:
    assert {"money_ran_out", "sham_trades", "system_upgrade"} <= set(KNOWN["packs"])
    assert len(KNOWN["packs"]) >= 12


@pytest.mark.parametrize("known", [ENGINE_VERSION, "999.0.0"])
def test_they_are_not_written_anew_without_a_higher_version(known: str) -> None:
    with pytest.raises(SystemExit, match="raise it first"):
        regenerate.refuse(known, ROOT / KNOWN["decision"])


def test_they_are_not_written_anew_without_a_record(tmp_path: Path) -> None:
    silent = tmp_path / "0099-nothing.md"
    silent.write_text("Nothing.")

    for record in (silent, tmp_path / "missing.md"):
        with pytest.raises(SystemExit, match="decision record"):
            regenerate.refuse("0.0.1", record)
