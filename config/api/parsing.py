"""JSON as it should be: no NaN, no Infinity, no repeated names, no half characters, bounded in size and depth."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from config.api.problems import TooLarge

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(raw) > settings.MAX_BODY_BYTES:
            raise TooLarge
        return parse_json(raw)


def parse_json(raw: bytes) -> Any:
    """Raises ParseError (400) with words that say what is wrong."""
    if _depth(raw) > settings.MAX_JSON_DEPTH:
        raise ParseError(_("The JSON is nested deeper than %(n)d levels.") % {"n": settings.MAX_JSON_DEPTH})
    try:
        data = json.loads(
            raw.decode(), parse_constant=_refuse_constant, parse_float=_finite, object_pairs_hook=_unique_names
        )
        if _SURROGATE.search(raw):
            json.dumps(data, ensure_ascii=False).encode()
    except (UnicodeDecodeError, UnicodeEncodeError):
        raise ParseError(_("The body is not valid UTF-8.")) from None
    except ValueError as error:
        raise ParseError(_("The body is not valid JSON: %(why)s") % {"why": str(error)[:200]}) from None
    return data


def _depth(raw: bytes) -> int:
    """Measured before parsing, without recursion; brackets inside strings do not count."""
    depth = deepest = 0
    for sign in _STRING.sub(b"", raw).translate(None, _NO_BRACKETS):
        if sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is out of range")
    return number


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        names = [name for name, _value in pairs]
        repeated = next(name for name in data if names.count(name) > 1)
        raise ValueError(f"the name {json.dumps(repeated[:50])} is given twice")
    return data
