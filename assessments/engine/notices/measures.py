"""The pack's words for money, time and dates, compiled to patterns that run in linear time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

PHRASE_KEYS = (
    "digits", "half", "money_before", "money_after", "money_named", "money_links", "counted", "counters", "dated_units",
    "day_marks", "month_marks", "year_marks", "working", "clock", "dayparts", "before", "due_before", "due_links",
    "within_after", "within_before", "until", "until_links", "as_of", "late_before", "late_links", "late_after",
    "term_before", "term_links", "again", "no_term", "applying",
)  # fmt: skip
NUMBER_KEYS = ("digit_variants", "scales", "units", "days_from_receipt")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
LOOK_BACK = 24  # folded characters before a number or date in which its introducing words may stand


@dataclass(frozen=True, slots=True)
class Measures:
    """Patterns named `…_before` are searched in the text that ends at a number or date, the others match after it."""

    digits: Mapping[str, int]
    half: frozenset[str]
    scales: Mapping[str, int]
    units: Mapping[str, int]
    counted: tuple[str, ...]
    counters: tuple[str, ...]
    dated_units: frozenset[str]
    date_marks: tuple[str, ...]
    day_units: frozenset[str]
    days_from_receipt: Mapping[str, int]
    applying: tuple[str, ...]
    numeral: re.Pattern[str]
    money_before: re.Pattern[str]
    money_after: re.Pattern[str]
    money_named: re.Pattern[str]
    unit: re.Pattern[str]
    working: re.Pattern[str]
    date: re.Pattern[str]
    before: re.Pattern[str]
    due_before: re.Pattern[str]
    within_after: re.Pattern[str]
    within_before: re.Pattern[str]
    until_before: re.Pattern[str]
    as_of_before: re.Pattern[str]
    late_before: re.Pattern[str]
    late_after: re.Pattern[str]
    term_before: re.Pattern[str]
    again: re.Pattern[str]
    no_term: re.Pattern[str]


def _any(words: Iterable[str]) -> str:
    """One of the words, longest first; a Latin word only as a whole."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(_whole(word) for word in ordered) + ")" if ordered else "(?!)"


def _whole(word: str) -> str:
    latin = word.isascii() and word[-1].isalpha()
    return rf"\b{re.escape(word)}\b" if latin and word[0].isalpha() else re.escape(word)


def _ends(words: str, links: str, most: int = 2) -> re.Pattern[str]:
    """Text that ends with one of the words and a few linking ones."""
    return re.compile(rf"{words}(?:\s?{links}){{0,{most}}}\s?$")


def build_measures(words: Callable[[str], tuple[str, ...]], numbers: Callable[[str], Mapping[str, int]]) -> Measures:
    """`words` gives the phrases of a key of the pack's `measures`, `numbers` one of its tables."""
    scales, units = numbers("scales"), numbers("units")
    digits = {**{digit: at for at, digit in enumerate(words("digits"))}, **numbers("digit_variants")}
    signs = "".join(sorted({*digits, *scales, *words("half")}))
    counters, scale = _any(words("counters")), _any(each for each in scales if scales[each] >= 100)
    return Measures(
        digits=digits,
        half=frozenset(words("half")),
        scales=scales,
        units=units,
        counted=words("counted"),
        counters=words("counters"),
        dated_units=frozenset(words("dated_units")),
        date_marks=(*words("month_marks"), "-", "/"),
        day_units=frozenset(words("day_marks")),
        days_from_receipt=numbers("days_from_receipt"),
        applying=words("applying"),
        numeral=re.compile(rf"[{re.escape(signs)}]{{1,12}}" if signs else "(?!)"),
        money_before=re.compile(rf"{_any(words('money_before'))}\s?$"),
        money_after=re.compile(rf"\s?({scale})?\s?{_any(words('money_after'))}"),
        money_named=_ends(_any(words("money_named")), _any(words("money_links"))),
        unit=re.compile(rf"[\s-]?(?P<counter>{counters})?\s?(?P<name>{_any(units)})"),
        working=re.compile(rf"\s?(?:{counters})?\s?{_any(words('working'))}"),
        date=_date_pattern(words, numbers("days_from_receipt")),
        before=_before_pattern(words),
        due_before=_ends(_any(words("due_before")), _any(words("due_links"))),
        within_after=re.compile(rf"\s?{_any(words('within_after'))}"),
        within_before=re.compile(rf"{_any(words('within_before'))}\s?$"),
        until_before=_ends(_any(words("until")), _any(words("until_links"))),
        as_of_before=_ends(_any(words("as_of")), _any(words("until_links"))),
        late_before=_ends(_any(words("late_before")), _any(words("late_links")), 3),
        late_after=re.compile(rf"\s?{_any(words('late_after'))}"),
        term_before=_ends(_any(words("term_before")), _any(words("term_links"))),
        again=re.compile(rf"\s?{_any(words('again'))}"),
        no_term=re.compile(rf"\s?{_any(words('no_term'))}"),
    )


def _date_pattern(words: Callable[[str], tuple[str, ...]], near: Mapping[str, int]) -> re.Pattern[str]:
    years, months, days = (_any(words(key)) for key in ("year_marks", "month_marks", "day_marks"))
    begins = re.escape("".join(sorted({word[0] for word in near})))
    return re.compile(
        rf"(?=[\djfmasond{begins}])"  # most characters begin no date: one look
        rf"(?:(?<!\d)(?P<y1>\d{{4}})\s?(?:[-/.]|{years})\s?(?P<m1>\d{{1,2}})\s?(?:[-/.]|{months})\s?(?P<d1>\d{{1,2}})(?!\d)(?:\s?{days})?"
        rf"|(?<![\d/.-])(?P<m2>\d{{1,2}})\s?{months}\s?(?P<d2>\d{{1,2}})(?!\d)(?:\s?{days})?"
        rf"|(?<!\d)(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<m3>{_MONTH})(?![a-z])(?:,?\s(?P<y3>\d{{4}})(?!\d))?"
        rf"|\b(?P<m4>{_MONTH})\s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s(?P<y4>\d{{4}})(?!\d))?"
        rf"|(?P<word>{_any(near)}))"
    )


def _before_pattern(words: Callable[[str], tuple[str, ...]]) -> re.Pattern[str]:
    """前, perhaps after a weekday in brackets and a clock time."""
    part, hour = _any(words("dayparts")), _any(words("clock"))
    clock = rf"(?:{part})?\s?\d{{1,2}}\s?{hour}\s?(?:\d{{1,2}})?[^\d\s]?"
    return re.compile(rf"\s?(?:\([^)]{{0,6}}\))?\s?(?:{clock}|{part})?\s?{_any(words('before'))}")
