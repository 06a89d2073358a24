"""Values of law and practice that hold from a day on, each with its source. Before its first day: an error, no guess.

>>> days = DatedValue("demo", {"en": "Days to answer"}, "days", (Version(value=15, valid_from=date(2020, 3, 1)),))
>>> days.at(date(2020, 3, 1)).value
15
>>> days.at(date(2020, 2, 29))
Traceback (most recent call last):
...
assessments.engine.errors.NotInForce: 'demo' is not in force on 2020-02-29; it holds from 2020-03-01.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from assessments.engine.errors import NotInForce, gather

if TYPE_CHECKING:
    from assessments.engine.packs.source import Section

Plain = int | Decimal | date | str
VERIFICATIONS = ("text_seen", "from_memory")
UNITS = ("days", "months", "years", "times", "percent", "CNY", "date", "phone", "channel", "rule")
"""`channel` and `phone` are texts; `rule` holds the short sense of a rule that is no quantity."""

_TYPES: dict[str, type] = {"days": int, "months": int, "years": int, "times": int, "date": date}


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What holds from `valid_from` to `valid_to`, both included; no end known where None. Sources by language."""

    valid_from: date
    valid_to: date | None = None
    source: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, str] | None = None
    published: date | None = None
    checked_on: date | None = None
    verification: str = "from_memory"


D = TypeVar("D", bound=InForce)


def in_force(versions: Sequence[D], day: date) -> D | None:
    """Of versions, oldest first, the one that holds on `day`, or None."""
    for version in reversed(versions):
        if version.valid_from <= day:
            return version if version.valid_to is None or day <= version.valid_to else None
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(InForce):
    value: Plain

    @property
    def count(self) -> int:
        """The value of a fact counted in days, months, years or times."""
        if not isinstance(self.value, int):
            raise TypeError(f"{self.value!r} is not a whole number")
        return self.value


@dataclass(frozen=True, slots=True)
class DatedValue:
    """`versions` run oldest first and do not overlap; `description` by language."""

    key: str
    description: Mapping[str, str]
    unit: str
    versions: tuple[Version, ...]

    def at(self, day: date) -> Version:
        """The version that holds on `day`; raises NotInForce where none does."""
        found = self.get(day)
        if found is None:
            raise NotInForce(f"{self.key!r} is not in force on {day}; it holds {self._when()}.")
        return found

    def get(self, day: date) -> Version | None:
        """The version that holds on `day`, or None."""
        return in_force(self.versions, day)

    def _when(self) -> str:
        return ", ".join(_span(each) for each in self.versions)


def _span(version: Version) -> str:
    end = f" to {version.valid_to}" if version.valid_to else ""
    return f"from {version.valid_from}{end}"


def parse_facts(section: Section) -> dict[str, DatedValue]:
    """The `facts` of a pack, by key."""
    return gather(lambda key: _parse_fact(key, section.need(key, type(section))), sorted(section))


def _parse_fact(key: str, data: Section) -> DatedValue:
    data.only("description", "unit", "values")
    unit = data.one_of("unit", UNITS)
    versions = tuple(_parse_version(entry, unit) for entry in data.sections("values"))
    if not versions:
        raise data.error(f"fact {key!r} has no value", "values", "Add a value with `valid_from`.")
    check_order(versions, data, "values", key)
    return DatedValue(key, data.texts("description"), unit, versions)


def check_order(versions: Sequence[InForce], data: Section, entry: str, key: str) -> None:
    for earlier, later in pairwise(versions):
        if later.valid_from <= (earlier.valid_to or earlier.valid_from):
            raise data.error(f"the values of {key!r} overlap or are out of order", entry, "Oldest first.")


def _parse_version(data: Section, unit: str) -> Version:
    data.only("value", *PERIOD)
    return Version(value=_value(data, unit), **parse_period(data))


PERIOD = ("valid_from", "valid_to", "source", "article", "published", "checked_on", "verification")


def parse_period(data: Section) -> dict[str, Any]:
    """From when to when it holds, who says so, and how that is known: the fields of `InForce`."""
    valid_from, valid_to = data.need("valid_from", date), data.get_as("valid_to", date, None)
    if valid_to is not None and valid_to < valid_from:
        raise data.error(f"it ends on {valid_to}, before it begins", "valid_to", "Check both dates.")
    published, checked_on = data.get_as("published", date, None), data.need("checked_on", date)
    if published is not None and published > checked_on:
        raise data.error(f"it was checked before it was published on {published}", "checked_on", "Check both dates.")
    return {
        "valid_from": valid_from,
        "valid_to": valid_to,
        "source": data.texts("source"),
        "article": data.texts("article") if data.get("article") else None,
        "published": published,
        "checked_on": checked_on,
        "verification": data.one_of("verification", VERIFICATIONS),
    }


def _value(data: Section, unit: str) -> Plain:
    """Whole numbers and dates as they are; amounts and percents as quoted decimals; all else as text."""
    if unit in _TYPES:
        return _counted(data, unit)
    text = data.need("value", str)
    if unit not in ("CNY", "percent"):
        return text
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise data.error(f"{text!r} is no decimal", "value", 'Such as "10000.00".') from error
    if not found.is_finite() or found < 0:
        raise data.error(f"{text!r} is no amount", "value", 'Such as "10000.00".')
    return found


def _counted(data: Section, unit: str) -> Plain:
    found: Plain = data.need("value", _TYPES[unit])
    if isinstance(found, int) and not 0 <= found <= 36_500:
        raise data.error(f"{found} {unit} is out of range", "value", "From 0 to 36500.")
    return found
