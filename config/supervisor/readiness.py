"""Whether the service can be used: `/readyz` is green and the clock has ticked since this start."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from datetime import UTC, datetime
from typing import Any

from config.supervisor.place import Place


class Readiness:
    def __init__(self, place: Place, since: datetime) -> None:
        self._address = f"{place.url}/readyz"
        self._since = since
        self.complaint = "the web process does not answer yet"

    def reached(self) -> bool:
        answer = _answer(self._address)
        if isinstance(answer, str):
            self.complaint = answer
        elif not _ticked_since(answer, self._since):
            self.complaint = "no tick has run yet: worker or beat do not do their work"
        else:
            self.complaint = ""
        return not self.complaint


def _answer(address: str) -> dict[str, Any] | str:
    """What the page says, or why it says nothing useful."""
    request = urllib.request.Request(address, headers=_host_header())  # noqa: S310 - our own http address
    try:
        with urllib.request.urlopen(request, timeout=3) as response:  # noqa: S310
            said = json.load(response)
    except urllib.error.HTTPError as error:
        return f"{address} answers {error.code}: {error.read(300).decode(errors='replace')}"
    except (OSError, ValueError):
        return "the web process does not answer yet"
    return said if isinstance(said, dict) else f"{address} answers in a form that is not its own"


def _host_header() -> dict[str, str]:
    """An installation that serves only its public name would refuse the loopback's."""
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip()
    return {"Host": first} if first and first[0] not in "*." else {}


def _ticked_since(answer: dict[str, Any], since: datetime) -> bool:
    tick = answer.get("tick")
    last = tick.get("last") if isinstance(tick, dict) else None
    if not isinstance(last, str):
        return False
    at = datetime.fromisoformat(last)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) >= since
