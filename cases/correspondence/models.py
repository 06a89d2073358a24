"""What was said and written in a case, with whom and when: a chain for each case, and the words that it commits to.

The links are append-only. The words lie in a row of their own, which a lawful erasure may empty: the chain then still
proves order and wholeness, and says that this entry was erased.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from cases.files.models import CaseFile, Step
from config.rows import Identified

LATE_AFTER = timedelta(hours=24)  # an entry made longer after what it tells is marked late


class CommunicationKind(models.TextChoices):
    CALL = "call", _("call")
    CHAT = "chat", _("chat")
    LETTER = "letter", _("letter")
    MAIL = "mail", _("mail")
    SCREENSHOT = "screenshot", _("screenshot")
    RECORDING = "recording", _("recording")
    MEETING = "meeting", _("meeting")
    COURT = "court", _("court paper")


class Direction(models.TextChoices):
    INCOMING = "incoming", _("incoming")
    OUTGOING = "outgoing", _("outgoing")


class Communication(Identified):
    """One link. `created_at` is when it was recorded; `corrects` names the entry that it stands for from now on."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    case = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="communications", verbose_name=_("case"))
    seq = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=CommunicationKind)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    happened_at = models.DateTimeField(_("happened at"))
    late = models.BooleanField(_("recorded late"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="successor", verbose_name=_("corrects")
    )
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("step that follows it")
    )
    commitment = models.CharField(_("commitment"), max_length=64)
    previous = models.CharField(_("link before"), max_length=64)
    link = models.CharField(_("link"), max_length=64)

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communications")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client", "created_at", "id"]),
            models.Index(fields=["case", "happened_at", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="communication_place_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="communication_counts_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn=False) | Q(corrects__isnull=False), name="communication_withdraws_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} · {self.seq} · {self.get_kind_display()}"

    @property
    def erased(self) -> bool:
        return not self.content.payload

    @property
    def told(self) -> dict[str, Any]:
        """What was recorded, as the chain commits to it; empty once erased."""
        told: dict[str, Any] = json.loads(bytes(self.content.payload)) if self.content.payload else {}
        return told


class CommunicationContent(Identified):
    """`payload` is canonical JSON. Both columns are emptied together, by an erasure, or never change."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="content")
    payload = models.BinaryField(editable=False)
    salt = models.BinaryField(max_length=32, editable=False)

    class Meta:
        verbose_name = _("words of a communication")
        verbose_name_plural = _("words of communications")

    def __str__(self) -> str:
        return str(self.communication_id)
