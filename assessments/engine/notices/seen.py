"""What the words of a clause have set up so far, for the words that follow."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.engine.notices.scan import Token

NOUNS = frozenset({"account", "other", "application"})
_FLAGS = frozenset({"may", "asks", "after", "past", "permanent"})
_PARTNERS = frozenset({"cannot", "unmet", "requirement", "lifts", "own", "usable", "suspends", "after", "spares"})


@dataclass(slots=True)
class Seen:
    """What the words of the clause so far have set up."""

    may: bool = False
    asks: bool = False
    after: bool = False
    past: bool = False
    because: Token | None = None  # nearest word that opens a reason
    done: bool = False
    noun: Token | None = None  # nearest noun before
    account: Token | None = None  # the account named before a reason began
    cannot: Token | None = None
    unmet: Token | None = None
    requirement: Token | None = None
    lifts: Token | None = None
    suspends: Token | None = None  # nearest word of suspension, for "限制已解除"
    own: Token | None = None
    spares: Token | None = None  # 不影响, before what goes on
    leads: Token | None = None  # nearest 后, 再, once
    waits: Token | None = None  # nearest until, after, once
    permanent: bool = False
    passing: bool = False
    usable: Token | None = None


def update(seen: Seen, token: Token, in_reason: bool) -> None:
    """`in_reason`: the word stands inside a cause or only fronts an object, so it sets no mood and is no subject."""
    classes = token.classes
    if "done" in classes:
        seen.may = seen.asks = seen.after = False
        seen.done = True
    if not in_reason:  # 他人操作 asks nothing of the person
        for name in classes & _FLAGS:
            setattr(seen, name, True)
    if "returns" in classes:
        seen.after = True
    if "passing" in classes and "suspends" not in classes:
        seen.passing = True
    if not in_reason and not NOUNS.isdisjoint(classes):
        _note_noun(seen, token)
    if "because" in classes:
        seen.because = token
    for name in classes & _PARTNERS:
        setattr(seen, "leads" if name == "after" else name, token)
    if "returns" in classes or "after" in classes:
        seen.waits = token


def _note_noun(seen: Seen, token: Token) -> None:
    if seen.because and "account" not in token.classes:
        return  # 因订单异常…: the order is the reason, not what closes
    seen.noun = token
    if "account" in token.classes and not seen.because and seen.account is None:
        seen.account = token
