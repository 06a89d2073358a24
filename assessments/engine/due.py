"""By when a step is due: the date that a notice itself names, a rule's term, or the practice of this work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.engine.assessment import PlanDeadline
from assessments.engine.moment import Moment
from assessments.engine.packs.actions import ActionSpec, DeadlineSpec
from assessments.engine.packs.links import OTHERWISE
from assessments.engine.packs.model import Pack
from assessments.engine.situation import Outlook, maintenance_end, restriction_end

_STALE_DAYS = 30  # a notice's date that passed longer ago no longer says what to do today


@dataclass(frozen=True, slots=True)
class Asked:
    """A notice that names a date by which its reader is to do what its causes are about."""

    notice: str
    received_on: date
    reply_by: date
    causes: frozenset[str]


def asked_dates(look: Outlook) -> list[Asked]:
    """Notices with a date that still matters; likely phishing names none."""
    found = []
    for notice in look.findings.evidence.notices:
        reading = look.findings.readings.get(notice.id)
        if reading is None or reading.reply_by is None or reading.warnings:
            continue
        if (look.findings.today - reading.reply_by).days <= _STALE_DAYS:
            received = Moment.at(notice.received_at, look.findings.account.zone).today
            on = min(received, reading.reply_by)
            found.append(Asked(notice.id, on, reading.reply_by, frozenset(reading.causes)))
    return found


@dataclass(frozen=True, slots=True)
class Tasks:
    """For each step of a plan the notices that it answers, and those before whose date it must be done."""

    answers: Mapping[str, Sequence[Asked]]
    prepares: Mapping[str, Sequence[Asked]]


def tasks_of(asked: Iterable[Asked], specs: Collection[ActionSpec], present: frozenset[str]) -> Tasks:
    """A notice belongs to the steps for its causes, else to the one that takes the rest."""
    answers: dict[str, list[Asked]] = {}
    prepares: dict[str, list[Asked]] = {}
    able = [spec for spec in specs if spec.answers_when.holds(present)]
    for each in asked:
        names = [spec.key for spec in able if each.causes & set(spec.answers)]
        for name in names or [spec.key for spec in able if OTHERWISE in spec.answers]:
            answers.setdefault(name, []).append(each)
        for spec in specs:
            if each.causes & set(spec.prepares):
                prepares.setdefault(spec.key, []).append(each)
    return Tasks(answers, prepares)


@dataclass(frozen=True, slots=True)
class Clock:
    """Computes deadlines for one day's plan. `settled` holds those of the steps before."""

    look: Outlook
    pack: Pack
    settled: Mapping[str, PlanDeadline | None]

    @property
    def today(self) -> date:
        return self.look.findings.today

    def of_step(
        self, spec: ActionSpec, after: Collection[str], present: frozenset[str], tasks: Tasks
    ) -> PlanDeadline | None:
        """The date of the notices that the step answers; else its own term, or an earlier date ahead to prepare."""
        answered = tasks.answers.get(spec.key)
        if answered:
            return self.of_notices(answered)
        own, ahead = self.of_spec(spec, after, present), self._prepared(spec, tasks)
        if own and ahead:
            return min(own, ahead, key=_pressing)
        return own or ahead

    def _prepared(self, spec: ActionSpec, tasks: Tasks) -> PlanDeadline | None:
        """The earliest date ahead of a notice before which the step must be done."""
        ahead = [each for each in tasks.prepares.get(spec.key, ()) if each.reply_by >= self.today]
        return self.of_notices(ahead) if ahead else None

    def of_notices(self, asked: Collection[Asked]) -> PlanDeadline:
        """The earliest date still ahead; where all have passed, the latest."""
        ordered = sorted(asked, key=lambda each: (each.reply_by, each.received_on, each.notice))
        ahead = [each for each in ordered if each.reply_by >= self.today]
        chosen = ahead[0] if ahead else ordered[-1]
        return PlanDeadline(
            clock="client",
            days=(chosen.reply_by - chosen.received_on).days,
            counting="calendar",
            from_=chosen.received_on,
            due_on=chosen.reply_by,
            check_on=self.pack.calendar.next_working_day(chosen.reply_by),
            citation=chosen.notice,
            verification="text_seen",
            provisional=self.pack.calendar.is_provisional(chosen.reply_by),
        )

    def of_spec(self, spec: ActionSpec, after: Collection[str], present: frozenset[str]) -> PlanDeadline | None:
        """The first of the action's terms that applies and is in force; of court papers' terms the most pressing."""
        terms = [self.pack.deadlines[name] for name, when in spec.deadlines if when.holds(present)]
        papers = [each for term in terms if term.paper for each in self._of_papers(term)]
        if papers:
            ahead = [each for each in papers if each.due_on >= self.today]
            return min(ahead, key=_pressing) if ahead else max(papers, key=_pressing)
        for term in terms:
            if not term.paper and (found := self._of_term(term, after)):
                return found
        return None

    def _of_papers(self, term: DeadlineSpec) -> Iterator[PlanDeadline]:
        for paper in self.look.findings.evidence.legal_papers:
            found = self._counted(term, paper.served_on) if paper.kind == term.paper else None
            if found:
                yield found

    def _of_term(self, term: DeadlineSpec, after: Collection[str]) -> PlanDeadline | None:
        if term.anchor in _ENDS:
            end = _ENDS[term.anchor](self.look)
            return self._counted(term, end, at_least=self._latest(after)) if end else None
        if term.anchor == "next_mark":
            mark = self.look.next_mark
            last = mark.on - timedelta(days=1) if mark else None
            return self._counted(term, self.today, at_least=max(last, self._latest(after))) if last else None
        if term.anchor == "after":
            unknown = bool(after) and not any(self.settled.get(name) for name in after)
            return None if unknown else self._counted(term, self._latest(after))
        if term.anchor == "all":
            return self._counted(term, self.today, at_least=self._latest(self.settled))
        return self._counted(term, self.today)

    def _latest(self, names: Iterable[str]) -> date:
        """The latest due day of these steps, never before today."""
        settled = [self.settled.get(name) for name in names]
        return max([self.today, *(each.due_on for each in settled if each)])

    def _counted(self, term: DeadlineSpec, start: date, at_least: date | None = None) -> PlanDeadline | None:
        """None where the term's fact is not in force today."""
        known = self._days(term)
        if known is None:
            return None
        days, verification = known
        calendar = self.pack.calendar
        due = calendar.add_days(start, days, term.counting)
        if at_least is not None and at_least > due:
            due = at_least
            days = (due - start).days
        due = calendar.roll(due) if term.rolls else due
        return PlanDeadline(
            clock=term.clock,
            days=days,
            counting=term.counting,
            from_=start,
            due_on=due,
            check_on=calendar.next_working_day(due),
            citation=term.citation,
            verification=verification,
            provisional=calendar.span_is_provisional(start, due),
        )

    def _days(self, term: DeadlineSpec) -> tuple[int, str] | None:
        if term.days is not None:
            return term.days, term.verification or "from_memory"
        version = self.pack.facts[term.fact or ""].get(self.today)
        return (version.count, version.verification) if version else None


_ENDS: Mapping[str, Callable[[Outlook], date | None]] = {
    "maintenance_end": maintenance_end,
    "restriction_end": restriction_end,
    "last_payment": lambda look: look.last_payment,
}
"""Anchors that the findings give: the day, or None where it is not known."""


def _pressing(deadline: PlanDeadline) -> tuple[date, date, str]:
    return deadline.due_on, deadline.from_, deadline.citation
