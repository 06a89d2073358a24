"""The smaller tables of a pack: thresholds and weighing, risk points and signals, gaps, products, warnings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

from assessments.engine.conditions import Condition, leaves
from assessments.engine.dated import PERIOD, InForce, check_order, parse_period
from assessments.engine.errors import gather
from assessments.engine.evidence import Provenance
from assessments.engine.facts import UNKNOWN_LENDER, complaint_route
from assessments.engine.indicators import REGISTRY
from assessments.engine.packs.rules import CAUSES, SUPPORTS, VERIFICATIONS, parse_condition, parse_params
from assessments.engine.packs.source import Section, suggest
from assessments.engine.values import Unknown, Value

LEVELS = ("unknown", "low", "elevated", "high", "severe")
SIGNALS = (
    "repeated_overdue",
    "score_drop",
    "frequent_borrowing",
    "suspected_misuse",
    "many_inquiries",
    "high_utilisation",
)
CLAIMS = ("denies_arrears",)
DETAILS = (
    "available", "limit_hidden", "restricted", "maintenance", "closed_by_platform", "closed_by_client",
    "insufficient_evidence", "conflicting_evidence",
)  # fmt: skip
"""What `status_detail` may be."""
GAPS = ("display", "notice", "repayment", "credit_report", "score", "drawdown")
LIMITS = (
    "late_grace_days", "repeated_overdue_months", "score_drop_points", "score_window_days", "borrowing_short_days",
    "borrowing_short_draws", "borrowing_long_days", "borrowing_long_draws", "misuse_self_percent", "inquiries_days",
    "inquiries_many", "utilisation_percent", "cured_months", "report_fresh_days", "code_fresh_months",
    "display_fresh_days", "maintenance_words_days", "maintenance_over_days", "policy_window_days",
)  # fmt: skip
"""Thresholds the engine itself reads; a pack may hold more for its rules."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """How weights become support: percents by provenance and by age in days, and the least points of each support."""

    support: Mapping[str, int]
    provenance: Mapping[Provenance, int]
    ages: tuple[tuple[int, int], ...]
    oldest: int

    def percent_of_age(self, days: int) -> int:
        return next((percent for up_to, percent in self.ages if days <= up_to), self.oldest)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A private score: its scale and where its bands begin, lowest left out."""

    lowest: int
    highest: int
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Characteristic:
    """Points by the value of an indicator: those of the last bin whose `from` it reaches; `neutral` where unknown."""

    name: str
    indicator: str
    neutral: int
    bins: tuple[tuple[int, int], ...]

    def points(self, value: Value) -> int:
        if isinstance(value, str | Unknown):
            return self.neutral
        found = self.neutral
        for start, points in self.bins:
            if value >= start:
                found = points
        return found


@dataclass(frozen=True, slots=True)
class SignalSpec:
    """`levels`: pairs of level and condition, highest first; the first that holds speaks."""

    name: str
    points: int
    params: Mapping[str, str]
    levels: tuple[tuple[str, Condition], ...]


