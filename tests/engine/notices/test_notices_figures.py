"""What was found in one text holds for the next that differs in its digits alone; kept or not, it reads the same."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assessments.engine.notices import NoticeLexicon, read_notice
from assessments.engine.notices.gist import _gist, gist_of

RECEIVED = date(2026, 11, 20)
PHRASES = Path(__file__).with_name("phrases_dev.jsonl")

FIGURES = ("0", "00", "0.00", "05", "1", "2", "3", "6", "7", "8", "9", "24", "30", "60", "90", "100", "180", "95188")


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    _gist.cache_clear()
    yield
    _gist.cache_clear()


def test_texts_that_differ_in_digits_alone_are_read_once(lexicon: NoticeLexicon) -> None:
    one = gist_of("您已逾期17天,应还2,386.50元,额度已暂停", lexicon)

    assert gist_of("您已逾期25天,应还1,999.99元,额度已暂停", lexicon) is one


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("可用额度降为0", "可用额度降为5"),
        ("可用额度: 5000元", "可用额度: 0000元"),
        ("您已逾30天", "您已逾31天"),
        ("请在6月5日前还款", "请在16月5日前还款"),
    ],
)
def test_digits_that_phrases_hold_are_told_apart(lexicon: NoticeLexicon, one: str, other: str) -> None:
    assert gist_of(one, lexicon) is not gist_of(other, lexicon)


def test_a_reading_is_the_same_whatever_was_read_before(lexicon: NoticeLexicon) -> None:
    dice = random.Random(20261130)  # noqa: S311 - a sample, no secret
    rows = PHRASES.read_text(encoding="utf-8").splitlines()
    texts = [_with_other_figures(json.loads(row)["text"], dice) for row in rows for _ in range(3)]
    one_after_the_other = [read_notice(text, lexicon, RECEIVED) for text in texts]

    for text, reading in zip(texts, one_after_the_other, strict=True):
        _gist.cache_clear()
        assert read_notice(text, lexicon, RECEIVED) == reading


def _with_other_figures(text: str, dice: random.Random) -> str:
    """Often digits that some phrase holds, else as many others."""

    def other(match: re.Match[str]) -> str:
        if dice.random() < 0.5:
            return dice.choice(FIGURES)
        return "".join(dice.choice("0123456789") for _ in match.group())

    return re.sub(r"[0-9]+", other, text)
