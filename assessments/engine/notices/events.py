"""Which words of a notice say that the account was closed, stopped, restored or is usable, and whether they count.

The grammar is small: the subject of the verb (the account, or something else that closes), negation next to the
verb, words of possibility before it, time words after it. One forward pass, constant work for each word.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from assessments.engine.notices.scan import Token
from assessments.engine.notices.seen import NOUNS, Seen, update
from assessments.engine.notices.views import View

CLOSED, SUSPENDED, RESTORED, USABLE, LIMITED, UNHARMED, ALLOWED = (
    "closed",
    "suspended",
    "restored",
    "usable",
    "limited",
    "unharmed",
    "allowed",
)
_GOOD = (RESTORED, USABLE, ALLOWED)  # kinds that a negation turns into a stop
ACTUAL = "actual"
_NEAR = 14  # characters between the two words of a pair such as 无法 … 借款
_NEAR_LATIN = 34  # the same in a language that needs more letters
_BACK = 8  # words looked back over for a negation
_UNFINISHED = frozenset({"before", "after", "pending"})  # behind a verb: 注销前, 关闭申请, 解冻正在处理
_STATES = frozenset({"closes", "ends", "suspends"})
_NOUNS_AND_STOPS = frozenset({*NOUNS, "suspends", "closes"})
_IN_USE = frozenset({"use", "usable"})
_WANTED = frozenset({"requirement", "application"})
_CANNOT = frozenset({"never", "cannot"})
_PASSED_OVER = frozenset({"filler", *NOUNS})  # what may stand between a negation and its verb
_SPEAKING = frozenset(
    {
        "lifts", "suspends", "healthy", "use", "usable", "requirement", "application", "unmet", "again", "finishes",
        "available", "closes", "ends", "refused", "restores", "limit_changes", "allowed",
    }
)  # fmt: skip
_ENDINGS = " .。!"
_QUIET = frozenset(" \"'“”「」『』《》")


class Event(NamedTuple):
    """`mood`: actual, or why it does not count.

    That is one of negated, never, possible, past, asked, reported, other_subject, fragment.
    """

    kind: str
    start: int
    end: int
    mood: str
    sentence: int
    weak: bool = False
    after_contrast: bool = False
    returns: bool = False  # names the condition after which use returns


@dataclass(slots=True)
class EventReader:
    text: str
    reasons: frozenset[int] = frozenset()  # characters inside words of cause: nouns there are no subjects
    events: list[Event] = field(default_factory=list)
    _topic: str = "account"
    _sentence: int = -1
    _led_by_after: bool = False
    _may_before: bool = False  # the clause before spoke of what may happen
    _stopped_before: bool = False  # the clause before spoke of a suspension
    _body: tuple[int, int] = (0, 0)  # the text without blanks and full stops around it

    def read(self, views: list[View]) -> list[Event]:
        self._body = (len(self.text) - len(self.text.lstrip()), len(self.text.rstrip(_ENDINGS)))
        for view in views:
            if view.sentence != self._sentence:
                self._sentence, self._topic, self._led_by_after = view.sentence, "", False
                self._stopped_before = self._may_before = False
            seen = self._read_view(view)
            self._carry_topic(view)
            self._led_by_after = seen.after
            self._stopped_before, self._may_before = seen.suspends is not None, seen.may
        return self.events

    def _read_view(self, view: View) -> Seen:
        seen = self._begin(view)
        for at, token in enumerate(view.tokens):
            if not _SPEAKING.isdisjoint(token.classes):
                for kind, start in self._kinds(view, at, seen):
                    self._add(view, at, seen, kind, start)
            if "head" in token.classes and self._names_something_else(view, at):
                token = Token(token.start, token.end, frozenset({"other"}))
                view.tokens[at] = token
            update(seen, token, token.start in self.reasons or self._fronts(view, at))
        return seen

    def _begin(self, view: View) -> Seen:
        """A clause that begins with its verb goes on with the one before: may reduce, suspend or close."""
        first = view.tokens[0] if view.tokens else None
        if first is None or _STATES.isdisjoint(first.classes) or self.text[view.start : first.start].strip():
            return Seen()
        return Seen(may=self._may_before)

    def _fronts(self, view: View, at: int) -> bool:
        """The 将 of 系统将额度冻结 only puts the object first; that of 将冻结额度 speaks of the future."""
        following = view.tokens[at + 1] if at + 1 < len(view.tokens) else None
        if following is None or "fronts" not in view.tokens[at].classes:
            return False
        return following.is_a(*NOUNS) and following.start == view.tokens[at].end

    def _names_something_else(self, view: View, at: int) -> bool:
        """服务 right after words the lexicon does not know: 微信运动服务 is none of the lender's."""
        start = view.tokens[at].start
        before = view.tokens[at - 1].end if at else view.start
        return start - before >= 2 and self.text[start - 1].isalpha() and not self.text[start - 1].isascii()

    def _kinds(self, view: View, at: int, seen: Seen) -> list[tuple[str, int]]:
        """The kinds of event that the word completes, each with the place where its wording begins."""
        token = view.tokens[at]
        if "lifts" in token.classes and seen.suspends and _lifted(self.text, seen, token):
            self._retract(seen.suspends.start)
            return [(RESTORED, seen.suspends.start)]
        if "lifts" in token.classes and self._stopped_before and _NOUNS_AND_STOPS.isdisjoint(view.words):
            return [(RESTORED, token.start)]  # 曾被冻结, 现已解除
        if "suspends" in token.classes and seen.lifts and _near(self.text, seen.lifts, token):
            return [(RESTORED, seen.lifts.start)]
        if "healthy" in token.classes and self._is_all_of_it(view, token, seen):
            return [(USABLE, token.start)]
        found = _pair(self.text, token, seen)
        if found:
            return [found]
        if "ends" in token.classes and "closes" not in token.classes and not self._names_account(view, at, seen):
            return []
        for name, kind in _KIND_OF_CLASS:
            if name in token.classes:
                return [(kind, token.start)]
        if "limit_changes" in token.classes and self._names_account(view, at, seen):
            return [(LIMITED, token.start)]
        return []

    def _is_all_of_it(self, view: View, token: Token, seen: Seen) -> bool:
        """账户正常 and nothing more: the word ends its clause and speaks of the account."""
        about = "account" in seen.noun.classes if seen.noun else self._topic == "account"
        rest = self.text[token.end : view.end].strip()
        return about and (len(rest) < 2 or self.text[token.start].isascii())

    def _retract(self, start: int) -> None:
        """The word of suspension turned out to be what was lifted."""
        if self.events and self.events[-1].start == start:
            self.events.pop()

    def _names_account(self, view: View, at: int, seen: Seen) -> bool:
        object_ = _object(self.text, view.tokens, at)
        noun = object_ or seen.noun
        return "account" in noun.classes if noun else self._topic == "account"

    def _add(self, view: View, at: int, seen: Seen, kind: str, start: int) -> None:
        token = view.tokens[at]
        mood = self._mood(view, at, seen, kind, start)
        if mood == "negated" and kind in _GOOD:
            kind, mood = SUSPENDED, ACTUAL
        elif kind == ALLOWED:
            return
        elif mood == "negated" and kind in (CLOSED, SUSPENDED):
            kind, mood = UNHARMED, ACTUAL
        elif kind == SUSPENDED and seen.permanent:
            kind = CLOSED  # 永久 … 冻结
        elif kind == CLOSED and seen.passing and not seen.permanent:
            kind = SUSPENDED  # 暂时收回
        leads = seen.after or self._led_by_after or (kind == RESTORED and seen.may) or view.tokens[at].is_a("returns")
        leads = leads or _is_purpose(self.text, view.tokens, at)
        returns = kind in (RESTORED, USABLE) and mood == "possible" and leads
        event = Event(kind, start, token.end, mood, view.sentence, view.weak, view.contrast, returns)
        self.events.append(event)

    def _mood(self, view: View, at: int, seen: Seen, kind: str, start: int) -> str:
        if self._subject(view, at, seen, kind) == "other":
            return "other_subject"
        if self._is_fragment(view.tokens[at]):
            return "fragment"
        if view.reported or view.asked:
            return "reported" if view.reported else "asked"
        first = at
        while first and view.tokens[first].start > start:
            first -= 1
        refusal = _negation(self.text, view.tokens, first, kind)
        if not refusal and kind == RESTORED:
            refusal = _negation(self.text, view.tokens, at, kind)  # 限制尚未解除
        if refusal:
            return refusal
        if _possible(self.text, view, at, seen, kind, self._led_by_after):
            return "possible"
        return "past" if seen.past and kind in (CLOSED, SUSPENDED) else ACTUAL

    def _is_fragment(self, token: Token) -> bool:
        """A bare verb, such as the label of a button, says nothing of anything."""
        bare = token.is_a("restores") or (token.is_a(*_STATES) and "lending" not in token.classes)
        return bare and (token.start, token.end) == self._body

    def _subject(self, view: View, at: int, seen: Seen, kind: str) -> str:
        """`account` or `other`: the object right after the verb, else the noun before it, else the topic."""
        token = view.tokens[at]
        noun = _object(self.text, view.tokens, at)
        if noun is None and "lending" in token.classes:
            return "account"
        if noun is None and NOUNS.isdisjoint(token.classes):
            noun = seen.account if seen.because and seen.account else seen.noun
        if noun is None:
            return "other" if self._topic == "other" and "account" not in token.classes else "account"
        if "application" in noun.classes:
            return "other" if kind == CLOSED and "done" not in token.classes else "account"
        return "other" if "other" in noun.classes else "account"

    def _carry_topic(self, view: View) -> None:
        if NOUNS.isdisjoint(view.words):
            return
        because = False
        nouns: list[Token] = []
        for token in view.tokens:
            because = because or "because" in token.classes
            if not because and token.start not in self.reasons and not NOUNS.isdisjoint(token.classes):
                nouns.append(token)
        if any("account" in noun.classes for noun in nouns):
            self._topic = "account"
        elif any("other" in noun.classes for noun in nouns):
            self._topic = "other"


