"""What no text may keep: a password given as such, a verification code, a bank card's secrets.

Judged by the words around a value: "请勿泄露验证码", an amount, a phone or contract number are left alone. Digits are
matched in any script, so full-width ones are found too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match

PASSWORD, CODE, CARD = "password", "code", "card"

# Nearly every text has none of these, and plain looking for them is a hundred times faster than the patterns.
_PASSWORD_WORDS = ("密码", "口令", "passw", "passcode", "pwd", "pin")
_CODE_WORDS = ("码", "code", "password", "otp")
_CARD_WORDS = ("cvv", "cvc", "cvn", "卡背", "安全码", "card security code")
_LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){12}")
_SAID_PASSWORD = re.compile(
    r"(?:密码|口令|\b(?:password|passcode|passwd|pwd|pin))(?:\s*(?P<sign>[:：=]|[是为][:：]?)\s*|\s+is\s*(?P<sign2>:?)\s*)"
    r"[\"'“「]?(?P<value>[!-~]{4,64})",
    re.IGNORECASE,
)
_BARE_PASSWORD = re.compile(
    r"密码\s*(?P<value>\d{6}(?!\d)|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d@#$%&!_*]{6,64})(?!\s*(?:位|个|元|年|次))"
)
_SAID_CODE = re.compile(
    r"(?:验证码|校验码|动态码|动态密码|短信码|确认码"
    r"|\b(?:verification|security|sms|login|one[- ]time) (?:code|password)|\botp)"
    r"[\s:：=是为（(【\[“\"]{0,6}(?:is\s*:?\s*)?(?P<value>\d{4,8})(?!\s*(?:位|元|年|月|次|分钟|客服|\d))",
    re.IGNORECASE,
)
_CODE_FIRST = re.compile(
    r"(?<![\d.])(?P<value>\d{4,8})[）)】\]\s]{0,2}(?:是|为|is|\(|（|【)\s*(?:您|你|your|the)?[^，。,.;；\d]{0,12}?"
    r"(?:验证码|校验码|动态码|动态密码|verification code|sms code|login code|one[- ]time (?:code|password))",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"(?:95|12|10)\d{3}\Z")
_CARD_NUMBER = re.compile(r"(?<![\d-])(?:\d[ -]?){12,18}\d(?![\d-])")
_CARD_CODE = re.compile(
    r"(?:\bcvv2?|\bcvc2?|\bcvn2?|卡背(?:面)?(?:三|3)位(?:数|码|数字)?|安全码|card security code)"
    r"[\s:：=是为]{0,4}(?:is\s*)?\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_EXPIRY = re.compile(
    r"(?:有效期|到期日?|\bexp(?:iry|ires?|iration)?(?: date)?|valid (?:thru|until))\D{0,6}"
    r"(?:0[1-9]|1[0-2])\s*[/年-]\s*(?:20)?\d\d"
    r"|(?<![\d/])(?:0[1-9]|1[0-2])/\d\d(?![\d/])",
    re.IGNORECASE,
)
# Words that stand after "password:" and are none.
_NO_PASSWORD = {
    "required", "changed", "reset", "expired", "wrong", "incorrect", "invalid", "forgotten", "unknown", "none", "null",
    "error", "locked", "never", "please", "must", "your", "this", "that", "http", "https",
}  # fmt: skip


def secret_in(text: str) -> str:
    """PASSWORD, CODE or CARD, whichever is found first, or "".

    >>> secret_in("密码：abc123"), secret_in("您的验证码 846213"), secret_in("4111 1111 1111 1111, 12/27, CVV 123")
    ('password', 'code', 'card')
    >>> secret_in("请勿泄露验证码。应还 2386.50 元，客服 95188，卡号 4111111111111111")
    ''
    """
    low = text.lower()
    if _has(low, _PASSWORD_WORDS) and _holds_password(text):
        return PASSWORD
    if (_has(low, _CARD_WORDS) and _CARD_CODE.search(text)) or _holds_card(text):
        return CARD
    return CODE if _has(low, _CODE_WORDS) and next(_codes(text), None) else ""


def without_codes(text: str) -> str:
    """The text with an asterisk for each digit of a verification code: as long as it was, so that places in it stay.

    >>> without_codes("验证码123456，请勿泄露")
    '验证码******，请勿泄露'
    """
    if not _has(text.lower(), _CODE_WORDS):
        return text
    signs = list(text)
    for found in _codes(text):
        begin, end = found.span("value")
        signs[begin:end] = "*" * (end - begin)
    return "".join(signs)


def _has(low: str, words: tuple[str, ...]) -> bool:
    return any(word in low for word in words)


def _codes(text: str) -> Iterator[Match[str]]:
    for pattern in (_SAID_CODE, _CODE_FIRST):
        yield from (found for found in pattern.finditer(text) if not _HOTLINE.match(found["value"]))


def _holds_password(text: str) -> bool:
    said = (found for found in _SAID_PASSWORD.finditer(text) if _is_password(found))
    return bool(next(said, None) or _BARE_PASSWORD.search(text))


def _is_password(found: Match[str]) -> bool:
    """Not stars in its place, and no ordinary word: after "is" a password has a digit or sign in it."""
    bare = found["value"].strip(".,;:!?\"'()[]")
    if len(bare) < 4 or len(set(bare.lower())) == 1 or bare.lower() in _NO_PASSWORD or "://" in bare:
        return False
    sign = found["sign"] or found["sign2"] or ""
    return sign.endswith((":", "：", "=")) or not bare.isalpha()


def _holds_card(text: str) -> bool:
    """A full number with its expiry: enough to pay with."""
    if not _LONG_NUMBER.search(text):
        return False
    numbers = ("".join(filter(str.isdigit, found.group())) for found in _CARD_NUMBER.finditer(text))
    return bool(_EXPIRY.search(text)) and any(_passes_luhn(number) for number in numbers)


def _passes_luhn(number: str) -> bool:
    digits = [int(sign) for sign in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
