"""Rate limits: a high one for each person, and low ones for failed log-ins only; counted by all processes together.

Failures are counted three times. Of one account from one place: ten, then that pair waits until five minutes are over,
and nobody else does. Of one account from anywhere: a hundred in an hour, then each further one makes the account wait
longer, save from places where its owner has signed in lately: so guessing from many places gets nowhere, and keeps
nobody out of where they work. From one place on any account: a hundred in five minutes.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from rest_framework.exceptions import Throttled
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from config.counters import Portions, counters
from config.crypto import blind_index

WINDOW = 300.0
ACCOUNT_WINDOW = 3600.0
LONGEST_DELAY = 300.0
KNOWN_FOR = 30 * 86_400.0
MAILS_TO_ONE_ADDRESS, MAILS_FROM_ONE_PLACE = 5, 50  # that ask for a new password, in an hour
PORTIONS = 1000  # of the limit of a person: each process counts ahead by one of them, so that most requests ask nobody
FROM_ANYWHERE = 10  # times as many as one account may fail from one place


_portions = Portions()


class PersonThrottle(UserRateThrottle):
    """12,000 requests a minute by default (REINSTATE_RATE_LIMIT), by person or, not signed in, by address."""

    scope = "person"

    def allow_request(self, request: Any, view: Any) -> bool:
        key = self.get_cache_key(request, view)
        allowed, seconds = self.parse_rate(self.rate)
        counted = _portions.take(str(key), seconds or 60, max(1, (allowed or 0) // PORTIONS))
        self._left = counted.seconds_left
        return counted.count <= (allowed or 0)

    def wait(self) -> float:
        return self._left


class Attempt:
    """One try to sign in as `email`. Unknown addresses are counted as known ones are."""

    def __init__(self, request: Any, email: str) -> None:
        account, place = email.strip().lower(), place_of(request)
        self._pair, self._account, self._place, self._hold, self._known = (
            f"{kind}:{blind_index(f'sign-in {kind}', text)}"
            for kind, text in (
                ("pair", f"{account}|{place}"),
                ("account", account),
                ("place", place),
                ("hold", account),
                ("known", f"{account}|{place}"),
            )
        )

    def refuse_after_failures(self) -> None:
        """429 with the time that is left. Successful log-ins never count."""
        allowed, kept = settings.LOGIN_FAILURES_ALLOWED, counters()
        for key, bound in ((self._pair, allowed), (self._place, allowed * FROM_ANYWHERE)):
            failures = kept.read(key)
            if failures.count >= bound:
                raise Throttled(wait=failures.seconds_left)
        held = kept.read(self._hold)
        if held.count and not kept.read(self._known).count:
            raise Throttled(wait=held.seconds_left)

    def failed(self) -> None:
        kept = counters()
        kept.add(self._pair, WINDOW)
        kept.add(self._place, WINDOW)
        beyond = kept.add(self._account, ACCOUNT_WINDOW).count - settings.LOGIN_FAILURES_ALLOWED * FROM_ANYWHERE
        if beyond >= 0:
            kept.add(self._hold, delay_after(beyond))

    def succeeded(self) -> None:
        """What failed elsewhere stays counted: it was not this person who tried."""
        kept = counters()
        kept.forget(self._pair)
        kept.add(self._known, KNOWN_FOR)


def refuse_asking_too_often(request: Any, address: str) -> None:
    """Mails to one address and from one place: 429 by what was asked, never by whether anybody has the address."""
    kept = counters()
    for kind, text, bound in (
        ("asked address", address.strip().lower(), MAILS_TO_ONE_ADDRESS),
        ("asked place", place_of(request), MAILS_FROM_ONE_PLACE),
    ):
        counted = kept.add(f"{kind}:{blind_index(kind, text)}", ACCOUNT_WINDOW)
        if counted.count > bound:
            raise Throttled(wait=counted.seconds_left)


def delay_after(beyond: int) -> float:
    """1, 2, 4 … seconds, at most five minutes.

    >>> [delay_after(n) for n in (0, 1, 5, 9, 4000)]
    [1.0, 2.0, 32.0, 300.0, 300.0]
    """
    return min(float(1 << min(beyond, 10)), LONGEST_DELAY)


def address_of(request: Any) -> str:
    """As the proxies before us tell it, of which REINSTATE_PROXIES says how many there are."""
    return str(BaseThrottle().get_ident(request) or "")[:45]


def place_of(request: Any) -> str:
    """The caller's address; of IPv6 the network, since one caller has all of its addresses."""
    text = address_of(request)
    try:
        address = ip_address(text)
    except ValueError:
        return text[:64]
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None:
        return str(ip_network((address, 64), strict=False))
    return str(address)
