"""When a restriction ends by its own words: a date ahead, or a condition. It never says that the line will return."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.engine.assessment import Message
from assessments.engine.moment import Moment
from assessments.engine.sightings import SUSPENDED, Sighting, only_maintenance, own_end

_LONGEST_DAYS = 366  # a period whose length is not in days is believed for a year


def returns_when(spell: Sequence[Sighting], moment: Moment) -> Message | None:
    """The newest end or condition that the texts of the present restriction name."""
    for each in reversed(spell):
        found = _named(each, moment)
        if found is not None:
            return found
    return None


def _named(each: Sighting, moment: Moment) -> Message | None:
    if each.says != SUSPENDED or each.reading is None or each.reading.permanent or only_maintenance(each):
        return None  # words of maintenance end with the maintenance, and say nothing of another stop
    end = own_end(each, moment)
    if end is not None:
        return Message("status.returns.on_date", {"on": end}) if end >= moment.today else None
    if each.reading.returns_when:
        return Message("status.returns.words", {"words": each.reading.returns_when})
    if each.reading.period and moment.days_since(each.at) <= _LONGEST_DAYS:
        return Message("status.returns.period", {"words": each.reading.period, "from": moment.day_of(each.at)})
    return None
