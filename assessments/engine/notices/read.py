"""From a text to its reading: each step finds one thing, this module puts them together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assessments.engine.notices import advice, details, fraud
from assessments.engine.notices.events import CLOSED, SUSPENDED
from assessments.engine.notices.gist import gist_of, views_of
from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.marks import Stretch
from assessments.engine.notices.reading import LIKELY_FRAUD, NO_CAUSE, NoticeReading
from assessments.engine.notices.text import Folded, fold
from assessments.engine.notices.verdict import NORMAL, OWN, UNKNOWN, Heard, Verdict
from assessments.engine.notices.work import Work, distinct


def read_notice(text: str, lexicon: NoticeLexicon, received_on: date | None = None) -> NoticeReading:
    """What `text` says by itself; `received_on` turns relative dates and dates without a year into days."""
    folded = _fold(text, lexicon)
    gist = gist_of(folded.text, lexicon)
    work = Work(text, folded, lexicon, received_on, gist)
    signs = fraud.find_signs(folded.text, gist.signs, lexicon)
    return _fraudulent(work, signs) if signs else _honest(work)


def _fold(text: str, lexicon: NoticeLexicon) -> Folded:
    return fold(text, lexicon.characters, lexicon.correct, lexicon.joins)


def _fraudulent(work: Work, signs: list[fraud.Sign]) -> NoticeReading:
    """No evidence of anything: what it asks for is shown with the warning, its dates set no deadline."""
    for sign in signs:
        work.mark(sign.start, sign.end, f"fraud:{sign.kind}")
    views = views_of(work.text, work.gist.tokens)
    told = _advice(work, advice.find_advice(work.text, views, work.gist.advice_tokens))
    sums, channels = details.amounts(work), _contacts(work)
    spans = tuple(sorted(work.spans))
    return NoticeReading(
        status=UNKNOWN, warnings=(LIKELY_FRAUD,), advice=told, contacts=channels, amounts=sums, spans=spans
    )


def _honest(work: Work) -> NoticeReading:
    gist, verdict = work.gist, work.gist.verdict
    suspended = verdict.status == SUSPENDED
    period, period_days = details.period(work)
    ends_on = details.ends_on(work) if suspended else None
    returns = work.mark(*gist.returning, "returns_when") if suspended and gist.returning else None
    passing = verdict.passing or bool(period or ends_on or returns) or gist.names_end
    for start, end, means in gist.marks:
        work.mark(start, end, means)
    return NoticeReading(
        status=CLOSED if verdict.status == OWN else verdict.status,
        temporary=suspended and passing and not gist.permanent,
        causes=_causes(verdict),
        advice=_advice(work, gist.told),
        contacts=_contacts(work),
        reply_by=details.reply_by(work),
        period=period,
        period_days=period_days,
        ends_on=ends_on,
        amounts=details.amounts(work),
        days_overdue=details.days_overdue(work),
        permanent=gist.permanent,
        restored=gist.restored,
        own_closing=verdict.status == OWN,
        returns_when=returns,
        spans=tuple(sorted(work.spans)),
    )


def heard_by_grammar(text: str, lexicon: NoticeLexicon) -> tuple[Heard, str]:
    """What the grammar alone hears, and the folded text: what the weights are fitted on."""
    folded = _fold(text, lexicon).text
    return gist_of(folded, lexicon).heard, folded


def _causes(verdict: Verdict) -> tuple[str, ...]:
    if verdict.status in (NORMAL, OWN):
        return ()
    return (verdict.causes if verdict.status != UNKNOWN else ()) or (NO_CAUSE,)


def _advice(work: Work, told: Iterable[Stretch]) -> tuple[str, ...]:
    return distinct([work.mark(start, end, "advice") for start, end in told])


def _contacts(work: Work) -> tuple[str, ...]:
    found = advice.find_contacts(work.text, work.gist.advice_tokens)
    return distinct([work.mark(start, end, "contact") for start, end in found])
