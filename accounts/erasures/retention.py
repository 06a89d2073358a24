"""How long clients are kept: `RETENTION_YEARS` from the end of the last engagement and case.

Areas register whom they still need when their app is ready; the nightly look proposes those whom nobody needs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from accounts.clients.models import Client
from accounts.erasures.models import OPEN, Erasure, LegalHold
from accounts.merges.selectors import standing

Needed = Callable[[datetime], QuerySet[Any]]
"""needed(since): the ids of clients with something of this area that is open or ended after `since`."""

_needed: list[Needed] = []


def still_needs(needed: Needed) -> None:
    _needed.append(needed)


def due(at: datetime) -> QuerySet[Client]:
    since = kept_since(at)
    rows = Client.objects.filter(erased_at=None, updated_at__lte=since)
    rows = rows.exclude(pk__in=Erasure.objects.filter(state__in=OPEN).values("client_id"))
    rows = rows.exclude(pk__in=LegalHold.objects.filter(lifted_at=None).values("client_id"))
    for needed in _needed:
        rows = rows.exclude(pk__in=needed(since))
    merged = standing().values("client_id")  # a person's files are due together, and are named by the kept one
    still_kept = standing().exclude(client_id__in=rows.values("pk")).values("kept_id")
    return rows.exclude(pk__in=merged).exclude(pk__in=still_kept).order_by("pk")


def kept_since(at: datetime) -> datetime:
    """29 February counts as the 28th."""
    try:
        return at.replace(year=at.year - settings.RETENTION_YEARS)
    except ValueError:
        return at.replace(year=at.year - settings.RETENTION_YEARS, day=28)
