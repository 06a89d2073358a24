"""A broken lexicon is refused with file, line and remedy."""

from __future__ import annotations

import pytest

from assessments.engine.errors import PackError
from assessments.engine.notices import NoticeLexicon, read_notice
from assessments.engine.packs.source import read_yaml


def _load(text: str) -> NoticeLexicon:
    return NoticeLexicon.from_data(read_yaml(text, "notices.yaml"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("colours: red\n", 1, "colours"),
        ("state_terms:\n  closes: 关闭\n  shuts: 关\n", 3, "shuts"),
        ("state_terms:\n  closes: 7\n", 2, "closes must be text"),
        ("state_terms:\n  closes: '关{闭|'\n", 2, "cannot expand"),
        ("state_terms:\n  closes: '{|关闭}'\n", 2, "can be empty"),
        ("script: 帳账账\n", 1, "not a pair"),
        ("typos:\n  冻洁: 冻结了\n", 2, "differ in length"),
        ("cause_pairs:\n  x:\n    gives: weather\n", 2, "known cause"),
        ("measures:\n  units: {天: many}\n", 2, "whole number"),
        ("weights:\n  start: {normal: many}\n", 2, "whole number"),
        ("weights:\n  starts: {}\n", 2, "starts"),
    ],
)
def test_broken_lexicon_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(PackError) as caught:
        _load(text)

    assert caught.value.line == line
    assert says in str(caught.value)


def test_braces_stand_for_each_of_their_parts() -> None:
    lexicon = _load("state_terms:\n  account: 账户\n  closes: '{已|被|}关{闭|停}'\n")

    assert [read_notice(f"账户{word}", lexicon).status for word in ("已关闭", "关停", "已开启")] == [
        "closed",
        "closed",
        "unknown",
    ]


def test_empty_lexicon_reads_everything_as_unknown() -> None:
    assert read_notice("您的账户已关闭，请于11月30日前还款100元", _load("")).status == "unknown"
