"""Writes the golden files anew: only for a higher ENGINE_VERSION, and only with a decision record that names it.

    python -m tests.engine.golden.regenerate docs/decisions/NNNN-what-changed.md [--packs]

Inputs stay as they are. So do the stored packs, unless `--packs` takes today's (an engine may ask more of a pack).
Without a manifest everything is made for the first time.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from assessments.engine import (
    ENGINE_VERSION,
    Pack,
    assessment_bytes,
    assign_ids,
    evaluate,
    input_bytes,
    input_from_bytes,
    pack_for,
    pack_from_bytes,
    pack_to_bytes,
)
from assessments.engine.canonical import digest
from assessments.engine.cases import told_in
from tests.engine.golden.files import DIRECTORY, MANIFEST, ROOT, manifest, pack_path, path_of, write_manifest
from tests.engine.test_cases import CASES, PACKS

CHOSEN = (
    "money_ran_out", "sham_trades", "system_upgrade", "nothing_known", "usable_after_closure",
    "phishing_is_no_evidence", "condition_named", "paid_but_called_overdue", "repeated_and_open", "arrears_elsewhere",
    "score_fell", "misuse_stated", "policy", "court_paper", "later_items_are_ignored", "credit_card_two_months_unpaid",
)  # fmt: skip
"""Cases of the packs that tell much; what they say goes into the golden input once and is not read again."""


def main(arguments: list[str]) -> None:
    record, renew = ROOT / arguments[0], "--packs" in arguments
    known = manifest() if MANIFEST.is_file() else None
    refuse(known["engine_version"] if known else None, record)
    for name in CHOSEN:
        if not path_of(name, "input").is_file():
            path_of(name, "input").write_bytes(_input(name))
    packs = (
        known["packs"]
        if known and not renew
        else {name: _kept(pack_for(PACKS, CASES[name].product)) for name in CHOSEN}
    )
    for name in CHOSEN:
        evidence, account, as_of = input_from_bytes(path_of(name, "input").read_bytes())
        pack = pack_from_bytes(gzip.decompress(pack_path(packs[name]).read_bytes()))
        path_of(name, "answer").write_bytes(assessment_bytes(evaluate(evidence, account, pack, as_of)))
    write_manifest(record.relative_to(ROOT).as_posix(), packs)
    for path in DIRECTORY.glob("*.pack.json.gz"):
        if path not in {pack_path(each) for each in packs.values()}:
            path.unlink()


def refuse(known: str | None, record: Path) -> None:
    """Golden answers are what users were told: they change with a version and a reason, never by themselves."""
    if known is not None and _numbers(ENGINE_VERSION) <= _numbers(known):
        sys.exit(f"ENGINE_VERSION is {ENGINE_VERSION} and the golden files are of {known}: raise it first.")
    if not record.is_file() or f"engine {ENGINE_VERSION}" not in record.read_text(encoding="utf-8"):
        sys.exit(f"{record} must be a decision record that says `engine {ENGINE_VERSION}` and what changed.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _input(name: str) -> bytes:
    evidence, account, as_of = told_in(CASES[name])
    return input_bytes(assign_ids(evidence), account, as_of)


def _kept(pack: Pack) -> str:
    content = pack_to_bytes(pack)
    pack_path(digest(content)).write_bytes(gzip.compress(content, mtime=0))
    return digest(content)


if __name__ == "__main__":
    main(sys.argv[1:])
