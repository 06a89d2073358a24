"""Links by which a person sets a password: of an invitation, or of a reset that somebody asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Person
from config.rows import Identified


class LinkPurpose(models.TextChoices):
    INVITATION = "invitation", _("invitation")
    RESET = "reset", _("new password")


class PasswordLink(Identified):
    """The link is the signed id, made when the mail is: nothing stored here opens anything.

    A reset begins with the address that somebody typed, sealed, and without a person: whether one has it is looked up
    later, so that asking takes the same time for every address.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("office"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=LinkPurpose)
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    address_sealed = models.BinaryField(default=b"")
    expires_at = models.DateTimeField(_("expires at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    used_at = models.DateTimeField(_("used at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("password link")
        verbose_name_plural = _("password links")
        indexes = [
            models.Index(fields=["created_at"], condition=Q(sent_at=None, ended_at=None), name="password_link_to_send"),
            models.Index(fields=["person", "created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, office__isnull=False)
                | Q(person__isnull=True, office__isnull=True, sent_at__isnull=True, used_at__isnull=True),
                name="password_link_of_somebody_once_sent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.person}"
