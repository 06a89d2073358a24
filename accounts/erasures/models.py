"""Lawful erasure of what is held on a client: asked, confirmed by another, done; what stays of it; and legal holds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.clients.models import Client
from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class Basis(models.TextChoices):
    CLIENT_ASKS = "client_asks", _("the client asks for it")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("consent was withdrawn")
    RETENTION_OVER = "retention_over", _("the time of keeping is over")
    UNLAWFUL = "unlawful", _("it should never have been kept")


class ErasureState(models.TextChoices):
    PROPOSED = "proposed", _("due")
    ASKED = "asked", _("asked for")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")


OPEN = (ErasureState.PROPOSED, ErasureState.ASKED)


class Erasure(Identified):
    """Nothing is erased before a second person confirms. A `proposed` one was found by the nightly look at dates.
    `part_of`: another file of the same person, which went with it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ErasureState)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), null=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="parts", verbose_name=_("with the erasure")
    )
    records = models.PositiveIntegerField(_("records erased"), default=0)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["office", "created_at", "id"])]
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(state__in=OPEN), name="erasure_open_once"),
            models.CheckConstraint(
                condition=~Q(state=ErasureState.DONE)
                | Q(asked_by__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                & ~Q(asked_by=F("decided_by")),
                name="erasure_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.get_basis_display()}"


class ErasedRecord(Identified):
    """What stays of one record: its kind, id and time, and a keyed digest of what was there."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, related_name="erased")
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.CharField(_("object"), max_length=36)
    recorded_at = models.DateTimeField(_("recorded at"), null=True)
    commitment = models.CharField(_("commitment"), max_length=64)

    class Meta:
        verbose_name = _("erasure entry")
        verbose_name_plural = _("erasure entries")
        indexes = [models.Index(fields=["erasure", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class LegalHold(Identified):
    """While it stands nothing of the client is erased. `until` null: until it is lifted."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", verbose_name=_("client"))
    reason = models.CharField(_("reason"), max_length=1000)
    placed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("placed by"))
    until = models.DateField(_("until"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("lifted by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["client"], condition=Q(lifted_at=None), name="legal_hold_stands"),
        ]

    def __str__(self) -> str:
        return self.reason[:60]