@dataclass(frozen=True)
class RiskTable:
    characteristics: tuple[Characteristic, ...]
    levels: tuple[tuple[str, int], ...]
    floors: tuple[tuple[str, Condition], ...]
    signals: tuple[SignalSpec, ...]
    known_by: tuple[str, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the floors, then those of the signals' levels, in order."""
        floors = tuple(when for _, when in self.floors)
        return floors + tuple(when for spec in self.signals for _, when in spec.levels)

    @cached_property
    def indicators(self) -> frozenset[str]:
        """Every indicator that risk is made of."""
        tested = {leaf.indicator for when in self.conditions for leaf in leaves(when)}
        told = {name for spec in self.signals for name in spec.params.values()}
        return frozenset({*tested, *told, *self.known_by, *(each.indicator for each in self.characteristics)})


@dataclass(frozen=True, slots=True)
class GapSpec:
    """`fresh_days`: older evidence leaves the gap open (None: any age will do).

    `needless_in`: states of the account (`status_detail`) in which it decides nothing.
    """

    missing: str
    fresh_days: int | None
    needless_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A credit product. `institutions`: parts of lender names, lower case, that mean this account in a report.

    `channel`: the fact that holds the official customer line; the channel of a complaint follows from `lender_type`.
    """

    key: str
    names: Mapping[str, str]
    kind: str
    pack: str
    lender_type: str
    lender_of_record: str
    channel: str
    institutions: tuple[str, ...]
    instalment_right: bool
    source: Mapping[str, str]
    verification: str

    @property
    def is_card(self) -> bool:
        return self.kind.startswith("credit_card")

    @property
    def complaint_route(self) -> str | None:
        """The fact that names the channel of a complaint; None where the contract must be read first."""
        return complaint_route(self.lender_type)


WHERE = ("statements", "notices")


@dataclass(frozen=True, eq=False)
class WarningWords:
    """Words that raise a warning, looked for in `where`: statements, or notices (with displays)."""

    name: str
    where: tuple[str, ...]
    words: tuple[str, ...]
    only_causes: tuple[str, ...] = field(default=())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One of the words; nothing where there are none."""
        return re.compile("|".join(map(re.escape, self.words)) or "(?!)")


def parse_limits(data: Section) -> dict[str, int]:
    limits = data.need("limits", Section)
    for name in LIMITS:
        if limits.need(name, int) < 0:
            raise limits.error(f"limit {name!r} is negative", name, "From 0 up.")
    return {name: limits.need(name, int) for name in limits}


def parse_weighing(data: Section) -> Weighing:
    support, provenance = data.need("support", Section), data.need("provenance_percent", Section)
    support.only(*SUPPORTS)
    provenance.only(*Provenance)
    ages = [(entry.need("days", int), entry.need("percent", int)) for entry in data.sections("age_percent")]
    if any(later <= earlier or less > more for (earlier, more), (later, less) in pairwise(ages)):
        raise data.error("ages must rise and percents must not", "age_percent", "Youngest first, 100 first.")
    least = [support.need(name, int) for name in SUPPORTS]
    if least != sorted(set(least)) or least[0] < 1:
        raise data.error("the least points of each support must rise", "support", "From weak to strong.")
    return Weighing(
        dict(zip(SUPPORTS, least, strict=True)),
        {each: _percent(provenance, each) for each in Provenance},
        tuple(ages),
        _percent(data, "oldest_percent"),
    )


def _percent(data: Section, key: str) -> int:
    found = data.need(key, int)
    if not 0 <= found <= 100:
        raise data.error(f"{found} percent is out of range", key, "From 0 to 100.")
    return found


def parse_schemes(data: Section) -> dict[str, Scheme]:
    schemes = data.section("schemes")
    found = {}
    for name in schemes:
        entry = schemes.need(name, Section)
        entry.only("lowest", "highest", "bands")
        lowest, highest = entry.need("lowest", int), entry.need("highest", int)
        bands = entry.get_as("bands", list, [])
        if any(type(band) is not int or not lowest < band <= highest for band in bands) or lowest >= highest:
            raise entry.error("bands must be whole numbers inside the scale", "bands", f"From {lowest} to {highest}.")
        if bands != sorted(set(bands)):
            raise entry.error("bands must rise", "bands", "Lowest first, each once.")
        found[name] = Scheme(lowest, highest, tuple(bands))
    return found


CLASSES = ("special_mention", "substandard", "doubtful", "loss")


KINDS = ("loan", "credit_card")
"""Of accounts, as risk classes tell them apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDays(InForce):
    """Risk classes with the days overdue from which on they hold, while the rule that sets them is in force."""

    days: tuple[tuple[str, int], ...]


def parse_classes(data: Section) -> dict[str, tuple[ClassDays, ...]]:
    """By kind of account the risk classes, each with its dates and source, oldest first."""
    kinds = data.need("classes", Section)
    kinds.only(*KINDS)
    return {kind: _classes_of(kinds, kind) for kind in KINDS}


def _classes_of(kinds: Section, kind: str) -> tuple[ClassDays, ...]:
    if isinstance(kinds.get(kind), Section):  # packs stored before the days were dated: held to hold ever since
        entry = kinds.need(kind, Section)
        entry.only(*CLASSES)
        return (ClassDays(days=_class_days(entry), valid_from=date.min),)
    entries = kinds.sections(kind)
    if not entries:
        raise kinds.error(f"{kind!r} has no classes", kind, "Add their days with `valid_from`.")
    for entry in entries:
        entry.only(*CLASSES, *PERIOD)
    found = tuple(ClassDays(days=_class_days(entry), **parse_period(entry)) for entry in entries)
    check_order(found, kinds, kind, kind)
    return found


def _class_days(entry: Section) -> tuple[tuple[str, int], ...]:
    days = tuple((name, entry.need(name, int)) for name in CLASSES)
    for (_, earlier), (name, later) in pairwise(days):
        if later <= earlier:
            raise entry.error("days must rise from class to class", name, f"In the order {', '.join(CLASSES)}.")
    return days


def parse_risk(data: Section, limits: Mapping[str, int]) -> RiskTable:
    data.only("characteristics", "levels", "floors", "signals", "known_by")
    parts, levels = data.need("characteristics", Section), data.need("levels", Section)
    levels.only(*LEVELS[1:])
    floors = [_levelled(entry, limits) for entry in data.sections("floors")]
    signals = data.need("signals", Section)
    signals.only(*SIGNALS)
    least = [levels.need(name, int) for name in LEVELS[1:]]
    if least != sorted(set(least)):
        raise data.error("the least points of the levels must rise", "levels", "From low to severe.")
    return RiskTable(
        tuple(gather(lambda name: _parse_characteristic(name, parts.need(name, Section)), sorted(parts)).values()),
        tuple(zip(LEVELS[1:], least, strict=True)),
        tuple(floors),
        tuple(gather(lambda name: _parse_signal(name, signals.need(name, Section), limits), SIGNALS).values()),
        tuple(_known_indicator(data, name) for name in data.strings("known_by")),
    )


def _known_indicator(data: Section, name: str) -> str:
    if name not in REGISTRY:
        raise data.error(f"unknown indicator {name!r}", "known_by", suggest(name, tuple(REGISTRY)))
    return name


def _levelled(entry: Section, limits: Mapping[str, int]) -> tuple[str, Condition]:
    entry.only("level", "when")
    return entry.one_of("level", LEVELS[1:]), parse_condition(entry.need("when", Section), limits, tuple(REGISTRY))


def _parse_characteristic(name: str, data: Section) -> Characteristic:
    """Monotone by construction: points never fall as the value rises, or never rise where `better: higher`."""
    data.only("indicator", "neutral", "bins", "better")
    indicator, neutral = data.need("indicator", str), data.need("neutral", int)
    if indicator not in REGISTRY:
        raise data.error(f"unknown indicator {indicator!r}", "indicator", suggest(indicator, tuple(REGISTRY)))
    bins = [(entry.need("from", int), entry.need("points", int)) for entry in data.sections("bins")]
    points = [each for _, each in bins]
    falling = data.one_of("better", ("lower", "higher"), "lower") == "higher"
    starts = [start for start, _ in bins]
    if not bins or starts != sorted(set(starts)) or points != sorted(points, reverse=falling) or min(points) < 0:
        raise data.error("bins must rise and points run one way from zero up", "bins", "Keep the table monotone.")
    if not min(points) <= neutral <= max(points):
        remedy = f"From {min(points)} to {max(points)}."
        raise data.error("`neutral` lies outside the points of the bins", "neutral", remedy)
    return Characteristic(name, indicator, neutral, tuple(bins))


def _parse_signal(name: str, data: Section, limits: Mapping[str, int]) -> SignalSpec:
    data.only("points", "params", "levels")
    levels = tuple(_levelled(entry, limits) for entry in data.sections("levels"))
    if not levels:
        raise data.error("a signal needs at least one level", "levels", "Add `- {level: elevated, when: {…}}`.")
    return SignalSpec(name, data.need("points", int), parse_params(data), levels)


def parse_gaps(data: Section) -> tuple[GapSpec, ...]:
    data.only(*GAPS)
    found = []
    for name in GAPS:
        entry = data.need(name, Section)
        entry.only("fresh_days", "needless_in")
        needless = entry.some_of("needless_in", DETAILS)
        found.append(GapSpec(name, entry.get_as("fresh_days", int, None), needless))
    return tuple(found)


_PRODUCT_KEYS = (
    "zh-Hans", "en", "kind", "pack", "lender_type", "lender_of_record", "channel", "institutions", "instalment_right",
    "source", "verification",
)  # fmt: skip
PRODUCT_KINDS = ("consumer_loan", "pay_later", "credit_card", "credit_card_instalment", "other")
LENDER_TYPES = (
    "bank", "consumer_finance", "small_loan", "trust", "insurer", "payment", "platform", UNKNOWN_LENDER,
)  # fmt: skip
"""By licence: who hears a complaint follows from it (`facts.complaint_route`). A platform lends nothing itself."""


def parse_products(data: Section) -> dict[str, Product]:
    found = gather(lambda name: _parse_product(name, data.need(name, Section)), sorted(data))
    if "other" not in found:
        raise data.error("product 'other' is missing", remedy="Unknown products use it.")
    return found


def _parse_product(key: str, data: Section) -> Product:
    data.only(*_PRODUCT_KEYS)
    kind, right = data.one_of("kind", PRODUCT_KINDS), data.get_as("instalment_right", bool, False)
    if right and not kind.startswith("credit_card"):
        raise data.error(f"{key!r} has no right to instalments", "instalment_right", "Only credit cards do (art. 70).")
    return Product(
        key=key,
        names={language: data.need(language, str) for language in ("zh-Hans", "en")},
        kind=kind,
        pack=data.get_as("pack", str, "base"),
        lender_type=data.one_of("lender_type", LENDER_TYPES, UNKNOWN_LENDER),
        lender_of_record=data.get_as("lender_of_record", str, ""),
        channel=data.get_as("channel", str, ""),
        institutions=tuple(name.lower() for name in data.strings("institutions")),
        instalment_right=right,
        source=data.texts("source"),
        verification=data.one_of("verification", VERIFICATIONS),
    )


def parse_warnings(data: Section) -> tuple[WarningWords, ...]:
    return tuple(gather(lambda name: _parse_warning(name, data.need(name, Section)), sorted(data)).values())


def _parse_warning(name: str, data: Section) -> WarningWords:
    data.only("where", "words", "only_causes")
    words = tuple(word.lower() for word in data.strings("words"))
    if not words or not all(map(str.strip, words)):
        raise data.error(f"warning {name!r} has an empty word or none", "words", "Give the words that raise it.")
    return WarningWords(name, data.some_of("where", WHERE), words, data.some_of("only_causes", CAUSES))


def parse_claims(data: Section) -> dict[str, re.Pattern[str]]:
    """By what the client claims: the words for it, any of which says so."""
    data.only(*CLAIMS)
    words = {name: data.strings(name) for name in data}
    for name, each in words.items():
        if not each or not all(map(str.strip, each)):
            raise data.error(f"claim {name!r} has an empty word or none", name, "Give the words that make it.")
    return {name: re.compile("|".join(re.escape(word.lower()) for word in each)) for name, each in words.items()}
