"""The lists of what the project leans on agree with each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAME = re.compile(r"^[a-z][a-z0-9._-]*", re.IGNORECASE)


def direct(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    return {found.group().lower() for line in lines if (found := NAME.match(line))}


def explained() -> list[str]:
    rows = (ROOT / "docs/dependencies.md").read_text().splitlines()
    cells = [row.split("|")[1].strip() for row in rows if row.startswith("| ")]
    return [cell for cell in cells if cell not in ("package", "---")]


def test_every_direct_dependency_is_explained_once() -> None:
    assert sorted(explained()) == sorted(direct("requirements.in") | direct("requirements-dev.in"))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_direct_dependency_is_locked(name: str) -> None:
    assert direct(f"{name}.in") <= direct(f"{name}.txt")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_its_hash_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    packages = re.split(r"\n(?=[a-z])", text.split("\n", 1)[1] if text.startswith("#") else text)

    assert [package.split()[0] for package in packages if "--hash=sha256:" not in package] == []
    assert "://" not in text


def test_both_locks_agree() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^[a-z][\w.-]*==\S+", (ROOT / name).read_text(), re.MULTILINE))

    runtime, development = pins("requirements.txt"), pins("requirements-dev.txt")
    names = {pin.split("==")[0] for pin in runtime}

    assert {pin for pin in development if pin.split("==")[0] in names} <= runtime
