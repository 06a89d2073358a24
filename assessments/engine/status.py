"""Status: normal, suspended, closed or unknown, with detail, confidence, reasons, and whether it is passing.

Follows API.md, "Status". The client's own statement decides only where nothing was seen or sent, and so does a
report's account state; both weakly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessments.engine.assessment import Conflict, Message, Reason, Status
from assessments.engine.evidence import Evidence, Provenance
from assessments.engine.indicators import Standing
from assessments.engine.maintenance import Maintenance, find_maintenance
from assessments.engine.moment import Moment
from assessments.engine.notices import NoticeReading
from assessments.engine.passing import returns_when
from assessments.engine.sightings import (
    CLOSED,
    NORMAL,
    SUSPENDED,
    UNKNOWN_STATUS,
    Course,
    Sighting,
    is_phishing,
    own_end,
)
from assessments.engine.values import UNKNOWN

CONFIDENCES = ("low", "medium", "high")
_BASE = {
    Provenance.OFFICIAL_REPORT: 2,
    Provenance.LENDER_ISSUED: 2,
    Provenance.DOCUMENT_SEEN: 1,
    Provenance.CLIENT_STATED: 0,
}


@dataclass(frozen=True, slots=True)
class Found:
    """The status, what later steps need to know of it, and the conflicts met on the way.

    `contradicted`: words of closure or suspension stand against a usable screen.
    """

    state: Status
    standing: Standing
    conflicts: tuple[Conflict, ...]
    contradicted: bool


@dataclass(frozen=True, slots=True)
class _Look:
    evidence: Evidence
    readings: Mapping[str, NoticeReading]
    moment: Moment
    limits: Mapping[str, int]
    own_report_states: tuple[tuple[str, str], ...]


def find_status(
    course: Course,
    evidence: Evidence,
    readings: Mapping[str, NoticeReading],
    limits: Mapping[str, int],
    report_states: tuple[tuple[str, str], ...] = (),
) -> Found:
    """`report_states`: pairs of report id and status that a report's words for this very account amount to."""
    look = _Look(evidence, readings, course.moment, limits, report_states)
    maintenance = find_maintenance(course, evidence.platform_events, course.moment, limits["maintenance_words_days"])
    state = _state(course, maintenance, look) if course.deciding else _weak_state(look)
    conflicts = (*course.conflicts, *_doubts_of_client(course, look))
    return Found(state, _standing(state, course, maintenance, look), conflicts, bool(course.contradicted))


def _state(course: Course, maintenance: Maintenance, look: _Look) -> Status:
    if course.status == SUSPENDED:
        return _suspended(course, maintenance, look)
    reasons = _reasons(course)
    if course.status == UNKNOWN_STATUS:
        return _status(UNKNOWN_STATUS, "conflicting_evidence", "low", reasons)
    confidence = _confidence(course, look)
    if course.status == NORMAL:
        return _status(NORMAL, "available", confidence, reasons)
    own = any(each.rule == "status.client_closed" for each in course.deciding)
    detail = "closed_by_client" if own else "closed_by_platform"
    return replace(_status(CLOSED, detail, confidence, reasons), temporary=False)


def _suspended(course: Course, maintenance: Maintenance, look: _Look) -> Status:
    reasons, confidence = _reasons(course), _confidence(course, look)
    if maintenance.explains:
        reasons = (*reasons, Reason("status.maintenance", Message("status.maintenance"), maintenance.evidence))
        found = _status(SUSPENDED, "maintenance", confidence, reasons)
        return replace(found, temporary=True, returns_when=maintenance.until)
    if _run_out(course, look.moment):
        ids = tuple(sorted(each.id for each in course.deciding))
        reasons = (*reasons, Reason("status.run_out", Message("status.run_out"), ids))
    hidden = all(each.rule == "status.limit_hidden" for each in course.deciding)
    returns = returns_when(course.spell, look.moment)
    found = _status(SUSPENDED, "limit_hidden" if hidden else "restricted", confidence, reasons)
    return replace(found, temporary=True if returns else None, returns_when=returns)


def _status(status: str, detail: str, confidence: str, reasons: tuple[Reason, ...]) -> Status:
    return Status(status=status, status_detail=detail, status_confidence=confidence, status_reasons=reasons)


def _reasons(course: Course) -> tuple[Reason, ...]:
    """The sightings that decide, by rule; then blocked displays that leave a closure standing."""
    if course.contradictory:
        ids = tuple(sorted(each.id for each in course.deciding))
        return (Reason("status.contradiction", Message("status.contradiction"), ids),)
    reasons = []
    for rule in sorted({each.rule for each in course.deciding}):
        group = [each for each in course.deciding if each.rule == rule]
        on = course.moment.day_of(group[0].at)
        reasons.append(Reason(rule, Message(rule, {"on": on}), tuple(sorted(each.id for each in group))))
    if course.standing:
        ids = tuple(sorted(each.id for each in course.standing))
        reasons.append(Reason("status.closure_stands", Message("status.closure_stands"), ids))
    return tuple(reasons)


