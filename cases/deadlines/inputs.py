from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from config.api.fields import Day, Input, Text, Whole

MOST_DAYS = 3650


class ExtensionInput(Input):
    """Either `days` more, of the term's own counting, or the day `due_on` that somebody set."""

    days = Whole(required=False, min_value=1, max_value=MOST_DAYS)
    due_on = Day(required=False)
    reason = Text(max_length=1000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("days" in attrs) == ("due_on" in attrs):
            detail = _("Send either days or due_on, and not both.")
            raise serializers.ValidationError({"days": [serializers.ErrorDetail(detail, code="one_of")]})
        return attrs


class DeadlinePauseInput(Input):
    """The days on which the term stood still, both included."""

    paused_from = Day()
    paused_until = Day()
    reason = Text(max_length=1000)
