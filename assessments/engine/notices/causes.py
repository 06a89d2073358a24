"""Which causes a notice names: words that say one alone, and pairs of words near each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from assessments.engine.notices.lexicon import CausePair, NoticeLexicon
from assessments.engine.notices.reading import CAUSES
from assessments.engine.notices.scan import Token
from assessments.engine.notices.views import View

_KNOWN = frozenset(CAUSES)
_LATIN = 2.5  # letters that say as much as one Chinese character
_COVERED = 24  # characters of a word of cause in which no subject is looked for
_DENIED_WITHIN = 4  # characters between 未发现 and what was not found
_DENIABLE = frozenset({"overdue", "score_drop", "abnormal_transactions", "agreement_breach"})
_CLAUSE_ENDS = frozenset(",;。!?")
_MEASURED = frozenset({"score_drop", "identity_verification", "agreement_breach"})


class CauseWord(NamedTuple):
    cause: str
    start: int
    end: int


def find_cause_words(text: str, lexicon: NoticeLexicon) -> tuple[list[CauseWord], frozenset[str]]:
    """Every naming of a cause, wherever it stands, and the causes that the text denies (无逾期, 未发现异常交易)."""
    tokens = lexicon.causes.scan(text)
    found = [CauseWord(cause, each.start, each.end) for each in tokens for cause in each.classes & _KNOWN]
    named = frozenset().union(*[token.classes for token in tokens])
    for pair in lexicon.cause_pairs:
        if pair.first in named and pair.second in named:
            found.extend(_paired(text, tokens, pair))
    denials = [token for token in tokens if "denies" in token.classes]
    kept = [word for word in found if not _denied(text, word, denials)]
    denied = {word.cause for word in found} - {word.cause for word in kept}
    denied |= {cause for token in tokens if "none" in token.classes for cause in _inside(text, token, lexicon)}
    kept = _without_yardsticks(sorted(kept, key=lambda word: (word.start, word.end, word.cause)))
    return kept, frozenset(denied) - {word.cause for word in kept}


def _inside(text: str, token: Token, lexicon: NoticeLexicon) -> Iterator[str]:
    """The causes whose words stand inside a longer one that names none."""
    for inner in lexicon.causes.scan(text[token.start + 1 : token.end]):
        yield from inner.classes & _KNOWN


def _denied(text: str, word: CauseWord, denials: list[Token]) -> bool:
    """未发现异常交易, no sign of fraud; 未更新身份证 itself states a cause, so not all can be denied."""
    return word.cause in _DENIABLE and any(
        token.end <= word.start and _apart(text, token.end, word.start) <= _DENIED_WITHIN for token in denials
    )


def _apart(text: str, start: int, end: int) -> float:
    """The distance in Chinese characters; Latin letters count less."""
    gap = end - start
    return gap / _LATIN if gap > 1 and text[start:end].isascii() else gap


def _without_yardsticks(words: list[CauseWord]) -> list[CauseWord]:
    """In 评分低于准入要求, 违反平台规则 the rule is only what the fact is measured by; it is no cause of its own."""
    kept: list[CauseWord] = []
    for word in words:
        measured = any(each.cause in _MEASURED and word.start - each.end <= 4 for each in kept[-2:])
        if not (word.cause == "risk_preference" and measured):
            kept.append(word)
    return kept


def _paired(text: str, tokens: list[Token], pair: CausePair) -> list[CauseWord]:
    found: list[CauseWord] = []
    last: dict[str, Token] = {}
    names = frozenset((pair.first, pair.second))
    for token in tokens:
        if names.isdisjoint(token.classes):
            continue
        for name, partner in ((pair.first, pair.second), (pair.second, pair.first)):
            if name not in token.classes:
                continue
            other = last.get(partner)
            if other is not None and _belong(text, other.end, token.start, pair, backwards=name == pair.first):
                found.append(CauseWord(pair.gives, other.start, token.end))
            last[name] = token
    return found


def _belong(text: str, start: int, end: int, pair: CausePair, *, backwards: bool) -> bool:
    """分数 … 下降 may stand in two clauses, 下降 … 分数 only in one: 信息不一致, 暂不可借款 is no odd borrowing."""
    if backwards and not _CLAUSE_ENDS.isdisjoint(text[start:end]):
        return False
    return _apart(text, start, end) <= pair.within


def counted(words: list[CauseWord], views: list[View]) -> list[CauseWord]:
    """Those not standing in a clause that only supposes, asks or tells what swindlers say."""
    kept: list[CauseWord] = []
    at = 0
    for word in words:
        while at < len(views) - 1 and views[at].end <= word.start:
            at += 1
        view = views[at] if views else None
        if view is None or not ((view.supposed and view.has("if")) or view.asked or view.reported):
            kept.append(word)
    return kept


def names(words: list[CauseWord]) -> tuple[str, ...]:
    """The causes named, in their fixed order."""
    named = {word.cause for word in words}
    return tuple(cause for cause in CAUSES if cause in named)


def covered(words: list[CauseWord]) -> frozenset[int]:
    """Character places inside words of cause; pairs far apart have other things between them."""
    return frozenset(
        place for word in words if word.end - word.start <= _COVERED for place in range(word.start, word.end)
    )
