"""What a text says whatever its figures are, kept from one text to the next.

Lenders write by template: most notices differ from an earlier one in nothing but the digits of days, amounts and
dates. Words, clauses, events, causes and the verdict do not depend on which digits these are, so the digits are masked
without changing their number, and what was found in a text holds for every other one of the same shape, place by place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assessments.engine.notices import advice, causes, fraud
from assessments.engine.notices.events import ACTUAL, CLOSED, RESTORED, Event, EventReader
from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.marks import (
    Mark,
    Stretch,
    mark_causes,
    mark_events,
    mark_permanent,
    names_end,
    returning,
)
from assessments.engine.notices.scan import Token
from assessments.engine.notices.text import split_clauses
from assessments.engine.notices.verdict import (
    OWN,
    Heard,
    Verdict,
    by_grammar,
    contradicts_itself,
    decide_status,
    weigh_in,
)
from assessments.engine.notices.views import View, build_views

_DIGITS = re.compile(r"[0-9]+")
_ZERO, _OTHER = "0", "8"


@dataclass(slots=True, eq=False, kw_only=True)
class Gist:
    """Offsets are those of the folded text. `signs`: words of a swindle; `told`: stretches of advice."""

    tokens: list[Token]
    views: list[View]
    signs: list[fraud.Sign]
    advice_tokens: list[Token]
    told: list[Stretch]
    heard: Heard
    verdict: Verdict
    permanent: bool
    restored: bool
    names_end: bool
    returning: Stretch | None
    marks: list[Mark]


def gist_of(folded: str, lexicon: NoticeLexicon) -> Gist:
    return _gist(_masked(folded, lexicon), lexicon)


def views_of(folded: str, tokens: list[Token]) -> list[View]:
    return build_views(folded, split_clauses(folded), tokens)


@lru_cache(maxsize=512)
def _gist(text: str, lexicon: NoticeLexicon) -> Gist:
    """The newest are kept, each about 10 kB."""
    tokens = lexicon.state.scan(text)
    views = views_of(text, tokens)
    signs = fraud.worded_signs(text, views, lexicon)
    found, denied = causes.find_cause_words(text, lexicon)
    words = causes.counted(found, views)
    events = EventReader(text, causes.covered(found)).read(views)
    heard = _hear(tokens, views, words, events, denied | {word.cause for word in found})
    verdict = weigh_in(heard, lexicon.weights, text) if lexicon.weights else by_grammar(heard)
    advice_tokens = lexicon.advice.scan(text)
    permanent = mark_permanent(views)
    shown_events = mark_events(text, events, heard.status, verdict, lexicon.weights)
    return Gist(
        tokens=tokens,
        views=views,
        signs=signs,
        advice_tokens=advice_tokens,
        told=advice.find_advice(text, views, advice_tokens),
        heard=heard,
        verdict=verdict,
        permanent=bool(permanent),
        restored=any(event.kind == RESTORED and event.mood == ACTUAL for event in events),
        names_end=names_end(text, views, advice_tokens),
        returning=returning(text, views, events),
        marks=[*permanent, *shown_events, *mark_causes(text, words, verdict, lexicon.weights)],
    )


def _hear(
    tokens: list[Token], views: list[View], words: list[causes.CauseWord], events: list[Event], spoken: frozenset[str]
) -> Heard:
    """`spoken`: causes whose words stand in the text, denied or not."""
    side_by_side = len([token for token in tokens if "several" in token.classes]) > 1
    status = decide_status(events, _live(views, "ad"), bool(words), side_by_side)
    if status == CLOSED and _live(views, "own"):
        status = OWN
    named = causes.names(words)
    return Heard(
        status,
        named,
        spoken - set(named),
        _worded_as_passing(views, named),
        bool(events),
        contradicts_itself(status, events),
    )


def _live(views: Iterable[View], word_class: str) -> bool:
    return any(view.has(word_class) for view in views if not view.reported and not view.asked)


def _worded_as_passing(views: Iterable[View], named: tuple[str, ...]) -> bool:
    if "maintenance" in named:
        return True
    return any(view.has("passing") for view in views if view.sounds)


def _masked(folded: str, lexicon: NoticeLexicon) -> str:
    """The text with its digits masked, but those on which a phrase of the lexicon may depend: 降为0, 逾30天."""
    fixed = _fixed_figures(lexicon)

    def mask(match: re.Match[str]) -> str:
        digits = match.group()
        nothing = not digits.strip(_ZERO)
        if digits[0] == _ZERO and not nothing:
            return digits  # seldom, and where it is cut off, it is nothing so far
        masked = (_ZERO if nothing else _OTHER) * len(digits)
        for figure in (digits, masked):
            known = fixed.get(figure)
            if known is not None and _fits(known, folded[: match.start()][-1:], folded[match.end() :][:1]):
                return digits
        return masked

    return _DIGITS.sub(mask, folded)


def _fits(known: set[tuple[str, str]], before: str, behind: str) -> bool:
    return (before, behind) in known or not known.isdisjoint((("", ""), ("", behind), (before, "")))


@lru_cache(maxsize=64)
def _fixed_figures(lexicon: NoticeLexicon) -> dict[str, set[tuple[str, str]]]:
    """The figures inside phrases, with the characters around them there; none where a phrase begins or ends with it."""
    scanners = (lexicon.state, lexicon.causes, lexicon.advice, lexicon.fraud)
    lines = "\n".join(["", *(phrase for scanner in scanners for phrase in scanner.phrases), ""])
    found: dict[str, set[tuple[str, str]]] = {}
    for match in _DIGITS.finditer(lines):  # in one go: few of tens of thousands hold any
        around = lines[match.start() - 1].strip("\n"), lines[match.end()].strip("\n")
        found.setdefault(match.group(), set()).add(around)
    return found
