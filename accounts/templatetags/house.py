"""How pages write single values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def cell(value: Any) -> Any:
    """Yes and no in words; a dash where nothing is known; a day or an instant on one line."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return format_html(
            '<span class="house-day">{}</span>', localize(localtime(value) if isinstance(value, datetime) else value)
        )
    return value
