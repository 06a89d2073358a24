"""Dated values: in force from a day on, and an error, no guess, before it and after its end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assessments.engine.dated import DatedValue, Version, parse_facts
from assessments.engine.errors import NotInForce, PackError
from assessments.engine.packs.source import read_yaml
from tests.engine.plans import BASE

FACT = """
answer_days:
  description: {zh-Hans: 答复期限, en: Days to answer}
  unit: days
  values:
    - {value: 10, valid_from: 2010-01-01, source: {zh-Hans: 旧规, en: old rule},
       checked_on: 2026-11-24, verification: from_memory}
    - value: 15
      valid_from: 2020-03-01
      valid_to: 2025-12-31
      source: {zh-Hans: 新规, en: rule}
      article: {zh-Hans: 第二十条, en: art. 20}
      checked_on: 2026-11-24
      verification: text_seen
"""


def fact() -> DatedValue:
    return parse_facts(read_yaml(FACT, "facts.yaml"))["answer_days"]


def test_the_day_before_the_first_version_is_an_error() -> None:
    with pytest.raises(NotInForce, match="2009-12-31"):
        fact().at(date(2009, 12, 31))


def test_the_first_day_of_a_version_has_its_value() -> None:
    assert fact().at(date(2010, 1, 1)).value == 10
    assert fact().at(date(2020, 2, 29)).value == 10
    assert fact().at(date(2020, 3, 1)).value == 15


def test_the_last_day_of_a_version_has_its_value_and_the_next_has_none() -> None:
    assert fact().at(date(2025, 12, 31)).value == 15
    assert fact().get(date(2026, 1, 1)) is None
    with pytest.raises(NotInForce):
        fact().at(date(2026, 1, 1))


def test_a_version_keeps_where_it_comes_from() -> None:
    version = fact().at(date(2024, 1, 1))

    assert (version.source["en"], version.verification) == ("rule", "text_seen")
    assert version.article == {"zh-Hans": "第二十条", "en": "art. 20"}
    assert version.checked_on == date(2026, 11, 24)


def test_an_amount_is_no_count() -> None:
    with pytest.raises(TypeError, match="not a whole number"):
        _ = Version(value=Decimal("1.00"), valid_from=date(2020, 1, 1)).count


def changed(old: str, new: str) -> str:
    assert old in FACT
    return FACT.replace(old, new)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (changed("unit: days", "unit: weeks"), "'unit' cannot be 'weeks'"),
        (changed("value: 15", "value: fifteen"), "must be a whole number"),
        (changed("value: 15", "value: -1"), "out of range"),
        (changed("      source: {zh-Hans: 新规, en: rule}\n", ""), "'source' must be told in both languages"),
        (
            changed("      checked_on: 2026-11-24\n", ""),
            "'checked_on' is missing",
        ),
        (changed("verification: text_seen", "verification: sure"), "'verification' cannot be 'sure'"),
        (changed("valid_from: 2020-03-01", "valid_from: 2009-03-01"), "overlap or are out of order"),
        (changed("valid_to: 2025-12-31", "valid_to: 2019-12-31"), "before it begins"),
        (changed("article:", "artcle:"), "unknown key 'artcle'"),
        ("answer_days: {description: x, unit: days, values: []}", "has no value"),
    ],
)
def test_a_broken_fact_is_refused(text: str, says: str) -> None:
    with pytest.raises(PackError, match=says) as raised:
        parse_facts(read_yaml(text, "facts.yaml"))

    assert raised.value.file == "facts.yaml"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-1.00", "ten"])
def test_an_amount_must_be_a_plain_decimal(value: str) -> None:
    text = changed("unit: days", "unit: CNY").replace("value: 10", f'value: "{value}"')

    with pytest.raises(PackError, match="is no"):
        parse_facts(read_yaml(text, "facts.yaml"))


@pytest.mark.parametrize("key", sorted(BASE.facts))
def test_each_fact_of_the_pack_has_source_and_day_of_check(key: str) -> None:
    for version in BASE.facts[key].versions:
        assert version.source and version.checked_on is not None
        assert BASE.facts[key].description


@pytest.mark.parametrize(
    ("key", "value", "first_day", "verification"),
    [
        ("complaint_answer_days", 15, date(2020, 3, 1), "text_seen"),
        ("complaint_complex_days", 30, date(2020, 3, 1), "text_seen"),
        ("complaint_extension_days", 30, date(2020, 3, 1), "text_seen"),
        ("objection_days", 20, date(2013, 3, 15), "text_seen"),
        ("bad_record_years", 5, date(2013, 3, 15), "text_seen"),
        ("pboc_complaint_days", 30, date(2013, 3, 15), "from_memory"),
        ("limitation_years", 3, date(2021, 1, 1), "from_memory"),
        ("payment_order_objection_days", 15, date(2013, 1, 1), "text_seen"),
        ("judgment_appeal_days", 15, date(1991, 4, 9), "from_memory"),
        ("ruling_appeal_days", 10, date(1991, 4, 9), "from_memory"),
        ("repair_most_overdue", Decimal("10000.00"), date(2025, 12, 22), "text_seen"),
        ("repair_repaid_by", date(2026, 3, 31), date(2025, 12, 22), "text_seen"),
        ("card_instalment_months", 60, date(2011, 1, 13), "text_seen"),
    ],
)
def test_the_facts_of_the_domain(key: str, value: object, first_day: date, verification: str) -> None:
    version = BASE.facts[key].versions[0]

    assert (version.value, version.valid_from, version.verification) == (value, first_day, verification)


def test_the_loan_prime_rate_is_that_of_the_day() -> None:
    rate = BASE.facts["lpr_one_year_percent"]

    assert rate.at(date(2025, 5, 19)).value == Decimal("3.10")
    assert rate.at(date(2025, 5, 20)).value == Decimal("3.00")
