"""Pairs: what is broken in a pack, and the whole of what is said about it, with file, line and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from assessments.engine import PackError, load_packs
from assessments.engine.packs import folders
from assessments.engine.packs.source import Section, read_yaml

PACKS = Path(__file__).parents[2] / "assessments" / "packs"
OVERDUE, RISK, THRESHOLDS = "base/rules/overdue.yaml", "base/risk.yaml", "base/thresholds.yaml"
FACTS, WORDS, GAPS = "base/facts/credit_reporting.yaml", "base/wording/plan.yaml", "base/gaps.yaml"


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a test leaves as they are need not be read again."""
    monkeypatch.setattr(folders, "read_yaml", _read)


def _read(text: str, file: str) -> Section:
    return read_yaml(text, file) if file.endswith("/pack.yaml") else _read_again(text, file)


@cache
def _read_again(text: str, file: str) -> Section:
    return read_yaml(text, file)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def said_of(directory: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_packs(directory)
    assert all(error.remedy for error in caught.value.errors), str(caught.value)
    return [str(error) for error in caught.value.errors]


class Broken(NamedTuple):
    """One text of one file replaced, and what is said of it."""

    file: str
    before: str
    after: str
    said: str


SECTIONS = {
    "unknown indicator": Broken(
        OVERDUE,
        "indicator: stated_overdue,",
        "indicator: stated_overdu,",
        "unknown indicator 'stated_overdu'. Did you mean 'stated_overdue'?",
    ),
    "unknown comparison": Broken(OVERDUE, 'op: ">="', 'op: "=>"', "'op' cannot be '=>'. Did you mean '>'?"),
    "unknown threshold": Broken(
        OVERDUE,
        "limit: cured_months",
        "limit: cured_month",
        "unknown limit 'cured_month'. Did you mean 'cured_months'?",
    ),
    "neither value nor limit": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">="}',
        "give either `value` or `limit`."
        " `value: 3` compares with a number, `limit: NAME` with a threshold of the pack.",
    ),
    "order of true and false": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">=", value: true}',
        "True has no order. Use == or !=.",
    ),
    "text compared with": Broken(
        OVERDUE,
        'stated_overdue, op: ">=", value: 1}',
        'stated_overdue, op: ">=", value: "1"}',
        "'1' cannot be compared with. Use a whole number, or true/false.",
    ),
    "unknown cause": Broken(
        OVERDUE, "cause: overdue\n", "cause: overdues\n", "'cause' cannot be 'overdues'. Did you mean 'overdue'?"
    ),
    "unknown key of a rule": Broken(
        OVERDUE, "  weight: 50\n", "  wieght: 50\n", "unknown key 'wieght'. Did you mean 'weight'?"
    ),
    "weight in words": Broken(
        OVERDUE,
        "  weight: 50\n",
        "  weight: heavy\n",
        "'weight' must be a whole number, not 'heavy'. Write digits without quotes, such as 15.",
    ),
    "weight too large": Broken(
        OVERDUE, "  weight: 50\n", "  weight: 1001\n", "weight 1001 is out of range. Give 1 to 1000 whole points."
    ),
    "empty source": Broken(
        OVERDUE,
        "source: Notice or display that gives lateness as reason",
        'source: " "',
        "'source' is empty. Say it in words.",
    ),
    "rule that ends before it begins": Broken(
        OVERDUE,
        "valid_from: 2015-01-01\n",
        "valid_from: 2015-01-01\n  valid_to: 2014-12-31\n",
        "the rule ends before it begins. Check both dates.",
    ),
    "date in words": Broken(
        OVERDUE,
        "valid_from: 2015-01-01\n",
        "valid_from: spring\n",
        "'valid_from' must be a date such as 2026-01-31, not 'spring'. Write it without quotes, such as 2026-01-31.",
    ),
    "bounds against each other": Broken(
        OVERDUE,
        "at_most: moderate\n  when:\n    all:\n      - {indicator: unpaid",
        "at_most: weak\n  at_least: strong\n  when:\n    all:\n      - {indicator: unpaid",
        "`at_least` lies above `at_most`. Exchange them, or keep one.",
    ),
    "parameter of unknown indicator": Broken(
        OVERDUE,
        "params: {days: stated_days_overdue}",
        "params: {days: stated_days_overdu}",
        "unknown indicator 'stated_days_overdu'. Did you mean 'stated_days_overdue'?",
    ),
    "bins that run both ways": Broken(
        RISK,
        "{from: 31, points: 50}",
        "{from: 31, points: 10}",
        "bins must rise and points run one way from zero up. Keep the table monotone.",
    ),
    "levels that do not rise": Broken(
        RISK, "  high: 90\n", "  high: 20\n", "the least points of the levels must rise. From low to severe."
    ),
    "neutral outside": Broken(
        RISK, "neutral: 15", "neutral: 16", "`neutral` lies outside the points of the bins. From 0 to 15."
    ),
    "threshold that is missing": Broken(
        THRESHOLDS,
        "  cured_months: 12",
        "  cured_month: 12",
        "'cured_months' is missing. Add `cured_months:` with a whole number.",
    ),
    "percent beyond a hundred": Broken(
        THRESHOLDS, "document_seen: 90", "document_seen: 190", "190 percent is out of range. From 0 to 100."
    ),
    "band outside the scale": Broken(
        THRESHOLDS,
        "bands: [550,",
        "bands: [350,",
        "bands must be whole numbers inside the scale. From 350 to 950.",
    ),
    "classes out of order": Broken(
        THRESHOLDS,
        "substandard: 91, doubtful: 271",
        "substandard: 291, doubtful: 271",
        "days must rise from class to class. In the order special_mention, substandard, doubtful, loss.",
    ),
    "unknown unit": Broken(FACTS, "unit: years", "unit: yers", "'unit' cannot be 'yers'. Did you mean 'years'?"),
    "fact without verification": Broken(
        FACTS,
        ", verification: text_seen}",
        "}",
        "'verification' is missing. Add `verification:` with a text.",
    ),
    "fact without source": Broken(
        FACTS,
        'source: "征信业管理条例（国务院令第631号）", ',
        "",
        "'source' is missing. Add `source:` with a text.",
    ),
    "fact that ends before it begins": Broken(
        FACTS,
        "valid_from: 2026-01-01, valid_to: 2026-06-30",
        "valid_from: 2026-01-01, valid_to: 2025-06-30",
        "it ends on 2025-06-30, before it begins. Check both dates.",
    ),
    "fact checked before it was published": Broken(
        FACTS,
        "published: 2025-12-23, checked_on: 2026-11-24",
        "published: 2025-12-23, checked_on: 2025-11-24",
        "it was checked before it was published on 2025-12-23. Check both dates.",
    ),
    "versions that overlap": Broken(
        "base/facts/lending.yaml",
        "valid_from: 2024-07-22",
        "valid_from: 2024-07-21",
        "the values of 'lpr_one_year_percent' overlap or are out of order. Oldest first.",
    ),
    "language that is missing": Broken(
        WORDS,
        ', en: "Call the client today"}',
        "}",
        "'en' is missing. Add `en:` with a text.",
    ),
    "languages that differ": Broken(
        WORDS,
        'en: "Call the client today"',
        'en: "Call {phone_police}"',
        "the languages of 'action.call_client.title' differ in placeholders: phone_police. Use the same in both.",
    ),
    "customer line that is no fact": Broken(
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "channel: phone_alipai",
        "unknown name 'phone_alipai'. Did you mean 'phone_alipay'?",
    ),
    "instalments as of right on a loan": Broken(
        "jiebei/products.yaml",
        "channel: phone_alipay",
        "instalment_right: true",
        "'jiebei' has no right to instalments. Only credit cards do (art. 70).",
    ),
    "overlay that is not there": Broken(
        "base/products.yaml",
        "pack: huabei",
        "pack: huabey",
        "product 'huabei' names unknown pack 'huabey'. Did you mean 'huabei'?",
    ),
    "court paper of no kind": Broken(
        "base/deadlines.yaml",
        "paper: summons",
        "paper: sumons",
        "'paper' cannot be 'sumons'. Did you mean 'summons'?",
    ),
    "empty words of a warning": Broken(
        "base/warnings.yaml",
        "words: [自杀,",
        'words: ["",',
        "warning 'vulnerable_client' has an empty word or none. Give the words that raise it.",
    ),
    "words looked for nowhere": Broken(
        "base/warnings.yaml",
        "where: [statements]",
        "where: [statement]",
        "'where' cannot hold 'statement'. Did you mean 'statements'?",
    ),
    "key written twice": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: {}\nnotice: {}",
        "key 'notice' is written twice. Keep one of them.",
    ),
    "anchor": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: &x {}",
        "anchors and aliases are not accepted. Write the value out.",
    ),
    "alias": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: *x",
        "anchors and aliases are not accepted. Write the value out.",
    ),
    "tag": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: !!python/name:os.system {}",
        "tag 'tag:yaml.org,2002:python/name:os.system' is not accepted. Write plain values.",
    ),
    "inexact number": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: 30.5}", "30.5 is inexact or an instant. Put it in quotes."
    ),
    "octal number": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: 030}", "030 would be read as 24. Write 24, or quotes."
    ),
    "yes for true": Broken(
        GAPS, "{fresh_days: 30}", "{fresh_days: yes}", "yes would be read as True. Write true, or quotes."
    ),
    "broken layout": Broken(
        GAPS,
        "notice: {needless_in: [available]}",
        "notice: {",
        "not readable as YAML: expected ',' or '}', but got '<scalar>'. Check indentation, quotes and brackets",
    ),
    "circle of packs": Broken(
        "credit_card/pack.yaml",
        "extends: base",
        "extends: credit_card_instalment",
        "packs extend each other in a circle: credit_card_instalment -> credit_card -> credit_card_instalment."
        " Let one of them extend base.",
    ),
    "unknown base": Broken(
        "jiebei/pack.yaml", "extends: base", "extends: bases", "unknown pack 'bases'. Did you mean 'base'?"
    ),
    "key that is not the folder's": Broken(
        "jiebei/pack.yaml", "key: jiebei", "key: jebei", "the key must be the folder's name. Write `key: jiebei`."
    ),
}


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
  source: again, verification: text_seen, valid_from: 2015-01-01}
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
