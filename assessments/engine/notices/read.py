"""From a text to its reading: each step finds one thing, this module puts them together."""

from __future__ import annotations

from datetime import date

from assessments.engine.notices import advice, causes, details, fraud, numbers
from assessments.engine.notices.events import ACTUAL, CLOSED, RESTORED, SUSPENDED, EventReader
from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.reading import LIKELY_FRAUD, NO_CAUSE, NoticeReading
from assessments.engine.notices.text import fold, split_clauses
from assessments.engine.notices.verdict import NORMAL, UNKNOWN, counting, decide_status
from assessments.engine.notices.views import View, build_views
from assessments.engine.notices.work import Work, distinct


def read_notice(text: str, lexicon: NoticeLexicon, received_on: date | None = None) -> NoticeReading:
    """What `text` says by itself; `received_on` turns relative dates and dates without a year into days."""
    work = _begin(text, lexicon, received_on)
    signs = fraud.find_signs(work.text, work.views, lexicon)
    return _fraudulent(work, signs) if signs else _honest(work)


def _begin(text: str, lexicon: NoticeLexicon, received_on: date | None) -> Work:
    folded = fold(text, lexicon.characters, lexicon.correct, lexicon.joins)
    tokens = lexicon.state.scan(folded.text)
    views = build_views(folded.text, split_clauses(folded.text), tokens)
    found = numbers.find_numbers(folded.text, lexicon.measures)
    lengths = numbers.find_lengths(folded.text, found, lexicon.measures)
    return Work(text, folded, lexicon, received_on, views, tokens, numbers=found, lengths=lengths)


def _fraudulent(work: Work, signs: list[fraud.Sign]) -> NoticeReading:
    """No evidence of anything: what it asks for is shown with the warning, its dates set no deadline."""
    for sign in signs:
        work.mark(sign.start, sign.end, f"fraud:{sign.kind}")
    work.advice_tokens = work.lexicon.advice.scan(work.text)
    sums, told, channels = details.amounts(work), _advice(work), _contacts(work)
    spans = tuple(sorted(work.spans))
    return NoticeReading(
        status=UNKNOWN, warnings=(LIKELY_FRAUD,), advice=told, contacts=channels, amounts=sums, spans=spans
    )


def _honest(work: Work) -> NoticeReading:
    found = causes.find_cause_words(work.text, work.lexicon)
    work.words = causes.counted(found, work.views)
    work.events = EventReader(work.text, causes.covered(found)).read(work.views)
    work.advice_tokens = work.lexicon.advice.scan(work.text)
    status = decide_status(work.events, _live(work, "ad"), bool(work.words), _told_side_by_side(work))
    own = status == CLOSED and _live(work, "own")
    named = () if status == NORMAL or own else _named_causes(work, status)
    period, period_days = details.period(work)
    ends_on = details.ends_on(work) if status == SUSPENDED else None
    returns = details.returns_when(work) if status == SUSPENDED else None
    permanent = _mark_all(work, "permanent")
    passing = bool(period or ends_on or returns) or details.names_end(work) or _worded_as_passing(work, named)
    _mark_events(work)
    return NoticeReading(
        status=status,
        temporary=status == SUSPENDED and passing and not permanent,
        causes=named,
        advice=_advice(work),
        contacts=_contacts(work),
        reply_by=details.reply_by(work),
        period=period,
        period_days=period_days,
        ends_on=ends_on,
        amounts=details.amounts(work),
        days_overdue=details.days_overdue(work),
        permanent=permanent,
        restored=any(event.kind == RESTORED and event.mood == ACTUAL for event in work.events),
        own_closing=own,
        returns_when=returns,
        spans=tuple(sorted(work.spans)),
    )


def _sounds(view: View) -> bool:
    """Whether the clause says something rather than asks or supposes it."""
    return not (view.asked or view.reported or (view.supposed and view.has("if")))


def _told_side_by_side(work: Work) -> bool:
    return sum(token.is_a("several") for token in work.tokens) > 1


def _live(work: Work, word_class: str) -> bool:
    return any(view.has(word_class) for view in work.views if not view.reported and not view.asked)


def _mark_all(work: Work, word_class: str) -> bool:
    tokens = [token for view in work.views if _sounds(view) for token in view.tokens if token.is_a(word_class)]
    for token in tokens:
        work.mark(token.start, token.end, word_class)
    return bool(tokens)


def _worded_as_passing(work: Work, named: tuple[str, ...]) -> bool:
    if "maintenance" in named:
        return True
    return any(view.has("passing") for view in work.views if _sounds(view))


def _named_causes(work: Work, status: str) -> tuple[str, ...]:
    named = () if status == UNKNOWN else causes.names(work.words)
    for word in work.words if named else ():
        work.mark(word.start, word.end, f"cause:{word.cause}")
    return named or (NO_CAUSE,)


def _mark_events(work: Work) -> None:
    counted = set(counting(work.events))
    for event in work.events:
        why = event.mood if event.mood != ACTUAL else "heading"
        means = f"status:{event.kind}" if event in counted else f"not_counted:{why}"
        work.mark(event.start, event.end, means)


def _advice(work: Work) -> tuple[str, ...]:
    told = advice.find_advice(work.text, work.views, work.advice_tokens)
    return distinct(work.mark(start, end, "advice") for start, end in told)


def _contacts(work: Work) -> tuple[str, ...]:
    found = advice.find_contacts(work.text, work.advice_tokens)
    return distinct(work.mark(start, end, "contact") for start, end in found)
