"""What a notice tells the person to do, and the channels it names."""

from __future__ import annotations

import re

from assessments.engine.notices.marks import Stretch
from assessments.engine.notices.scan import Token
from assessments.engine.notices.views import View

_PHONE = re.compile(
    r"(?=[\d+(])(?<![\d-])(?:400[-\s]?\d{3}[-\s]?\d{4}|400-\d{4}-\d{3}|95\d{3}(?:\d{3})?|1[3-9]\d{9}|0\d{2,3}-\d{7,8}"
    r"|\+?\(?\d{2,4}\)?[ -]\d{3,4}[ -]\d{3,4}|\+852\s?\d{4}\s?\d{4}"
    r"|0\d{2,3}-\d{3,7}\*+|12378|12363|12345|12315|1010\d{4})(?!\d)"
)
_MAIL = re.compile(r"(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_OPENERS = frozenset({"please", "and", "then", "but", "so", "also"})  # words that may stand before an order
_ORDERS = frozenset({"urges", "forbids"})
_LONGEST = 40  # characters of an advice shown


def find_contacts(text: str, tokens: list[Token]) -> list[Stretch]:
    words = [(token.start, token.end) for token in tokens if "contact" in token.classes]
    words.extend([match.span() for match in _PHONE.finditer(text)])
    words.extend([match.span() for match in _MAIL.finditer(text)] if "@" in text else ())
    return sorted(words)


def find_advice(text: str, views: list[View], tokens: list[Token]) -> list[Stretch]:
    """Stretches of clauses that ask the person to act, in order."""
    found: list[Stretch] = []
    at = 0
    for place, view in enumerate(views):
        inside: list[Token] = []
        while at < len(tokens) and tokens[at].start < view.end:
            if tokens[at].start >= view.start:
                inside.append(tokens[at])
            at += 1
        then = views[place + 1] if place + 1 < len(views) else view
        stretch = None if view.asked else _advice_in(text, view, inside) or _condition(view, then, inside)
        if stretch:
            found.append(stretch)
    return found


def _advice_in(text: str, view: View, tokens: list[Token]) -> Stretch | None:
    direct = next((token for token in tokens if "direct" in token.classes), None)
    if direct is not None and not _denied(view, direct) and not _not_told(view, tokens, direct):
        return direct.start, direct.end
    for at, token in enumerate(tokens):
        if "remedies" in token.classes and _leads_back(view, token):
            return token.start, token.end
        if (
            not _ORDERS.isdisjoint(token.classes)
            and not _has_subject(text, view, token)
            and (stretch := _urged(text, view, tokens, at))
        ):
            return stretch
        if "should" in token.classes and not _denied(view, token) and (stretch := _told(tokens, at)):
            return stretch
    first = tokens[0] if tokens else None
    if (
        first is not None
        and "acts" in first.classes
        and text[view.start : first.start].strip() == ""
        and text[first.start].isascii()
    ):
        return first.start, min(view.end, first.start + _LONGEST)  # an English imperative opens its clause
    return None


def _condition(view: View, then: View, tokens: list[Token]) -> Stretch | None:
    """若今日存入3450元, 系统将解除冻结; until the balance is cleared."""
    for token in tokens:
        if "completed" in token.classes and _follows(view, token, "after", "returns"):
            return token.start, token.end
        lifted = view.sentence == then.sentence and then.has("lifts", "restores")
        if "remedies" in token.classes and _follows(view, token, "if") and lifted:
            return token.start, token.end
    return None


def _follows(view: View, token: Token, *classes: str) -> bool:
    return any(each.is_a(*classes) and each.end <= token.start for each in view.tokens)


def _leads_back(view: View, token: Token) -> bool:
    """结清 … 后自动开启: an act, then 后, then use that returns, all in one clause."""
    later = [each for each in view.tokens if each.start >= token.end]
    after = next((each for each in later if "after" in each.classes), None)
    if after is None:
        return False
    rest = [each for each in later if each.start >= after.end]
    back = next((each for each in rest if each.is_a("restores", "usable", "use", "lifts")), None)
    return back is not None and not any("done" in each.classes and each.start < back.start for each in rest)


def _not_told(view: View, tokens: list[Token], direct: Token) -> bool:
    """如未能於到期日前還款 tells no one to pay, nor does 结清后已恢复; 如需使用请先还款 does."""
    if any("done" in each.classes and each.start == direct.end for each in view.tokens):
        return True
    supposed = next((each for each in view.tokens if "if" in each.classes and each.start < direct.start), None)
    return supposed is not None and not any(
        token.is_a("urges", "should") and supposed.end <= token.start < direct.start for token in tokens
    )


def _denied(view: View, token: Token) -> bool:
    """After 无法, or where the clause says what happens if not."""
    return any(
        each.is_a("cannot", "never") and each.start < token.end and token.start - each.end < 8
        for each in view.tokens
        if each.start <= token.start
    )


def _has_subject(text: str, view: View, token: Token) -> bool:
    """The "do not" of "if you do not pay" tells what happens; an order opens its clause."""
    before = text[view.start : token.start].split()
    return "forbids" in token.classes and any(word not in _OPENERS for word in before)


def _urged(text: str, view: View, tokens: list[Token], at: int) -> Stretch | None:
    """After 请 everything is advice, unless it only points to a channel or asks for patience."""
    rest = tokens[at + 1 :]
    act = next((token for token in rest if "acts" in token.classes), None)
    excused = next((token for token in rest if token.is_a("no_advice", "contact")), None)
    urge = tokens[at]
    if act is not None and (excused is None or act.start < excused.start or _joined(rest, excused, act)):
        return urge.start, act.end
    if excused is not None or len(text[urge.end : view.end].strip()) < 2:
        return None
    return urge.start, min(view.end, urge.start + _LONGEST)


def _joined(tokens: list[Token], first: Token, second: Token) -> bool:
    """请联系客服并还清欠款: an "and" between the two makes the second count."""
    return any("joins" in token.classes and first.end <= token.start <= second.start for token in tokens)


def _told(tokens: list[Token], at: int) -> Stretch | None:
    """建议, 需, must: only with a word for an act close behind."""
    for token in tokens[at + 1 : at + 6]:
        if "no_advice" in token.classes:
            return None
        if "acts" in token.classes:
            return (tokens[at].start, token.end) if token.start - tokens[at].end <= 16 else None
    return None
