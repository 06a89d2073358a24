"""Where people are signed in: a bearer token of the API or a browser's session in the admin, and how it was used.

What opens the doors stays knox's token and Django's session; a row here goes when that goes, and the other way round.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config import clock
from config.rows import Identified


class SessionKind(models.TextChoices):
    TOKEN = "token", _("token of the API")
    BROWSER = "browser", _("browser")


class Session(Identified):
    """`last_used_at` is true to five minutes. `address` is where it began, `last_address` where it was used last."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("person"))
    token = models.OneToOneField(
        "knox.AuthToken", on_delete=models.CASCADE, null=True, related_name="+", editable=False
    )
    browser = models.OneToOneField(
        "sessions.Session", on_delete=models.CASCADE, null=True, related_name="+", editable=False
    )
    last_used_at = models.DateTimeField(_("last used"), default=clock.now)
    address = models.CharField(_("begun from"), max_length=45, blank=True)
    last_address = models.CharField(_("last used from"), max_length=45, blank=True)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["person", "created_at", "id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(token__isnull=True, browser__isnull=False) | Q(token__isnull=False, browser__isnull=True),
                name="session_is_a_token_or_a_browsers",
            )
        ]

    def __str__(self) -> str:
        return str(SessionKind(self.kind).label)

    @property
    def kind(self) -> str:
        return SessionKind.TOKEN if self.token_id is not None else SessionKind.BROWSER

    @property
    def ends_at(self) -> datetime:
        held: Any = self.token or self.browser
        ends: datetime = held.expiry if self.token_id is not None else held.expire_date
        return ends
