"""From a text to its reading: each step finds one thing, this module puts them together."""

from __future__ import annotations

from datetime import date

from assessments.engine.notices import advice, causes, details, fraud, numbers
from assessments.engine.notices.events import ACTUAL, CLOSED, RESTORED, SUSPENDED, EventReader
from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.reading import LIKELY_FRAUD, NO_CAUSE, NoticeReading
from assessments.engine.notices.text import fold, split_clauses
from assessments.engine.notices.verdict import (
    NORMAL,
    OWN,
    UNKNOWN,
    Heard,
    Verdict,
    by_grammar,
    contradicts_itself,
    counting,
    decide_status,
    weigh_in,
)
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
    heard = _hear(work)
    weights = work.lexicon.weights
    verdict = weigh_in(heard, weights, work.text) if weights else by_grammar(heard)
    status = CLOSED if verdict.status == OWN else verdict.status
    suspended = status == SUSPENDED
    period, period_days = details.period(work)
    ends_on = details.ends_on(work) if suspended else None
    returns = details.returns_when(work) if suspended else None
    permanent = _mark_all(work, "permanent")
    passing = verdict.passing or bool(period or ends_on or returns) or details.names_end(work)
    _mark_events(work, heard.status, verdict)
    return NoticeReading(
        status=status,
        temporary=suspended and passing and not permanent,
        causes=_causes(work, verdict),
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
        own_closing=verdict.status == OWN,
        returns_when=returns,
        spans=tuple(sorted(work.spans)),
    )


def heard_by_grammar(text: str, lexicon: NoticeLexicon) -> tuple[Heard, str]:
    """What the grammar alone hears, and the folded text: what the weights are fitted on."""
    work = _begin(text, lexicon, None)
    return _hear(work), work.text


def _hear(work: Work) -> Heard:
    found, denied = causes.find_cause_words(work.text, work.lexicon)
    work.words = causes.counted(found, work.views)
    work.events = EventReader(work.text, causes.covered(found)).read(work.views)
    work.advice_tokens = work.lexicon.advice.scan(work.text)
    status = decide_status(work.events, _live(work, "ad"), bool(work.words), _told_side_by_side(work))
    if status == CLOSED and _live(work, "own"):
        status = OWN
    named = causes.names(work.words)
    denied |= {word.cause for word in found} - set(named)
    passing = _worded_as_passing(work, named)
    return Heard(status, named, denied, passing, bool(work.events), contradicts_itself(status, work.events))


def _sounds(view: View) -> bool:
    """Whether the clause says something rather than asks or supposes it."""
    return not (view.asked or view.reported or (view.supposed and view.has("if")))


def _told_side_by_side(work: Work) -> bool:
    return len([token for token in work.tokens if "several" in token.classes]) > 1


def _live(work: Work, word_class: str) -> bool:
    return any(view.has(word_class) for view in work.views if not view.reported and not view.asked)


def _mark_all(work: Work, word_class: str) -> bool:
    tokens = [token for view in work.views if _sounds(view) for token in view.tokens if word_class in token.classes]
    for token in tokens:
        work.mark(token.start, token.end, word_class)
    return bool(tokens)


def _worded_as_passing(work: Work, named: tuple[str, ...]) -> bool:
    if "maintenance" in named:
        return True
    return any(view.has("passing") for view in work.views if _sounds(view))


def _causes(work: Work, verdict: Verdict) -> tuple[str, ...]:
    """Those of the verdict, with the words that say them: the lexicon's, else the run that weighs most."""
    if verdict.status in (NORMAL, OWN):
        return ()
    if verdict.status == UNKNOWN:
        return (NO_CAUSE,)
    for word in work.words:
        if word.cause in verdict.causes:
            work.mark(word.start, word.end, f"cause:{word.cause}")
    for cause in set(verdict.causes) - {word.cause for word in work.words}:
        _mark_strongest(work, cause, f"cause:{cause}")
    return verdict.causes or (NO_CAUSE,)


def _mark_strongest(work: Work, column: str, means: str) -> None:
    weights = work.lexicon.weights
    stretch = weights.strongest(work.text, column) if weights else None
    if stretch:
        work.mark(*stretch, means)


def _mark_events(work: Work, heard: str, verdict: Verdict) -> None:
    """Where the weights decide otherwise, the grammar's words are shown as outweighed and theirs beside them."""
    counted = set(counting(work.events))
    agreed = heard == verdict.status
    for event in work.events:
        why = event.mood if event.mood != ACTUAL else "heading"
        said = "outweighed" if not agreed and not _speaks_for(event.kind, verdict.status) else ""
        if event not in counted:
            said = why
        work.mark(event.start, event.end, f"not_counted:{said}" if said else f"status:{event.kind}")
    if not agreed and verdict.status != UNKNOWN:
        kind = CLOSED if verdict.status == OWN else verdict.status
        _mark_strongest(work, verdict.status, f"status:{'usable' if kind == NORMAL else kind}")


def _speaks_for(kind: str, status: str) -> bool:
    stops = {SUSPENDED: SUSPENDED, CLOSED: CLOSED, OWN: CLOSED}
    return stops[status] == kind if status in stops else status == NORMAL and kind not in (SUSPENDED, CLOSED)


def _advice(work: Work) -> tuple[str, ...]:
    told = advice.find_advice(work.text, work.views, work.advice_tokens)
    return distinct(work.mark(start, end, "advice") for start, end in told)


def _contacts(work: Work) -> tuple[str, ...]:
    found = advice.find_contacts(work.text, work.advice_tokens)
    return distinct(work.mark(start, end, "contact") for start, end in found)
