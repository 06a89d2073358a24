"""People who work with Reinstate. A person has one office and one role; what it permits stands in the matrix.

A row with the role `service` is no person but the account of a service key (`accounts.keys`), one with the role
`client_by_link` that of a client's link (`accounts.access.linked`).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access.linked import NO_PEOPLE
from accounts.offices.models import Office
from config.rows import Versioned


class Role(models.TextChoices):
    ADVISOR = "advisor", _("advisor")
    LAWYER = "lawyer", _("lawyer")
    SUPERVISOR = "supervisor", _("supervisor")
    ADMINISTRATOR = "administrator", _("administrator")


class Language(models.TextChoices):
    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").strip().lower())


class Person(Versioned, AbstractBaseUser):
    """`invited_as` is the address of somebody who was invited under one that signs in to another office already. Who
    invited them must not learn that: the person is there, `email` holds the place, and no link is ever sent.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="people", verbose_name=_("office"))
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    is_active = models.BooleanField(_("active"), default=True)
    invited_as = models.EmailField(_("invited as"), blank=True, editable=False)
    second_factor_since = models.DateTimeField(_("second factor since"), null=True, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=[*Role.values, *NO_PEOPLE]), name="person_role_known"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The e-mail as the office knows it."""
        return self.invited_as or self.email

    def get_full_name(self) -> str:
        """As Django's templates ask for it."""
        return self.name

    @property
    def is_staff(self) -> bool:
        """The admin's door, closed to keys and clients' links; behind it the matrix decides each page."""
        return self.is_active and self.role not in NO_PEOPLE

    @property
    def is_superuser(self) -> bool:
        """Nobody is above the matrix."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used: the matrix decides."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        return set()
