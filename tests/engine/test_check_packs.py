"""The command that checks packs: a table of what they are, or all mistakes and exit code 1; no settings needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "assessments" / "packs"


def check(*args: str) -> subprocess.CompletedProcess[str]:
    """As somebody without any settings calls it."""
    bare = {"PATH": os.environ["PATH"]}
    command = [sys.executable, "manage.py", "check_packs", *args]
    return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=120)


def test_good_packs_are_listed_with_version_and_digest() -> None:
    found = check()

    assert found.returncode == 0, found.stderr
    rows = [line.split() for line in found.stdout.splitlines()]
    assert rows[0] == ["pack", "version", "extends", "rules", "facts", "digest"]
    assert {row[0] for row in rows[1:]} == {path.parent.name for path in PACKS.glob("*/pack.yaml")}
    assert all(row[-1].startswith("sha256:") for row in rows[1:])


def test_broken_packs_are_said_line_by_line_on_standard_error(tmp_path: Path) -> None:
    packs = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    (packs / "huabei" / "products.yaml").write_text("huabei: {lender_type: shop}\n", encoding="utf-8")
    (packs / "jiebei" / "products.yaml").write_text("jiebei: {lender_type: shop}\n", encoding="utf-8")

    found = check(str(packs))

    assert found.returncode == 1
    assert found.stdout == ""
    assert [line.split(":")[:2] for line in found.stderr.splitlines()] == [
        ["huabei/products.yaml", "1"],
        ["jiebei/products.yaml", "1"],
    ]
