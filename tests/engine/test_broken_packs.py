"""Pairs: what is broken in a pack, and the whole of what is said about it, with file, line and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments.engine import PackError, load_packs
from tests.engine.broken_packs import OVERDUE, RISK, SECTIONS

PACKS = Path(__file__).parents[2] / "assessments" / "packs"


pytestmark = pytest.mark.usefixtures("packs_read_once")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def said_of(directory: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_packs(directory)
    assert all(error.remedy for error in caught.value.errors), str(caught.value)
    return [str(error) for error in caught.value.errors]


@pytest.mark.parametrize("what", SECTIONS)
def test_what_is_broken_is_said_with_file_line_and_remedy(copied: Path, what: str) -> None:
    file, before, after, said = SECTIONS[what]
    text = (copied / file).read_text(encoding="utf-8")
    assert before in text
    (copied / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    found = said_of(copied)

    assert [each for each in found if said in each and each.startswith(f"{file}:")], "\n".join(found)
    assert len(found) <= 2


def test_the_line_is_that_of_the_mistake(copied: Path) -> None:
    lines = (copied / OVERDUE).read_text(encoding="utf-8").splitlines()
    line = next(number for number, each in enumerate(lines, 1) if "weight: 42" in each)
    lines[line - 1] = "  weight: 0"
    (copied / OVERDUE).write_text("\n".join(lines), encoding="utf-8")

    assert said_of(copied) == [f"{OVERDUE}:{line}: weight 0 is out of range. Give 1 to 1000 whole points."]


def test_all_mistakes_of_all_files_are_said_at_once_each_once(copied: Path) -> None:
    for file, before, after in (
        (OVERDUE, "  weight: 50\n", "  weight: 0\n"),
        (OVERDUE, "  weight: 42\n", "  weight: 0\n"),
        (RISK, "neutral: 15", "neutral: 16"),
        ("huabei/products.yaml", "lender_type: consumer_finance", "lender_type: shop"),
        ("jiebei/pack.yaml", "key: jiebei", "key: jebei"),
    ):
        text = (copied / file).read_text(encoding="utf-8")
        (copied / file).write_text(text.replace(before, after, 1), encoding="utf-8")

    found = said_of(copied)

    assert [each.split(":")[0] for each in found] == [
        RISK,
        OVERDUE,
        OVERDUE,
        "huabei/products.yaml",
        "jiebei/pack.yaml",
    ]


def written(copied: Path, file: str, content: str | bytes) -> list[str]:
    path = copied / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return said_of(copied)


RULE = """overdue.stated: {cause: overdue, direction: for, weight: 1,
  when: {indicator: stated_overdue, op: ">=", value: 1},
  source: {zh-Hans: 又, en: again}, verification: text_seen, valid_from: 2015-01-01}
"""
FILES: dict[str, tuple[str, str | bytes, str]] = {
    "a rule told in two files": (
        "base/rules/zz.yaml",
        RULE,
        "base/rules/zz.yaml:1: 'overdue.stated' stands in base/rules/overdue.yaml:3 already. Keep one of them.",
    ),
    "a part that no pack has": (
        "base/rule.yaml",
        "",
        "base/rule.yaml:1: unknown part 'rule.yaml'. Did you mean 'rules'?",
    ),
    "a part that is file and folder": (
        "base/rules.yaml",
        "",
        "base/rules.yaml:1: 'rules' is both a file and a folder. Keep one.",
    ),
    "a file that would be left out": (
        "base/rules/extra.yml",
        "",
        "base/rules/extra.yml:1: not a pack file. Files end in .yaml; move others away.",
    ),
    "a folder without a head": (
        "nobody/rules.yaml",
        "",
        "nobody/pack.yaml:1: the folder has no pack.yaml. Add pack.yaml with `key`, `version`, `title` and `extends`.",
    ),
    "another encoding": (
        "jiebei/wording.yaml",
        b"# \n" + "gap.display.how: 借呗".encode("gb18030"),
        "jiebei/wording.yaml:2: not UTF-8. Save the file as UTF-8.",
    ),
    "a control character": (
        "jiebei/wording.yaml",
        "#\n# \x07\n",
        "jiebei/wording.yaml:2: character U+0007 is not accepted. Remove it.",
    ),
    "no mapping": (
        "jiebei/wording.yaml",
        "- one\n",
        "jiebei/wording.yaml:1: a pack file must be a mapping. Start with `key: value` lines.",
    ),
    "brackets without end": (
        "jiebei/wording.yaml",
        "a: " + "[" * 5000,
        "jiebei/wording.yaml:1: nested too deeply. At most 20 levels.",
    ),
    "a number without end": (
        "jiebei/wording.yaml",
        "a: " + "9" * 5000,
        "jiebei/wording.yaml:1: cannot read",
    ),
    "words for a rule that is not there": (
        "jiebei/wording.yaml",
        "rule.overdue.statd: {zh-Hans: 好, en: ok}\n",
        "jiebei/wording.yaml:1: nothing says the text 'rule.overdue.statd'."
        " Did you mean 'rule.overdue.stated'? Or remove it.",
    ),
    "words that name what the rule does not know": (
        "jiebei/wording.yaml",
        "rule.overdue.stated: {zh-Hans: '对方称 {days}', en: 'The lender states {days}'}\n",
        "base/rules/overdue.yaml:3: the text 'rule.overdue.stated' names unknown 'days'."
        " Add `days: INDICATOR` to its `params`.",
    ),
    "an overlay that takes away nothing": (
        "jiebei/rules.yaml",
        "overdue.court_papr:\n",
        "jiebei/rules.yaml:1: 'overdue.court_papr' takes away what is not there. Did you mean 'overdue.court_paper'?",
    ),
    "a group of two causes": (
        "jiebei/rules.yaml",
        RULE.replace("cause: overdue", "cause: score_drop, group: overdue.past").replace("overdue.stated:", "a:"),
        "base/rules/overdue.yaml:",
    ),
    "a bound of a rule against": (
        "jiebei/rules.yaml",
        RULE.replace("direction: for", "direction: against, at_most: weak"),
        "jiebei/rules.yaml:1: a rule against a cause has no 'at_most'. Remove it.",
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_a_broken_file_is_said_so(copied: Path, what: str) -> None:
    file, content, said = FILES[what]

    found = written(copied, file, content)

    assert [each for each in found if each.startswith(said)], "\n".join(found)
    assert len(found) == 1


def test_a_directory_without_packs_is_said_so(tmp_path: Path) -> None:
    assert said_of(tmp_path)[0].endswith(":1: no base pack found. Expected base/pack.yaml.")


@pytest.fixture
def half_broken(copied: Path) -> Iterator[Path]:
    (copied / "huabei" / "products.yaml").write_text("huabei: {lender_type: shop}\n", encoding="utf-8")
    yield copied


def test_of_broken_packs_none_is_loaded_and_the_good_ones_stay(half_broken: Path) -> None:
    good = load_packs(PACKS)

    assert said_of(half_broken)
    assert load_packs(PACKS)["huabei"].digest == good["huabei"].digest
