"""When each item of evidence is from, and how far it is to be trusted, by id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessments.engine.evidence import Evidence, Provenance
from assessments.engine.moment import Moment
from assessments.engine.visible import DATED_BY


@dataclass(frozen=True, slots=True)
class ItemDate:
    on: date
    provenance: Provenance


ItemDates = Mapping[str, ItemDate]


def item_dates(evidence: Evidence, moment: Moment) -> ItemDates:
    """An instalment is from its last payment; what is open is from its due day. Reports are official by kind."""
    found = {}
    for kind, item in evidence.items():
        on = moment.day_of(getattr(item, DATED_BY[kind]))
        official = kind == "credit_reports"
        found[item.id] = ItemDate(on, Provenance.OFFICIAL_REPORT if official else item.provenance)
    return found