_KIND_OF_CLASS = (
    ("closes", CLOSED),
    ("ends", CLOSED),
    ("suspends", SUSPENDED),
    ("refused", SUSPENDED),
    ("restores", RESTORED),
    ("usable", USABLE),
    ("allowed", ALLOWED),
)


def _near(text: str, first: Token, second: Token) -> bool:
    gap = text[first.end : second.start]
    return len(gap) <= (_NEAR_LATIN if gap.isascii() else _NEAR)


def _pair(text: str, token: Token, seen: Seen) -> tuple[str, int] | None:
    """Two words that only together say something: 无法 … 借款, 未达到 … 条件, 可借额度 … 5000."""
    in_use = not _IN_USE.isdisjoint(token.classes)
    if in_use and seen.cannot and _near(text, seen.cannot, token):
        return SUSPENDED, seen.cannot.start
    if in_use and seen.spares and _near(text, seen.spares, token):
        return USABLE, seen.spares.start
    if seen.unmet and not _WANTED.isdisjoint(token.classes) and _near(text, seen.unmet, token):
        return SUSPENDED, seen.unmet.start
    if "unmet" in token.classes and seen.noun and "application" in seen.noun.classes and _near(text, seen.noun, token):
        return SUSPENDED, token.start
    if "unmet" in token.classes and seen.requirement and _near(text, seen.requirement, token):
        return SUSPENDED, seen.requirement.start
    if "again" in token.classes and seen.usable and _near(text, seen.usable, token):
        return RESTORED, seen.usable.start
    if "finishes" in token.classes and seen.own:
        return CLOSED, seen.own.start
    if "use" in token.classes and seen.leads and _near(text, seen.leads, token) and "usable" not in token.classes:
        return USABLE, token.start  # 再使用, 更新后即可 … 借款: use that comes back
    if "available" in token.classes:
        amount = _number_after(text, token.end)
        if amount:
            return (USABLE if amount.strip("0.,") else LIMITED), token.start
    return None


