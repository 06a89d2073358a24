"""Amounts, days overdue and lengths of time that a notice names. Works on folded text, offsets are the folded ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HAN = re.compile("[零〇一二两三四五六七八九十百千万亿半]{1,12}")
_HAN_DIGITS = {sign: at for at, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_SCALE = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CURRENCY_BEFORE = re.compile(r"(?:[¥$€£]|\b(?:rmb|cny|hkd|usd|hk\$|us\$)|人民币|港币|港元)\s?$")
_CURRENCY_AFTER = re.compile(r"\s?(百|千|万|亿)?\s?(?:元|块|圆|人民币|港币|港元|rmb\b|cny\b|hkd\b|usd\b|yuan\b|dollars\b)")
_NAMED_BEFORE = re.compile(r"(?:应还|欠款|金额|本金|利息|欠|余额|款项)(?:为|:|是|共|合计|总计|约)?\s?$")
_UNIT = re.compile(
    r"\s?(?:个)?\s?(自然日|天|日|小时|周|星期|礼拜|月|年|days?\b|hours?\b|hrs?\b|weeks?\b|months?\b|years?\b)"
)
_DAYS = {"自然日": 1, "天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "day": 1, "week": 7}
_HOURS = frozenset({"小时", "hour", "hr"})
_WORKING = re.compile(r"\s?(?:个)?\s?(?:工作日|working days?|business days?)")
_MOST_DIGITS = 15
_LIMIT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of time: `days` is None for months, years and broken days; `hours` only where so counted."""

    start: int
    end: int
    days: int | None


def find_numbers(text: str) -> list[Number]:
    """Figures and Chinese numerals, in order; absurdly long ones are left out."""
    found = [
        Number(Decimal(each.group().replace(",", "")), each.start(), each.start() + len(each.group().rstrip(",")))
        for each in _NUMBER.finditer(text)
        if each.end() - each.start() <= _MOST_DIGITS + 5
    ]
    for each in _HAN.finditer(text):
        value = han_value(each.group())
        if value is not None:
            found.append(Number(value, each.start(), each.end()))
    return sorted(found, key=lambda number: number.start)


def han_value(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral below 10^12; None for a bare unit such as 万 or an unreadable one.

    >>> han_value("三千五百"), han_value("十五"), han_value("半"), han_value("万")
    (Decimal('3500'), Decimal('15'), Decimal('0.5'), None)
    """
    if numeral == "半":
        return Decimal("0.5")
    if numeral[0] in "百千万亿" or "半" in numeral:
        return None
    total = part = digit = 0
    for sign in numeral:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
            continue
        unit = _HAN_UNITS[sign]
        if unit < 10_000:
            part, digit = part + (digit or 1) * unit, 0
        else:
            total, part, digit = (total + part + digit) * unit, 0, 0
    return Decimal(total + part + digit)


def find_amounts(text: str, numbers: list[Number]) -> list[Number]:
    found = [amount for number in numbers if (amount := _as_amount(text, number)) is not None]
    return [amount for amount in found if amount.value < _LIMIT]


def _as_amount(text: str, number: Number) -> Number | None:
    after = _CURRENCY_AFTER.match(text, number.end)
    before = _CURRENCY_BEFORE.search(text[max(0, number.start - 5) : number.start])
    if after is None and before is None:
        return _bare_amount(text, number)
    scale = after.group(1) if after else _scale_at(text, number.end)
    end = after.end() if after else number.end + (1 if scale else 0)
    start = number.start - len(before.group()) if before else number.start
    return Number(_rounded(number.value * _SCALE.get(scale or "", 1)), start, end)


def _bare_amount(text: str, number: Number) -> Number | None:
    """3.5万 without 元, or a figure right after a word such as 应还."""
    scale = _scale_at(text, number.end)
    if scale in ("万", "亿") and not text[number.end + 1 : number.end + 2] in tuple("人次笔名户家件位个条"):
        return Number(_rounded(number.value * _SCALE[scale]), number.start, number.end + 1)
    named = _NAMED_BEFORE.search(text[max(0, number.start - 8) : number.start])
    if named and not _UNIT.match(text, number.end) and text[number.end : number.end + 1] not in tuple("期笔%"):
        return Number(_rounded(number.value), number.start, number.end)
    return None


def _scale_at(text: str, at: int) -> str | None:
    return text[at] if at < len(text) and text[at] in _SCALE else None


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def length_at(text: str, number: Number) -> Length | None:
    """The stretch of time that begins with this number; working days are none, they need a calendar."""
    if _WORKING.match(text, number.end):
        return None
    unit = _UNIT.match(text, number.end)
    if unit is None or number.value > 3660:
        return None
    name = unit.group(1).rstrip("s")
    if unit.group(1) == "月" and "个" not in unit.group() or unit.group(1) == "日" and _is_day_of_month(text, number):
        return None
    return Length(number.start, unit.end(), _whole_days(number.value, name))


def _is_day_of_month(text: str, number: Number) -> bool:
    """The 30 of 11月30日 is a date, not a length."""
    return text[max(0, number.start - 1) : number.start] in ("月", "-", "/")


def _whole_days(value: Decimal, unit: str) -> int | None:
    days = value / 24 if unit in _HOURS else value * _DAYS.get(unit, 0)
    return int(days) if days == days.to_integral_value() and days >= 1 else None
