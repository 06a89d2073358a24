"""Signs that a text is a swindler's: unknown links, private contacts, a fee for lifting a block, asking for secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.scan import Token
from assessments.engine.notices.views import View

_LINK = re.compile(
    r"(?<![a-z0-9@._-])(?:https?://|www\.)[a-z0-9.-]{1,253}"
    r"|(?<![a-z0-9@._-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|cn|net|org|top|xyz|info|cc|vip|club|shop|site|online|icu|link|me|io|co|app|work|biz|tv|ltd|fun|live|hk|tw|win|pro|asia|ru|tk|ml)(?![a-z0-9.@-])"
)
_LATIN = re.compile("[a-z]")  # every link has a letter, most notices have none
_QQ_NUMBER = re.compile(r"qq\W{0,2}\w?\W{0,2}\d{5,11}")
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")


@dataclass(frozen=True, slots=True)
class Sign:
    """`kind`: link, private_contact, release_fee, secret or offer."""

    kind: str
    start: int
    end: int


def find_signs(text: str, worded: list[Sign], lexicon: NoticeLexicon) -> list[Sign]:
    """`worded`: those that `worded_signs` found."""
    signs = [*worded, *_unknown_links(text, lexicon.official_domains)]
    signs.extend(Sign("private_contact", *match.span()) for match in _QQ_NUMBER.finditer(text))
    return sorted(set(signs), key=lambda sign: (sign.start, sign.end, sign.kind)) if signs else signs


def worded_signs(text: str, views: list[View], lexicon: NoticeLexicon) -> list[Sign]:
    tokens = lexicon.fraud.scan(text)
    signs: list[Sign] = []
    at = 0
    for view in views:
        inside: list[Token] = []
        while at < len(tokens) and tokens[at].start < view.end:
            if tokens[at].start >= view.start:
                inside.append(tokens[at])
            at += 1
        signs.extend(_signs_in(inside, view.reported))
    return signs


def _unknown_links(text: str, official: tuple[str, ...]) -> list[Sign]:
    found: list[Sign] = []
    if not _LATIN.search(text):
        return found
    for match in _LINK.finditer(text):
        host = _SCHEME.sub("", match.group()).strip(".-")
        if not any(host == domain or host.endswith("." + domain) for domain in official):
            found.append(Sign("link", match.start(), match.end()))
    return found


def _signs_in(tokens: list[Token], reported: bool) -> list[Sign]:
    if reported:
        return []
    found: list[Sign] = []
    seen: dict[str, Token] = {}
    for token in tokens:
        if "safety" in token.classes:
            return found  # 请勿透露验证码: what follows in the clause is a warning against it
        for name, kind in (("offers", "offer"), ("private_contact", "private_contact")):
            if name in token.classes:
                found.append(Sign(kind, token.start, token.end))
        found.extend(_pairs(token, seen))
        for name in ("pays", "release_fee", "fee", "unlocks", "asks_for", "secret"):
            if name in token.classes:
                seen[name] = token
    return found


def _pairs(token: Token, seen: dict[str, Token]) -> list[Sign]:
    found: list[Sign] = []
    for kind, first, second in (("secret", "asks_for", "secret"), ("release_fee", "pays", "release_fee")):
        for name, partner in ((first, second), (second, first)):
            other = seen.get(partner)
            if name in token.classes and other is not None and token.start - other.end <= 16:
                found.append(Sign(kind, other.start, token.end))
    return found