def _lifted(text: str, seen: Seen, token: Token) -> bool:
    """限制已解除, but not "blocked till the dues are cleared" nor "blocked because your ID has expired"."""
    stopped = seen.suspends
    if stopped is None or not _near(text, stopped, token):
        return False
    if "ends" in token.classes and seen.because and seen.because.start > stopped.start:
        return False
    return seen.waits is None or seen.waits.start < stopped.start


def _number_after(text: str, at: int) -> str:
    """The number within the next few characters, as written; "" where none stands there."""
    for place in range(at, min(at + 8, len(text))):
        if text[place] in ",。;!?":
            return ""
        if text[place].isascii() and text[place].isdigit():
            end = place
            while end < len(text) and end < place + 16 and (text[end] in "0123456789.,"):
                end += 1
            return text[place:end]
    return ""


def _object(text: str, tokens: list[Token], at: int) -> Token | None:
    """The noun right after the verb; of a chain such as 借呗自动还款 the last part, which is the head."""
    place, found = tokens[at].end, None
    for token in tokens[at + 1 : at + 5]:
        if not _only_quiet(text, place, token.start):
            break
        if not NOUNS.isdisjoint(token.classes):
            found = token
        elif "filler" not in token.classes or found:
            break
        place = token.end
    return found


def _only_quiet(text: str, start: int, end: int) -> bool:
    return end - start <= 3 and all(char in _QUIET for char in text[start:end])


