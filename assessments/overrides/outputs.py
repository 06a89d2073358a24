"""An override as answers show it, by itself and beside its assessment."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessments.engine.packs.rules import CAUSES
from assessments.overrides.models import OverriddenStatus, Override
from config.api.fields import Choice, Ident, Instant, Output, Text, Whole


def cause_list(**kwargs: Any) -> serializers.ListField:
    return serializers.ListField(child=Choice(choices=CAUSES), **kwargs)


class OverrideOutput(Output):
    """A person's word beside the engine's conclusion, in force until `ends_at` or `ended_at`, whichever comes first."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id")
    assessment = Ident(source="assessment_id")
    status = Choice(choices=OverriddenStatus.choices)
    causes = cause_list()
    reason = Text()
    author = Ident(source="author_id")
    ends_at = Instant()
    ended_at = Instant(allow_null=True)
    ended_by = Ident(source="ended_by_id", allow_null=True)
    end_reason = Text()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


def beside(row: Override | None) -> dict[str, Any] | None:
    return None if row is None else OverrideOutput.of(row)
