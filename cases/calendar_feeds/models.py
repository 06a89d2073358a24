"""Secret addresses by which a person's own calendar reads their days. Of the secret only a digest is kept."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Versioned


class CalendarFeed(Versioned):
    """`revoked_at` ends it for good; renewing gives it another secret, and the one before ends."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        indexes = [models.Index(fields=["office", "created_at", "id"]), models.Index(fields=["person", "created_at"])]

    def __str__(self) -> str:
        return self.name or self.created_at.date().isoformat()
