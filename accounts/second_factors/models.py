"""A person's second factor: the sealed secret of their authenticator, and codes for the day on which it is lost."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class SecondFactor(Identified):
    """`last_step` is the 30 seconds whose code was used last: no code is taken twice, nor an older one after it."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, related_name="second_factor", verbose_name=_("person")
    )
    secret_sealed = models.BinaryField()
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.person)


class RecoveryCode(Identified):
    """Stored as a keyed digest; each works once."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="recovery_codes", verbose_name=_("person")
    )
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.person)
