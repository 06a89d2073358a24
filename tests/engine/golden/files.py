"""Where the golden files lie, and the manifest that binds them to an engine version and a decision record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessments.engine import ENGINE_VERSION
from assessments.engine.canonical import digest

DIRECTORY = Path(__file__).parent
ROOT = DIRECTORY.parents[2]
MANIFEST = DIRECTORY / "manifest.json"


def manifest() -> dict[str, Any]:
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def path_of(name: str, what: str) -> Path:
    """`what`: input or answer."""
    return DIRECTORY / f"{name}.{what}.json"


def pack_path(pack_digest: str) -> Path:
    return DIRECTORY / f"{pack_digest.removeprefix('sha256:')[:16]}.pack.json.gz"


def digests(names: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {what: digest(path_of(name, what).read_bytes()) for what in ("input", "answer")} for name in names}


def write_manifest(record: str, packs: Mapping[str, str]) -> None:
    data = {"engine_version": ENGINE_VERSION, "decision": record, "packs": dict(packs), "digests": digests(packs)}
    MANIFEST.write_text(json.dumps(data, indent=1, sort_keys=True) + "\n", encoding="utf-8")
