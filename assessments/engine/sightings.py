"""What each display and notice says about the account, and the course of it over time.

Displays and notices rank by instant; the newest decides, except that a merely blocked display never undoes a
closure. Likely phishing is no sighting at all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from assessments.engine.assessment import Conflict, Message
from assessments.engine.evidence import Display, Evidence, Notice, Provenance
from assessments.engine.moment import Moment
from assessments.engine.notices import LIKELY_FRAUD, NO_CAUSE, NoticeReading

NORMAL, SUSPENDED, CLOSED, UNKNOWN_STATUS = "normal", "suspended", "closed", "unknown"
MAINTENANCE = "maintenance"


class Sighting(NamedTuple):
    """One item's word on the status.

    `worded`: it says so in words, not only by a blocked button. `weak`: it allows, but does not settle it.
    """

    id: str
    at: datetime
    says: str
    rule: str
    provenance: Provenance
    is_notice: bool
    worded: bool = False
    weak: bool = False
    reading: NoticeReading | None = None

    @property
    def other_causes(self) -> frozenset[str]:
        """Causes it names besides maintenance."""
        return frozenset(self.reading.causes) - {MAINTENANCE, NO_CAUSE} if self.reading else frozenset()

    @property
    def names_maintenance(self) -> bool:
        return self.reading is not None and MAINTENANCE in self.reading.causes


def sightings(evidence: Evidence, readings: Mapping[str, NoticeReading]) -> list[Sighting]:
    """Everything that says something about the status, oldest first."""
    found = [of_display(item, readings.get(item.id)) for item in evidence.displays]
    found += [of_notice(item, readings[item.id]) for item in evidence.notices]
    return sorted([each for each in found if each], key=attrgetter("at", "id"))


def is_phishing(reading: NoticeReading | None) -> bool:
    return reading is not None and LIKELY_FRAUD in reading.warnings


def of_notice(item: Notice, reading: NoticeReading) -> Sighting | None:
    rule = _WORD_RULES.get(reading.status)
    if rule is None or is_phishing(reading):
        return None
    if reading.status == CLOSED and reading.own_closing:
        rule = "status.client_closed"
    if reading.status == NORMAL and reading.restored:
        rule = "status.restored"
    return Sighting(
        id=item.id,
        at=item.received_at,
        says=reading.status,
        rule=rule,
        provenance=item.provenance,
        is_notice=True,
        worded=True,
        reading=reading,
    )


_WORD_RULES = {
    CLOSED: "status.closure_words",
    SUSPENDED: "status.suspension_words",
    NORMAL: "status.usable_words",
}


def of_display(item: Display, reading: NoticeReading | None) -> Sighting | None:
    if is_phishing(reading):
        return None
    words = reading.status if reading else UNKNOWN_STATUS
    says, rule, worded, weak = _seen(item, words, reading)
    if says == UNKNOWN_STATUS:
        return None
    return Sighting(
        id=item.id,
        at=item.observed_at,
        says=says,
        rule=rule,
        provenance=item.provenance,
        is_notice=False,
        worded=worded,
        weak=weak,
        reading=reading,
    )


def _seen(item: Display, words: str, reading: NoticeReading | None) -> tuple[str, str, bool, bool]:
    """What a screen says: status, rule, whether in words, whether weakly. Buttons outweigh words of passing stops."""
    if item.can_draw:
        return NORMAL, "status.usable_display", False, item.shows_limit is not True
    if words == CLOSED:
        own = reading is not None and reading.own_closing
        return CLOSED, "status.client_closed" if own else "status.closure_words", True, False
    if item.can_draw is False:
        return SUSPENDED, "status.blocked_display", words == SUSPENDED, False
    if words == SUSPENDED:
        return SUSPENDED, "status.suspension_words", True, False
    return _seen_without_button(item, words)


def _seen_without_button(item: Display, words: str) -> tuple[str, str, bool, bool]:
    """Where nobody tried to draw: a hidden or zero limit stops weakly, a shown one alone settles nothing."""
    if item.shows_limit is False or item.limit_total == 0:
        return SUSPENDED, "status.limit_hidden", False, True
    if words == NORMAL:
        return NORMAL, "status.usable_words", True, item.shows_limit is not True
    return UNKNOWN_STATUS, "", False, True


@dataclass(slots=True)
class Course:
    """The account's state as the sightings tell it, folded oldest first.

    `deciding` are the sightings that set the state; `spell` all since the account was last seen usable;
    `standing` later blocked displays that left a closure as it was; `contradicted` what a usable display overruled.
    """

    moment: Moment
    status: str = UNKNOWN_STATUS
    deciding: list[Sighting] = field(default_factory=list)
    spell: list[Sighting] = field(default_factory=list)
    standing: list[Sighting] = field(default_factory=list)
    contradicted: list[Sighting] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    contradictory: bool = False
    usable_at: datetime | None = None
    followed: tuple[Sighting, ...] = ()

    def follow(self, found: Sequence[Sighting]) -> Course:
        for _, group in groupby(found, key=attrgetter("at")):
            self._take(list(group))
        self.followed += tuple(found)
        return self

    def with_newest(self, assumed: Sighting) -> Course:
        """The course if that came last of all; what was seen at its very instant gives way to it."""
        earlier = [each for each in self.followed if each.at != assumed.at]
        if len(earlier) < len(self.followed):
            return Course(self.moment).follow([*earlier, assumed])
        copied = replace(self, spell=[*self.spell], standing=[*self.standing], conflicts=[*self.conflicts])
        return copied.follow([assumed])

    def _take(self, group: list[Sighting]) -> None:
        says = {each.says for each in group}
        if says == {CLOSED, SUSPENDED} and not any(s.is_notice for s in group if s.says == SUSPENDED):
            self._take_closed(group)
        elif len(says) > 1:
            self._take_contradiction(group)
        elif says == {NORMAL}:
            self._take_normal(group)
        elif says == {CLOSED}:
            self._take_closed(group)
        else:
            self._take_suspended(group)

    def _set(self, status: str, group: list[Sighting]) -> None:
        self.status, self.deciding, self.standing, self.contradictory = status, group, [], False

    def _take_contradiction(self, group: list[Sighting]) -> None:
        self._set(UNKNOWN_STATUS, group)
        self.contradictory = True
        self.spell.extend(group)
        self._conflict(group, "conflict.same_time")

    def _take_closed(self, group: list[Sighting]) -> None:
        self._set(CLOSED, [each for each in group if each.says == CLOSED])
        self.spell.extend(group)
        self.contradicted = []

    def _take_suspended(self, group: list[Sighting]) -> None:
        closed = self.status == CLOSED
        if closed and all(not each.is_notice or only_maintenance(each) for each in group):
            self.standing.extend(group)
        else:
            if closed:
                self._conflict([*self.deciding[-1:], *group[-1:]], "conflict.stopped_after_closure")
            self._set(SUSPENDED, group)
        self.spell.extend(group)
        self.contradicted = []

    def _take_normal(self, group: list[Sighting]) -> None:
        doubted = self._doubted(group)
        if doubted:
            self._conflict([doubted[-1], group[-1]], "conflict.usable_after_stop", {"before": doubted[-1].says})
        self.contradicted = doubted or (self.contradicted if self.status == NORMAL else [])
        self._set(NORMAL, group)
        self.spell, self.usable_at = [], group[-1].at

    def _doubted(self, group: list[Sighting]) -> list[Sighting]:
        """Words of closure or suspension that the usable account contradicts: not lifted by a notice, nor run out."""
        if any(each.rule == "status.restored" for each in group):
            return []
        day = self.moment.day_of(group[-1].at)
        return [each for each in self.spell if _stands_in_words(each) and not has_run_out(each, day, self.moment)]

    def _conflict(self, group: list[Sighting], key: str, params: Mapping[str, str] | None = None) -> None:
        self.conflicts.append(Conflict(tuple(sorted({each.id for each in group})), Message(key, params or {})))


def only_maintenance(each: Sighting) -> bool:
    """Whether maintenance is the only reason it gives."""
    return each.names_maintenance and not each.other_causes


def _stands_in_words(each: Sighting) -> bool:
    """A notice, or words of closure on a screen; a blocked screen that opens again contradicts nothing."""
    return each.is_notice or each.says == CLOSED


def has_run_out(each: Sighting, day: date, moment: Moment) -> bool:
    """Whether the restriction named its own end, and that end lies before `day`."""
    end = own_end(each, moment)
    passing = each.says == SUSPENDED and only_maintenance(each)
    return each.says == SUSPENDED and ((end is not None and end < day) or (end is None and passing))


def own_end(each: Sighting, moment: Moment) -> date | None:
    """The last day of the restriction as its own words give it."""
    if each.reading is None:
        return None
    if each.reading.ends_on is not None:
        return each.reading.ends_on
    if each.reading.period_days is not None:
        return _add_days(moment.day_of(each.at), each.reading.period_days)
    return None


def _add_days(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None
