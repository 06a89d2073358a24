"""Reading packs: overlays, bytes and back, and broken packs refused with file, line and remedy."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from assessments.engine import PackError, load_packs, pack_for, pack_from_bytes, pack_to_bytes
from assessments.engine.packs.source import read_yaml

PACKS = Path(__file__).parents[2] / "assessments" / "packs"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def test_a_product_with_an_overlay_gets_it_and_others_the_base() -> None:
    packs = load_packs(PACKS)

    assert pack_for(packs, "jiebei").key == "jiebei"
    assert [pack_for(packs, name).key for name in ("other", "no such product", None)] == ["base"] * 3


def test_the_overlay_holds_what_differs_and_all_of_the_base() -> None:
    packs = load_packs(PACKS)

    assert packs["base"].product("jiebei").channel == ""
    assert packs["jiebei"].phone_of(packs["jiebei"].product("jiebei"), date(2026, 10, 15)) == "95188"
    assert packs["jiebei"].product("huabei") == packs["base"].product("huabei")
    assert packs["jiebei"].digest != packs["base"].digest


def test_a_pack_comes_back_from_its_bytes() -> None:
    pack = load_packs(PACKS)["jiebei"]

    again = pack_from_bytes(pack_to_bytes(pack))

    assert (again.digest, again.rules, again.risk, again.products) == (
        pack.digest,
        pack.rules,
        pack.risk,
        pack.products,
    )


def test_an_overlay_entry_without_value_takes_the_rule_away(copied: Path) -> None:
    (copied / "jiebei" / "rules.yaml").write_text("overdue.court_paper:\n", encoding="utf-8")

    packs = load_packs(copied)

    assert len(packs["jiebei"].rules) == len(packs["base"].rules) - 1


def test_an_error_names_file_and_line() -> None:
    section = read_yaml("a: 1\nb: text\n", "some.yaml")

    with pytest.raises(PackError, match=r"^some\.yaml:2: 'b' must be a whole number, not 'text'\. Write digits"):
        section.need("b", int)
