"""Days as a calendar of RFC 5545. Titles name the kind of action and the case's number: nobody who looks over a
shoulder, and no calendar service, learns a client, a lender or an amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from django.utils.translation import gettext as _

from cases.deadlines.models import THEIRS, Clock, Deadline, DeadlineState

_OCTETS = 75


def calendar_of(deadlines: Iterable[Deadline], zone: str, domain: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Reinstate//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Reinstate",
        f"X-WR-TIMEZONE:{zone}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ]
    components = [line for deadline in deadlines for line in _event(deadline, domain)] or _NO_EVENT
    return "".join(part for line in [*lines, *components, "END:VCALENDAR"] for part in folded(line))


# A calendar holds at least one component (section 3.6), and strict readers refuse an empty one. A zone shows nothing on
# any day; UTC's is the one that is right without a rule of summer time.
_NO_EVENT = [
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "TZNAME:UTC",
    "END:STANDARD",
    "END:VTIMEZONE",
]


def _event(deadline: Deadline, domain: str) -> list[str]:
    """An all-day entry has a date and no zone: it is the day in the office's zone wherever it is read."""
    day: date = getattr(deadline, deadline.acts_on)
    return [
        "BEGIN:VEVENT",
        f"UID:{deadline.pk}@{domain}",
        f"DTSTAMP:{_instant(deadline.updated_at)}",
        f"LAST-MODIFIED:{_instant(deadline.updated_at)}",
        f"SEQUENCE:{deadline.version - 1}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(title_of(deadline))}",
        f"STATUS:{'CANCELLED' if deadline.state == DeadlineState.CANCELLED else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def title_of(deadline: Deadline) -> str:
    if deadline.clock == Clock.COURT:
        what = _("A court's term ends")
    elif deadline.clock in THEIRS:
        what = _("An answer is to be checked")
    else:
        what = _("A step is due")
    return _("%(what)s · case %(reference)s") % {"what": what, "reference": deadline.case.reference}


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    r"""Section 3.3.11.

    >>> escaped("a;b,c\nd\\e")
    'a\\;b\\,c\\nd\\\\e'
    """
    for char, shown in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, shown)
    return text


def folded(line: str) -> Iterator[str]:
    """Section 3.1: lines of at most 75 octets, those that go on begin with a space; no character is cut.

    >>> [len(part.encode()) for part in folded("é" * 50)]
    [76, 29]
    """
    room, part = _OCTETS, ""
    for char in line:
        size = len(char.encode())
        if size > room:
            yield part + "\r\n"
            part, room = " ", _OCTETS - 1
        part += char
        room -= size
    yield part + "\r\n"
