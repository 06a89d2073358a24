from __future__ import annotations

from rest_framework import serializers

from cases.deadlines.models import Clock, Counting, DatedRow, DeadlineState, Verification
from cases.deadlines.wording import citation_text
from config.api.fields import Choice, Day, Ident, Instant, Output, Text, TrueOrFalse, Whole


class Dated(Output):
    """What a deadline says of its day, now or in an earlier version."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    revision = Whole()
    days = Whole()
    counting = Choice(choices=Counting.choices)
    due_on = Day()
    check_on = Day()
    citation = serializers.SerializerMethodField()
    verification = Choice(choices=Verification.choices)
    provisional = TrueOrFalse()
    created_at = Instant()

    def get_citation(self, row: DatedRow) -> str:
        return citation_text(row)


# `from` is a word of Python: the field is added by name, to those who inherit too.
Dated._declared_fields["from"] = Day(source="counted_from")


class DeadlineOutput(Dated):
    """`due_on` is the exact day; `check_on` the next working day on which to look whether it was kept."""

    step = Ident(source="step_id")
    clock = Choice(choices=Clock.choices)
    state = Choice(choices=DeadlineState.choices)
    version = Whole()
    updated_at = Instant()


class DeadlineVersionOutput(Dated):
    """What a deadline said up to its next `revision`; `reason`: `fact_corrected`,
    `holidays_changed`, `extended`, or `paused` with its first and last day."""

    deadline = Ident(source="deadline_id")
    reason = Text()
