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


BROKEN = {
    "unknown indicator": (
        "base/rules/overdue.yaml",
        "{indicator: stated_overdue,",
        "{indicator: stated_overdu,",
        "Did you mean 'stated_overdue'?",
    ),
    "unknown limit": ("base/rules/overdue.yaml", "limit: cured_months", "limit: cured_month", "cured_months"),
    "unknown cause": ("base/rules/overdue.yaml", "cause: overdue", "cause: overdues", "Did you mean 'overdue'?"),
    "no source": ("base/rules/overdue.yaml", "  source: Court papers about money owed\n", "", "'source' is missing"),
    "wrong type": ("base/rules/overdue.yaml", "weight: 50", "weight: heavy", "'weight' must be a whole number"),
    "dates the wrong way": (
        "base/rules/overdue.yaml",
        "valid_from: 2015-01-01",
        "valid_from: 2015-01-01\n  valid_to: 2014-01-01",
        "ends before it begins",
    ),
    "points that run both ways": ("base/risk.yaml", "{from: 31, points: 50}", "{from: 31, points: 10}", "monotone"),
    "a missing limit": ("base/thresholds.yaml", "  cured_months: 12", "  cured_month: 12", "'cured_months' is missing"),
    "a key twice": ("base/gaps.yaml", "notice: {}", "notice: {}\nnotice: {}", "written twice"),
    "an anchor": ("base/gaps.yaml", "notice: {}", "notice: &x {}", "anchors"),
    "a tag": ("base/gaps.yaml", "notice: {}", "notice: !!python/name:os.system", "tag"),
    "an inexact number": ("base/gaps.yaml", "{fresh_days: 30}", "{fresh_days: 30.5}", "inexact"),
    "no product for the rest": ("base/products.yaml", "other: {", "another: {", "'other' is missing"),
    "an overlay that is not there": (
        "base/products.yaml",
        "pack: huabei",
        "pack: huabey",
        "product 'huabei' names unknown pack 'huabey'. Did you mean 'huabei'?",
    ),
    "a customer line that is no fact": (
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "channel: phone_alipai",
        "unknown name 'phone_alipai'. Did you mean 'phone_alipay'?",
    ),
    "instalments as of right on a loan": (
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "instalment_right: true",
        "'jiebei' has no right to instalments. Only credit cards do (art. 70).",
    ),
    "a circle": ("base/pack.yaml", "key: base", "key: base\nextends: jiebei", "circle"),
    "an unknown base": ("jiebei/pack.yaml", "extends: base", "extends: bases", "Did you mean 'base'?"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_pack_is_refused_with_its_place_and_a_remedy(copied: Path, what: str) -> None:
    name, before, after, said = BROKEN[what]
    text = (copied / name).read_text(encoding="utf-8")
    assert before in text
    (copied / name).write_text(text.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(PackError) as caught:
        load_packs(copied)

    assert said in str(caught.value)
    assert caught.value.line >= 1
    assert caught.value.file.split("/")[0] in ("base", "jiebei")


def test_a_mistyped_part_is_refused(copied: Path) -> None:
    (copied / "base" / "rule.yaml").write_text("", encoding="utf-8")

    with pytest.raises(PackError, match="Did you mean 'rules'"):
        load_packs(copied)


def test_an_error_names_file_and_line() -> None:
    section = read_yaml("a: 1\nb: text\n", "some.yaml")

    with pytest.raises(PackError, match=r"^some\.yaml:2: 'b' must be a whole number, not 'text'\.$"):
        section.need("b", int)
