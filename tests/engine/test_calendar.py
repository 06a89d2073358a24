"""Working days and terms: the table compared with a second one, and how the last day of a term is found."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from assessments.engine.calendar import WorkCalendar
from assessments.engine.errors import PackError
from assessments.engine.packs.source import Section, read_yaml
from tests.engine.plans import BASE

CALENDAR = BASE.calendar
HEAD = "source: {zh-Hans: 表, en: a table}\nverification: from_memory\n"


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2008, 2027))
def test_every_day_agrees_with_a_second_table(year: int) -> None:
    ours = {day: CALENDAR.is_working_day(day) for day in days_of(year)}

    assert ours == {day: chinese_calendar.is_workday(day) for day in days_of(year)}


def test_a_weekend_day_worked_in_exchange_is_a_working_day() -> None:
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert not CALENDAR.is_working_day(date(2026, 10, 11))


def test_the_next_working_day_is_the_day_itself_where_it_is_one() -> None:
    assert CALENDAR.next_working_day(date(2026, 9, 30)) == date(2026, 9, 30)


def test_the_next_working_day_after_the_national_holiday() -> None:
    assert CALENDAR.next_working_day(date(2026, 10, 1)) == date(2026, 10, 8)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert CALENDAR.add_days(date(2026, 10, 15), 15) == date(2026, 10, 30)


def test_working_days_leave_out_holidays_and_count_days_worked_in_exchange() -> None:
    assert CALENDAR.add_days(date(2026, 9, 30), 1, "working") == date(2026, 10, 8)
    assert CALENDAR.add_days(date(2026, 9, 30), 3, "working") == date(2026, 10, 10)


def test_no_days_end_on_the_day_itself() -> None:
    assert CALENDAR.add_days(date(2026, 10, 3), 0) == date(2026, 10, 3)
    assert CALENDAR.add_days(date(2026, 10, 3), 0, "working") == date(2026, 10, 3)


def test_a_last_day_on_a_holiday_rolls_and_one_on_a_working_day_stays() -> None:
    assert CALENDAR.roll(date(2026, 10, 5)) == date(2026, 10, 8)
    assert CALENDAR.roll(date(2026, 9, 30)) == date(2026, 9, 30)


def test_years_without_a_table_are_provisional_and_know_weekends_only() -> None:
    national_day = date(2035, 10, 1)  # a Monday

    assert CALENDAR.is_provisional(national_day)
    assert CALENDAR.is_working_day(national_day)
    assert not CALENDAR.is_working_day(date(2035, 10, 6))
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_a_term_into_a_year_without_a_table_is_provisional() -> None:
    assert not CALENDAR.span_is_provisional(date(2026, 12, 1), date(2026, 12, 31))
    assert CALENDAR.span_is_provisional(date(2026, 12, 1), date(2027, 1, 1))


@pytest.mark.parametrize("start", [date(1900, 1, 1), date(2199, 12, 31), date(9999, 12, 31)])
@pytest.mark.parametrize("counting", ["calendar", "working"])
def test_ten_years_never_overflow(start: date, counting: str) -> None:
    assert CALENDAR.add_days(start, 3650, counting) >= start


def calendar_from(text: str) -> WorkCalendar:
    return WorkCalendar.from_data(read_yaml(HEAD + text, "calendar.yaml"))


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("20x6: {free: []}", 3, "is not a year"),
        ("2026:\n  free:\n    - {name: 元旦, from: 2025-12-31, to: 2026-01-01}", 5, "no span of 2026"),
        ("2026:\n  free:\n    - {name: 元旦, from: 2026-01-03, to: 2026-01-01}", 5, "no span of 2026"),
        ("2026: {worked: [2026-10-12]}", 3, "no weekend day"),
        ("2026: {worked: [2025-10-11]}", 3, "no weekend day"),
        ("2026: {holidays: []}", 3, "unknown key 'holidays'"),
        ("2026:\n  free:\n    - {name: x, from: 2026-10-10, to: 2026-10-10}\n  worked: [2026-10-10]", 1, "both free"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(PackError, match=says) as raised:
        calendar_from(text)

    assert raised.value.line == line


def test_a_table_needs_its_source() -> None:
    with pytest.raises(PackError, match="'source' must be told in both languages"):
        WorkCalendar.from_data(Section({"verification": "from_memory"}))
