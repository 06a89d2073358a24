"""The guard can fail: each entry of the list catches what it should and lets pass what it should."""

from __future__ import annotations

import pytest

from tests.honesty.guard import Entry, entries, offences

ALL = [(language, entry) for language, found in entries().items() for entry in found]
IDS = [f"{language}-{entry.means}" for language, entry in ALL]


@pytest.mark.parametrize(("language", "entry"), ALL, ids=IDS)
def test_an_entry_catches_its_sentences(language: str, entry: Entry) -> None:
    assert entry.caught and entry.fine
    assert [text for text in entry.caught if not entry.offends(text)] == []


@pytest.mark.parametrize(("language", "entry"), ALL, ids=IDS)
def test_an_entry_lets_denials_and_warnings_pass(language: str, entry: Entry) -> None:
    assert [text for text in entry.fine if list(offences(text))] == []


def test_both_languages_forbid_the_same_kinds_of_things() -> None:
    kinds = {language: {entry.means for entry in found} for language, found in entries().items()}

    assert kinds["zh-Hans"] - kinds["en"] == {"says that use of the line will return"}


def test_a_denial_in_another_sentence_excuses_nothing() -> None:
    assert list(offences("Nobody can guarantee anything. We guarantee success.")) == [
        "guarantees: We guarantee success."
    ]


def test_what_others_said_is_theirs() -> None:
    assert list(offences("对方写明的条件：“还清后即可恢复使用”。是否恢复由对方决定。")) == []
    assert list(offences("还清后即可恢复使用。")) != []
