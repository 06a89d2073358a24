"""Fields take exactly what the schema says."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from rest_framework.exceptions import ValidationError

from config.api.fields import Amount, Day, FreeText, Input, Instant, Month, Text, Whole


@pytest.mark.parametrize("given", ["-1.00", "NaN", "Infinity", "1.005", "1e3", "1000000000000", 12, 1.5, True, None])
def test_amounts_that_are_no_money_are_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Amount().run_validation(given)


def test_the_largest_amount_is_accepted() -> None:
    assert Amount().run_validation("999999999999.99") == Decimal("999999999999.99")


@pytest.mark.parametrize("given", ["2026-02-31", "20260101", "1899-12-31", "2200-01-01", 5, "２０２６-01-01"])
def test_impossible_days_are_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Day().run_validation(given)


@pytest.mark.parametrize(
    "given", ["2026-11-20T10:00:00", "2026-11-20", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"]
)
def test_instants_without_offset_or_sense_are_refused(given: str) -> None:
    with pytest.raises(ValidationError):
        Instant().run_validation(given)


def test_an_instant_is_kept_in_utc() -> None:
    assert Instant().run_validation("2026-11-20T10:00:00+08:00") == datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize("given", ["a\x00b", "a\x85b", "\ud800", 5, None])
def test_texts_with_control_characters_are_refused(given: object) -> None:
    with pytest.raises(ValidationError):
        Text().run_validation(given)


@pytest.mark.parametrize("given", ["", "   ", "\t\n", "\u3000", "\u200b\ufeff"])
def test_texts_that_show_nothing_are_blank(given: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Text().run_validation(given)

    assert refused.value.get_codes() == ["blank"]
    assert FreeText().run_validation(given) == given


def test_unknown_fields_are_named_beside_other_errors() -> None:
    class Example(Input):
        month = Month()
        value = Whole()

    form = Example(data={"month": "2026-13", "value": 1, "wrong": []})

    assert not form.is_valid()
    assert set(form.errors) == {"month", "wrong"}