def _negation(text: str, tokens: list[Token], at: int, kind: str) -> str:
    """`negated` or `never` where such a word governs the verb through nothing but fillers and nouns."""
    place, joined = tokens[at].start, False
    for token in reversed(tokens[max(0, at - _BACK) : at]):
        if not _only_quiet(text, token.end, place):
            return ""
        if "negates" in token.classes:
            return "negated"
        if not _CANNOT.isdisjoint(token.classes):
            return "negated" if kind in _GOOD else ("never" if "use" not in token.classes else "")
        if "joins" in token.classes:
            joined = True
        elif not (token.is_a(*_PASSED_OVER) or (joined and kind not in _GOOD and token.is_a(*_STATES))):
            return ""
        place = token.start
    return ""


def _is_purpose(text: str, tokens: list[Token], at: int) -> bool:
    """To close: the word stands right before the verb, with fillers at most between."""
    place = tokens[at].start
    for token in reversed(tokens[max(0, at - 3) : at]):
        if not _only_quiet(text, token.end, place) or not token.is_a("filler", "purpose"):
            return False
        if "purpose" in token.classes:
            return True
        place = token.start
    return False


def _following(text: str, tokens: list[Token], at: int) -> Token | None:
    """The word right after the verb and its object: the 前 of 注销账户前."""
    place = tokens[at].end
    for token in tokens[at + 1 : at + 5]:
        if not _only_quiet(text, place, token.start):
            return None
        if not _UNFINISHED.isdisjoint(token.classes) or _PASSED_OVER.isdisjoint(token.classes):
            return token
        place = token.end
    return None


def _leaves_open(text: str, following: Token) -> bool:
    """注销后, but not "closed after": there the Latin word tells when it happened."""
    return following.is_a(*_UNFINISHED) and not ("after" in following.classes and text[following.start].isascii())


def _possible(text: str, view: View, at: int, seen: Seen, kind: str, led_by_after: bool) -> bool:
    token = view.tokens[at]
    following = None if "refused" in token.classes or kind == USABLE else _following(text, view.tokens, at)
    if following and _leaves_open(text, following) and not seen.done and "done" not in token.classes:
        return True
    if view.supposed and not (seen.done and not view.has("if")):
        return True
    if "done" in token.classes and (kind == CLOSED or (kind == RESTORED and not text[token.start].isascii())):
        return False  # 注销已完成, 还清后已经恢复 say themselves that it happened; "is back at 7" does not
    if seen.may or _is_purpose(text, view.tokens, at) or ("returns" in token.classes and not seen.done):
        return True
    if kind in (CLOSED, SUSPENDED):
        return seen.asks and not token.is_a("unmet", "refused", "requirement")
    if kind == LIMITED:
        return False
    if kind == USABLE and seen.asks and text[view.tokens[at].start].isascii():
        return True
    return seen.after or (seen.asks and kind == RESTORED) or (led_by_after and not seen.done)
