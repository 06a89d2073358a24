"""Offices: each is a world of its own; nothing of one is known to another."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.rows import Versioned


def known_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("This is no time zone of the IANA database."))


class Office(Versioned):
    name = models.CharField(_("name"), max_length=200)
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai", validators=[known_zone])
    is_demo = models.BooleanField(_("invented data"), default=False, editable=False)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")

    def __str__(self) -> str:
        return self.name
