"""Sums of money and lengths of time that a notice names; offsets are those of the folded text."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from assessments.engine.notices.measures import LOOK_BACK, Measures

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_LONGEST = 20  # characters of a figure with its commas
_LIMIT = Decimal(10) ** 12
_LONGEST_LENGTH = 3660  # of any unit: a longer one is a figure of another kind
_DAY = 24


class Number(NamedTuple):
    value: Decimal
    start: int
    end: int


class Length(NamedTuple):
    """A stretch of time; `days` is None for months, years and broken days."""

    start: int
    end: int
    days: int | None


def find_numbers(text: str, measures: Measures) -> list[Number]:
    """Figures and Chinese numerals, in order; absurdly long ones are left out."""
    found: list[Number] = []
    for each in _NUMBER.finditer(text):
        figure = each.group().rstrip(",")
        if len(figure) <= _LONGEST:
            found.append(Number(Decimal(figure.replace(",", "")), each.start(), each.start() + len(figure)))
    for each in measures.numeral.finditer(text):
        value = numeral_value(each.group(), measures)
        if value is not None:
            found.append(Number(value, each.start(), each.end()))
    return sorted(found, key=lambda number: number.start)


def numeral_value(numeral: str, measures: Measures) -> Decimal | None:
    """The value of a Chinese numeral; None where a bare unit or a half inside makes it unreadable."""
    if numeral in measures.half:
        return Decimal("0.5")
    if measures.scales.get(numeral[0], 0) > 10 or not measures.half.isdisjoint(numeral):
        return None
    total = part = digit = 0
    for sign in numeral:
        scale = measures.scales.get(sign)
        if scale is None:
            digit = measures.digits[sign]
        elif scale < 10_000:
            part, digit = part + (digit or 1) * scale, 0
        else:
            total, part, digit = (total + part + digit) * scale, 0, 0
    return Decimal(total + part + digit)


def find_amounts(text: str, numbers: list[Number], measures: Measures) -> list[Number]:
    found = [_as_amount(text, number, measures) for number in numbers]
    return [amount for amount in found if amount is not None and amount.value < _LIMIT]


def _as_amount(text: str, number: Number, measures: Measures) -> Number | None:
    after = measures.money_after.match(text, number.end)
    before = measures.money_before.search(text[max(0, number.start - 5) : number.start])
    if after is None and before is None:
        return _bare_amount(text, number, measures)
    scale = after.group(1) if after else _scale_at(text, number.end, measures)
    end = after.end() if after else number.end + len(scale or "")
    start = number.start - len(before.group()) if before else number.start
    return Number(_rounded(number.value * (measures.scales[scale] if scale else 1)), start, end)


def _bare_amount(text: str, number: Number, measures: Measures) -> Number | None:
    """3.5万 without 元, or a figure right after a word such as 应还."""
    scale = _scale_at(text, number.end, measures)
    if scale and measures.scales[scale] >= 10_000 and not text.startswith(measures.counted, number.end + 1):
        return Number(_rounded(number.value * measures.scales[scale]), number.start, number.end + 1)
    named = measures.money_named.search(text[max(0, number.start - 10) : number.start])
    if named and not measures.unit.match(text, number.end) and not text.startswith(measures.counted, number.end):
        return Number(_rounded(number.value), number.start, number.end)
    return None


def _scale_at(text: str, at: int, measures: Measures) -> str | None:
    sign = text[at : at + 1]
    return sign if measures.scales.get(sign, 0) >= 100 else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def find_lengths(text: str, numbers: list[Number], measures: Measures) -> list[Length]:
    return [length for number in numbers if (length := _length_at(text, number, measures))]


def _length_at(text: str, number: Number, measures: Measures) -> Length | None:
    """The stretch of time that begins with this number; working days are none, they need a calendar."""
    unit = measures.unit.match(text, number.end)
    if unit is None or number.value > _LONGEST_LENGTH or measures.working.match(text, number.end):
        return None
    name = unit["name"]
    if name in measures.dated_units and not unit["counter"]:
        return None
    if name in measures.day_units and text.endswith(measures.date_marks, 0, number.start):
        return None
    return Length(number.start, unit.end(), _whole_days(number.value * measures.units[name]))


def _whole_days(hours: Decimal) -> int | None:
    days = hours / _DAY
    return int(days) if days >= 1 and days == days.to_integral_value() else None


def before(text: str, start: int) -> str:
    """The text that introduces what begins at `start`."""
    return text[max(0, start - LOOK_BACK) : start]


def is_lateness(text: str, length: Length, measures: Measures) -> bool:
    """Whether the length counts how late something is: 逾期17天, 17 days overdue."""
    if measures.within_after.match(text, length.end) or measures.before.match(text, length.end):
        return False
    named = measures.late_before.search(before(text, length.start))
    return bool(named or measures.late_after.match(text, length.end))
