"""When each item of evidence is from, and how far it is to be trusted, by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.engine.evidence import Evidence, Provenance
from assessments.engine.moment import Moment
from assessments.engine.visible import DATED_BY


@dataclass(frozen=True, slots=True)
class ItemDate:
    on: date
    provenance: Provenance


class ItemDates:
    """Looked up by id; worked out only for what is cited. Reports are official by kind."""

    def __init__(self, evidence: Evidence, moment: Moment) -> None:
        self._items = {item.id: (kind, item) for kind, item in evidence.items()}
        self._moment = moment

    def __getitem__(self, name: str) -> ItemDate:
        kind, item = self._items[name]
        on = self._moment.day_of(getattr(item, DATED_BY[kind]))
        official = kind == "credit_reports"
        return ItemDate(on, Provenance.OFFICIAL_REPORT if official else item.provenance)
