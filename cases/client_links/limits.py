"""How often a link may be tried, counted by all processes together.

Wrong codes of one link: ten in an hour, then nobody gets in by it until the hour is over; each code has five tries
besides, counted on its row. Codes asked for: five in an hour by link, fifty by place. Addresses that are no link: a
hundred in five minutes from one place.
"""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import Throttled

from cases.client_links.models import ClientLink
from config.api.throttling import place_of
from config.counters import counters
from config.crypto import blind_index

HOUR, MINUTES = 3600.0, 300.0
WRONG_CODES, CODES_BY_LINK, CODES_BY_PLACE, WRONG_LINKS = 10, 5, 50, 100


def count_wrong_link(request: Any) -> None:
    counted = counters().add(_place("wrong", request), MINUTES)
    if counted.count > WRONG_LINKS:
        raise Throttled(wait=counted.seconds_left)


def refuse_locked(link: ClientLink) -> None:
    counted = counters().read(_link("wrong", link))
    if counted.count >= WRONG_CODES:
        raise Throttled(wait=counted.seconds_left)


def count_wrong_code(link: ClientLink) -> None:
    counters().add(_link("wrong", link), HOUR)


def refuse_asking_too_often(request: Any, link: ClientLink) -> None:
    for key, bound in ((_link("asked", link), CODES_BY_LINK), (_place("asked", request), CODES_BY_PLACE)):
        counted = counters().add(key, HOUR)
        if counted.count > bound:
            raise Throttled(wait=counted.seconds_left)


def _link(what: str, link: ClientLink) -> str:
    return f"client-link {what}:{link.pk.hex}"


def _place(what: str, request: Any) -> str:
    return f"client-link {what} place:{blind_index(f'client-link {what} place', place_of(request))}"
