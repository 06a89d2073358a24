"""A pack: everything an evaluation reads besides evidence and moment, frozen, with the bytes it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from re import Pattern
from typing import Any

from assessments.engine.calendar import WorkCalendar
from assessments.engine.conditions import Verdicts
from assessments.engine.dated import DatedValue, in_force
from assessments.engine.facts import Classes
from assessments.engine.notices import NoticeLexicon, NoticeReading, read_notice
from assessments.engine.packs.actions import ActionSpec, DeadlineSpec, ReferralSpec
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.rules import Rule, StatusRule
from assessments.engine.packs.scorecard import Scorecard
from assessments.engine.packs.tables import ClassDays, GapSpec, Product, RiskTable, Scheme, WarningWords, Weighing

SECTIONS = (
    "rules", "thresholds", "risk", "gaps", "products", "warnings", "claims", "notices", "actions", "deadlines",
    "referral", "facts", "calendar", "wording", "scorecard",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """`thresholds` are the limits by name; `data` is the resolved pack as it was read, overlay applied."""

    key: str
    version: str
    digest: str
    rules: tuple[Rule, ...]
    status_rules: Mapping[str, StatusRule]
    thresholds: Mapping[str, int]
    weighing: Weighing
    schemes: Mapping[str, Scheme]
    classes: Mapping[str, tuple[ClassDays, ...]]
    risk: RiskTable
    gaps: tuple[GapSpec, ...]
    products: Mapping[str, Product]
    warnings: tuple[WarningWords, ...]
    claims: Mapping[str, Pattern[str]]
    lexicon: NoticeLexicon
    actions: Mapping[str, ActionSpec]
    deadlines: Mapping[str, DeadlineSpec]
    referral: ReferralSpec
    facts: Mapping[str, DatedValue]
    calendar: WorkCalendar
    wording: Catalogue
    scorecard: Scorecard | None
    rule_verdicts: Verdicts
    risk_verdicts: Verdicts
    data: Mapping[str, Any] = field(repr=False)

    def product(self, key: str | None) -> Product:
        """The product of that key; the pack's `other` where it is not named or not known."""
        return self.products.get(key or "other") or self.products["other"]

    def classes_of(self, product: Product, day: date) -> Classes:
        """Risk classes of that kind of product with the days from which on they hold; none before their rule."""
        return self.classes_on(day)["credit_card" if product.is_card else "loan"]

    def classes_on(self, day: date) -> Mapping[str, Classes]:
        """The same by kind of account."""
        versions = {kind: in_force(each, day) for kind, each in self.classes.items()}
        return {kind: found.days if found else () for kind, found in versions.items()}

    def phone_of(self, product: Product, day: date) -> str:
        """The product's official customer line on that day; empty where none is known."""
        fact = self.facts.get(product.channel)
        version = fact.get(day) if fact else None
        return str(version.value) if version else ""

    @cached_property
    def bands(self) -> Mapping[str, tuple[int, ...]]:
        return {name: scheme.bands for name, scheme in self.schemes.items() if scheme.bands}

    def read(self, text: str, received_on: date) -> NoticeReading:
        """`read_notice` with this pack's lexicon."""
        return _read(text, self.lexicon, received_on)


@lru_cache(maxsize=4096)
def _read(text: str, lexicon: NoticeLexicon, received_on: date) -> NoticeReading:
    """The newest readings are kept: a file under work is evaluated again with each piece of evidence that is added.

    A reading depends on nothing else. 4,096 of them are about 5 MB, whatever the number of packs.
    """
    return read_notice(text, lexicon, received_on)
