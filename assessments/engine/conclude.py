"""The conclusion from visible evidence: status, causes, risk, and what they stand on. Also run on assumed evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.engine.assessment import Cause, Conflict, Risk, Status
from assessments.engine.causes import find_causes, insufficient
from assessments.engine.dates import ItemDates
from assessments.engine.evidence import Account, Evidence
from assessments.engine.indicators import REGISTRY, Context, Measured, measure, measure_all
from assessments.engine.indicators.months import OWN, OwnNames, account_key
from assessments.engine.indicators.reports import newest_of
from assessments.engine.lender import own_names
from assessments.engine.moment import Moment
from assessments.engine.notices import NoticeReading
from assessments.engine.packs.model import Pack
from assessments.engine.risk import Weighed, find_risk, weigh_risk
from assessments.engine.sightings import CLOSED, NORMAL, SUSPENDED, Course, sightings
from assessments.engine.status import Found, find_status

Readings = Mapping[str, NoticeReading]
_REPORT_STATES = ((CLOSED, ("销户", "銷戶", "closed")), (SUSPENDED, ("冻结", "凍結", "止付", "frozen", "suspended")))


@dataclass(frozen=True, slots=True)
class Conclusion:
    course: Course
    context: Context
    measured: Mapping[str, Measured]
    state: Status
    causes: tuple[Cause, ...]
    risk: Risk
    conflicts: tuple[Conflict, ...]  # those met by the status step


def read_texts(evidence: Evidence, pack: Pack, moment: Moment) -> dict[str, NoticeReading]:
    """Every notice, every statement, and displays with words, read with the pack's lexicon; by id."""
    read = pack.read
    found = {item.id: read(item.text, moment.day_of(item.received_at)) for item in evidence.notices}
    found |= {said.id: read(said.text, moment.day_of(said.made_at)) for said in evidence.statements}
    worded = (screen for screen in evidence.displays if screen.text.strip())
    return found | {screen.id: read(screen.text, moment.day_of(screen.observed_at)) for screen in worded}


def conclude(evidence: Evidence, readings: Readings, account: Account, pack: Pack, moment: Moment) -> Conclusion:
    course = Course(moment).follow(sightings(evidence, readings))
    return conclude_along(course, evidence, readings, account, pack)


def conclude_along(course: Course, evidence: Evidence, readings: Readings, account: Account, pack: Pack) -> Conclusion:
    """Where the course is known: what was seen and sent makes it, so other evidence may have changed."""
    found = conclude_status(course, evidence, readings, account, pack)
    context = Context(
        evidence=evidence,
        account=account,
        moment=course.moment,
        limits=pack.thresholds,
        bands=pack.bands,
        own_names=own_names(account, pack.product(account.product)),
        readings=readings,
        standing=found.standing,
    )
    measured = measure_all(context)
    causes: tuple[Cause, ...] = ()
    if _asks_why(found):
        causes = find_causes(measured, pack, ItemDates(evidence, course.moment), course.moment)
        if not causes and found.state.status != NORMAL:
            causes = (insufficient(),)
    return Conclusion(course, context, measured, found.state, causes, find_risk(measured, pack), found.conflicts)


def conclude_status(course: Course, evidence: Evidence, readings: Readings, account: Account, pack: Pack) -> Found:
    """The status alone, which needs no indicators."""
    own = own_names(account, pack.product(account.product))
    report_states = tuple(_report_states(evidence, course.moment, pack, own))
    return find_status(course, evidence, readings, pack.thresholds, report_states)


def conclude_risk(context: Context, pack: Pack, known: Mapping[str, Measured], changed: str) -> Weighed:
    """The risk alone, where evidence of one kind changed: what does not read that kind is as it was `known`."""
    again = [name for name in pack.risk.indicators if changed in REGISTRY[name].source]
    return weigh_risk({**known, **measure(context, again)}, pack)


def _asks_why(found: Found) -> bool:
    """A usable account has no cause, unless words of closure stand against it; nor has one the client closed."""
    if found.state.status_detail == "closed_by_client":
        return False
    return found.state.status != NORMAL or found.contradicted


def _report_states(evidence: Evidence, moment: Moment, pack: Pack, own: OwnNames) -> Iterator[tuple[str, str]]:
    """The state that the newest report's words give this account, with the report's id."""
    for report in newest_of(evidence, moment, pack.thresholds["report_fresh_days"]):
        for account in report.accounts:
            if account_key(account, own) == OWN:
                yield from ((report.id, status) for status in _state_of(account.status.lower()))


def _state_of(words: str) -> list[str]:
    return [status for status, signs in _REPORT_STATES if any(sign in words for sign in signs)][:1]