def _confidence(course: Course, look: _Look) -> str:
    """By the best source that says so; a second voice helps, conflict, age and weak signs do not.

    `client_stated` is the client's word on what a screen or message said: low, however often repeated.
    """
    agreeing = [*course.deciding, *course.standing]
    agreeing += [each for each in course.spell if each.says == course.status and each not in agreeing]
    level = max(_BASE[each.provenance] for each in agreeing)
    if level == 1 and sum(_BASE[each.provenance] > 0 for each in agreeing) > 1:
        level = 2
    newest = max(each.at for each in agreeing)
    weak = all(each.weak for each in course.deciding)
    doubts = bool(course.contradicted) or _run_out(course, look.moment)
    if doubts or look.moment.days_since(newest) > look.limits["display_fresh_days"]:
        level -= 1
    return CONFIDENCES[0 if weak else max(0, level)]


def _run_out(course: Course, moment: Moment) -> bool:
    """A suspension whose own end has passed without anybody looking again."""
    from_words = [each for each in course.spell if each.worded]
    return bool(course.status == SUSPENDED and from_words and all(_over(each, moment) for each in course.deciding))


def _over(each: Sighting, moment: Moment) -> bool:
    end = own_end(each, moment)
    return end is not None and end < moment.today


def _weak_state(look: _Look) -> Status:
    """Where nothing was seen or sent: what the report calls the account, else what the client says."""
    if look.own_report_states:
        return _from_report(look)
    words = _client_words(look)
    if not words:
        nothing = Reason("status.nothing_known", Message("status.nothing_known"))
        return _status(UNKNOWN_STATUS, "insufficient_evidence", "low", (nothing,))
    if len({status for status, _ in words}) > 1:
        reason = Reason("status.contradiction", Message("status.contradiction"), tuple(name for _, name in words))
        return _status(UNKNOWN_STATUS, "conflicting_evidence", "low", (reason,))
    status = words[0][0]
    reason = Reason("status.client_word", Message("status.client_word"), tuple(name for _, name in words))
    return _worded(status, reason, own=any(look.readings[name].own_closing for _, name in words))


def _from_report(look: _Look) -> Status:
    ids = tuple(sorted({name for name, _ in look.own_report_states}))
    if len({status for _, status in look.own_report_states}) > 1:
        reason = Reason("status.contradiction", Message("status.contradiction"), ids)
        return _status(UNKNOWN_STATUS, "conflicting_evidence", "low", (reason,))
    return _worded(look.own_report_states[0][1], Reason("status.report_state", Message("status.report_state"), ids))


def _worded(status: str, reason: Reason, own: bool = False) -> Status:
    detail = {CLOSED: "closed_by_platform", SUSPENDED: "restricted", NORMAL: "available"}[status]
    if status == CLOSED and own:
        detail = "closed_by_client"
    return replace(_status(status, detail, "low", (reason,)), temporary=False if status == CLOSED else None)


def _client_words(look: _Look) -> list[tuple[str, str]]:
    """Status and id of the newest statements that speak of it."""
    said = []
    for item in look.evidence.statements:
        reading = look.readings[item.id]
        if reading.status != UNKNOWN_STATUS and not is_phishing(reading):
            said.append((item.made_at, reading.status, item.id))
    newest = max((at for at, _, _ in said), default=None)
    return [(status, name) for at, status, name in said if at == newest]


def _doubts_of_client(course: Course, look: _Look) -> list[Conflict]:
    """The client's newest word against what was seen or sent before it."""
    if not course.deciding or course.status == UNKNOWN_STATUS:
        return []
    seen = course.deciding[-1]
    told = {item.id: item.made_at for item in look.evidence.statements}
    against = [
        name
        for status, name in _client_words(look)
        if (status == NORMAL) != (course.status == NORMAL) and told[name] >= seen.at
    ]
    return [Conflict(tuple(sorted((name, seen.id))), Message("conflict.client_differs")) for name in against[:1]]


def _standing(state: Status, course: Course, maintenance: Maintenance, look: _Look) -> Standing:
    """Notices and displays since the account was last usable speak of the present restriction."""
    blocked = UNKNOWN if state.status == UNKNOWN_STATUS else state.status != NORMAL
    times = {item.id: item.received_at for item in look.evidence.notices}
    times |= {item.id: item.observed_at for item in look.evidence.displays}
    since = course.usable_at
    current = {name for name, at in times.items() if since is None or at > since}
    current |= {each.id for each in course.contradicted}
    return Standing(blocked, frozenset(current), maintenance.cited)
