"""The second reading: what words weigh, beside what the grammar says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assessments.engine.errors import PackError
from assessments.engine.notices import NoticeLexicon, NoticeReading, read_notice
from assessments.engine.notices.weights import COLUMNS, VOTES, words_of
from assessments.engine.packs.source import read_yaml

Read = Callable[[str], NoticeReading]

ZERO = ", ".join(f"{name}: 0" for name in COLUMNS)
VOTED = ", ".join(f"{name}: {-100 if name in ('alone', 'beside') else 100}" for name in VOTES)


def _load(runs: str, terms: str = "", votes: str = VOTED) -> NoticeLexicon:
    lines = "".join(f"    {line}\n" for line in runs.splitlines())
    text = f"{terms}weights:\n  start: {{{ZERO}}}\n  votes: {{{votes}}}\n  runs: |2\n{lines}"
    return NoticeLexicon.from_data(read_yaml(text, "notices.yaml"))


def test_words_weigh_where_the_lexicon_knows_none() -> None:
    reading = read_notice("入口收起来了,账没平", _load("收起来\ts900\n账没平\to900"))

    assert (reading.status, reading.causes) == ("suspended", ("overdue",))
    assert {(span.start, span.end, span.means) for span in reading.spans} >= {
        (2, 5, "status:suspended"),
        (7, 10, "cause:overdue"),
    }


def test_grammar_votes_and_can_be_outweighed() -> None:
    terms = "state_terms:\n  account: 账户\n  closes: 关闭\n"
    light, heavy = _load("关闭\tu50", terms), _load("关闭\tu5000", terms)

    assert read_notice("账户关闭", light).status == "closed"
    outweighed = read_notice("账户关闭", heavy)
    assert outweighed.status == "unknown"
    assert "not_counted:outweighed" in {span.means for span in outweighed.spans}


def test_a_closing_of_unknown_wish_can_weigh_as_the_persons_own() -> None:
    terms = "state_terms:\n  account: 账户\n  closes: 关闭\n"
    asked = _load("办妥\tw50", terms)
    silent = _load("办妥\tw50", terms, votes=VOTED.replace(", own: 100", ""))

    assert read_notice("账户关闭办妥", asked).causes == ()
    assert read_notice("账户关闭办妥", silent).causes == ("insufficient_information",)


def test_a_run_weighs_once_however_often_it_stands() -> None:
    lexicon = _load("停\ts200\n好\tn190")

    assert read_notice("好停停停", lexicon).status == "suspended"
    assert read_notice("停", lexicon).status == read_notice("停停停", lexicon).status


def test_what_a_text_denies_no_weight_brings_back() -> None:
    terms = "state_terms:\n  account: 账户\n  suspends: 冻结\ncause_terms:\n  overdue: 逾期\n  none: 无逾期\n"
    lexicon = _load("逾期\to5000", terms)

    assert read_notice("账户冻结，逾期", lexicon).causes == ("overdue",)
    assert read_notice("账户冻结，无逾期", lexicon).causes == ("insufficient_information",)


def test_a_pack_without_weights_reads_by_grammar_alone(lexicon: NoticeLexicon) -> None:
    alone = replace(lexicon, weights=None)

    assert read_notice("您的账户已关闭", alone).status == "closed"
    assert read_notice("入口给您收起来了", alone).status == "unknown"


def test_latin_words_and_figures_are_words_whole() -> None:
    assert words_of("no loan 123 额度") == ["^", "no", "loan", "#", "额", "度", "$"]


@pytest.mark.parametrize("line", ["逾期 s12", "\ts12", "逾期\tq12", "逾期\t", "逾期\ts1.5"])
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(PackError, match="cannot read the run"):
        _load(line)


@pytest.mark.parametrize(
    ("text", "status", "causes"),
    [
        ("借钱入口先给您收起来了，账单还上自动放开。", "suspended", ("overdue",)),
        ("The borrow button is greyed out because your ID has expired.", "suspended", ("identity_verification",)),
        ("要是账单一直不还，我们可能会把额度收走。", "unknown", ("insufficient_information",)),
    ],
)
def test_wordings_of_every_day_are_understood(text: str, status: str, causes: tuple[str, ...], read: Read) -> None:
    reading = read(text)

    assert (reading.status, reading.causes) == (status, causes)
