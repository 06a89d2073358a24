"""The audit log: who saw or changed what, in which request; and the chain into which each office's events are sealed.

Events hold ids and names of fields, nothing of what the fields say. They are written unchained, so that readers do not
queue; sealing takes them into the chain, and then only a lawful erasure may empty one.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified

VIEW, ERASE = "view", "erase"


def fresh_salt() -> str:
    """So that what an emptied event said cannot be found again by trying."""
    return token_hex(16)


class AuditEvent(Identified):
    """`clients` maps the id of each client concerned to the records seen of them, as {kind: [ids]}; it is {} where
    `kind` and `object_id` already name the one record, which they leave open where a list was seen."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("actor"))
    role = models.CharField(_("role"), max_length=20, blank=True)
    act = models.CharField(_("act"), max_length=60)
    kind = models.CharField(_("kind"), max_length=60)
    object_id = models.UUIDField(_("object"), null=True)
    clients = models.JSONField(_("clients"), default=dict)
    fields = models.JSONField(_("fields"), default=list)
    request_id = models.UUIDField(_("request"), null=True)
    method = models.CharField(_("method"), max_length=10, blank=True)
    route = models.CharField(_("route"), max_length=200, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    salt = models.CharField(max_length=32, default=fresh_salt, editable=False)
    sealed = models.BooleanField(_("sealed"), default=False, editable=False)
    erased = models.BooleanField(_("erased"), default=False, editable=False)

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["object_id", "created_at"]),
            models.Index(
                fields=["office", "created_at", "id"], condition=models.Q(sealed=False), name="auditevent_unsealed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.kind}"


EMPTIED: dict[str, Any] = {
    "actor": None, "role": "", "act": "", "kind": "", "object_id": None, "clients": {}, "fields": [],
    "request_id": None, "method": "", "route": "", "address": "", "salt": "",
}  # fmt: skip
"""What an erasure leaves of an event: its id, office and time."""


class AuditHead(models.Model):
    """How far an office's chain reaches. Whoever seals holds this row's lock."""

    office = models.OneToOneField(Office, on_delete=models.PROTECT, primary_key=True, related_name="+")
    sequence = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)


class AuditEntry(models.Model):
    """One link: `digest` covers the digest before it, so that nothing is changed, left out or moved unnoticed."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveBigIntegerField()
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="entry")
    commitment = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "sequence"], name="auditentry_once")]
