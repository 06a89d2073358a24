"""Service keys: what other systems of the office sign in with. Of the token only its digest is kept."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config import clock
from config.rows import Versioned


class KeyPurpose(models.TextChoices):
    """All within the clients' own mandate: there is none for a lender, broker, employer or marketer."""

    INTAKE = "client_intake", _("taking in clients who gave the office their mandate")
    EVIDENCE = "client_evidence", _("bringing in evidence that clients provide or ask for")
    ADVICE = "client_advice", _("evaluating for the advice that clients asked for")
    CASEWORK = "client_casework", _("following the clients' cases inside the office")


class ServiceKey(Versioned):
    """Its `account` has the same id, and is who is named wherever a row says who wrote it.

    `last_used_at` is true to the hour.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    account = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="service_key", verbose_name=_("account"), editable=False
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(_("scopes"), default=list)
    purpose = models.CharField(_("purpose"), max_length=20, choices=KeyPurpose)
    ends_at = models.DateTimeField(_("ends at"))
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("created by"))
    last_used_at = models.DateTimeField(_("last used"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )

    class Meta:
        verbose_name = _("service key")
        verbose_name_plural = _("service keys")
        indexes = [models.Index(fields=["office", "created_at", "id"])]
        constraints = [
            models.CheckConstraint(condition=Q(id=F("account_id")), name="service_key_is_its_account"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("created_at")), name="service_key_ends_after_its_start"),
            models.CheckConstraint(condition=Q(purpose__in=KeyPurpose.values), name="service_key_purpose_known"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="service_key_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def in_force(self) -> bool:
        return self.revoked_at is None and clock.now() < self.ends_at
