"""When each item of evidence is from, and how far it is to be trusted, by id."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from assessments.engine.evidence import KINDS, Evidence, Item, Provenance
from assessments.engine.moment import Moment
from assessments.engine.visible import DATED_BY


class ItemDate(NamedTuple):
    on: date
    provenance: Provenance


class ItemDates:
    """Looked up by id; worked out only for what is cited, and once. Reports are official by kind."""

    def __init__(self, evidence: Evidence, moment: Moment) -> None:
        self._items = {item.id: (kind, item) for kind in KINDS for item in getattr(evidence, kind)}
        self._moment = moment
        self._found: dict[str, ItemDate] = {}

    def __getitem__(self, name: str) -> ItemDate:
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._date(*self._items[name])
        return found

    def _date(self, kind: str, item: Item) -> ItemDate:
        on = self._moment.day_of(getattr(item, DATED_BY[kind]))
        official = kind == "credit_reports"
        return ItemDate(on, Provenance.OFFICIAL_REPORT if official else item.provenance)
