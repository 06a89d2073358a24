"""Clients: the people whose accounts stopped lending. Identity number and phone are stored encrypted only."""

from __future__ import annotations

from functools import lru_cache

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.offices.models import Office
from accounts.people.models import Language, Person
from config import crypto
from config.rows import ExternallyNamed, Versioned, external_id_once


class Client(ExternallyNamed, Versioned):
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", verbose_name=_("office"))
    advisor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="clients", verbose_name=_("advisor"))
    name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    email = models.EmailField(_("e-mail"), blank=True)
    identity_number_sealed = models.BinaryField(default=b"", editable=False)
    identity_number_index = models.CharField(max_length=64, blank=True, editable=False)
    phone_sealed = models.BinaryField(default=b"", editable=False)
    phone_index = models.CharField(max_length=64, blank=True, editable=False)

    erased_at = models.DateTimeField(_("erased at"), null=True, editable=False)

    class Meta:
        verbose_name = _("client")
        verbose_name_plural = _("clients")
        indexes = [
            models.Index(fields=["office", "id"]),
            models.Index(fields=["advisor", "created_at", "id"]),
            models.Index(fields=["office", "created_at", "id"]),
            models.Index(fields=["office", "identity_number_index"]),
            models.Index(fields=["office", "phone_index"]),
            models.Index(fields=["office", "external_id"]),
            models.Index(fields=["office", "email"]),
        ]
        constraints = [external_id_once("client")]

    def __str__(self) -> str:
        return self.name if self.erased_at is None else gettext("erased client")

    @property
    def identity_number(self) -> str:
        return crypto.decrypt(self.identity_number_sealed)

    @property
    def phone(self) -> str:
        return crypto.decrypt(self.phone_sealed)

    @property
    def identity_number_masked(self) -> str:
        return _mask_of(bytes(self.identity_number_sealed))

    @property
    def phone_masked(self) -> str:
        return _mask_of(bytes(self.phone_sealed))


def masked(text: str, *, shown: int) -> str:
    """The last few characters; a value too short to hide anything shows none.

    >>> masked("13800001234", shown=4)
    '*******1234'
    >>> masked("12345", shown=4)
    '*****'
    """
    if len(text) < 2 * shown:
        return "*" * len(text)
    return "*" * (len(text) - shown) + text[-shown:]


@lru_cache(maxsize=20_000)
def _mask_of(sealed: bytes) -> str:
    """Kept by what is sealed, since lists show the same masks again and to open a value costs more than the rest of a
    row. Only what a list shows is kept, never the value, and no longer than the process lives."""
    return masked(crypto.decrypt(sealed), shown=4)
