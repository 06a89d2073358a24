"""JSON bodies are refused before they can do harm."""

import pytest
from rest_framework.exceptions import ParseError

from config.api.parsing import parse_json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b'"\\ud800"',
        b'"\xff"',
        b"[" * 21 + b"]" * 21,
        b"[" * 100_000,
        b"1" * 5_000,
    ],
)
def test_broken_json_is_a_parse_error(raw: bytes) -> None:
    with pytest.raises(ParseError):
        parse_json(raw)


def test_twenty_levels_are_accepted_and_brackets_in_strings_do_not_count() -> None:
    assert parse_json(b"[" * 20 + b"]" * 20)
    assert parse_json(b'{"a": "[[[[[[[[[[[[[[[[[[[[[[[["}') == {"a": "[" * 24}
