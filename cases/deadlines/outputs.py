from __future__ import annotations

from rest_framework import serializers

from cases.deadlines.models import Clock, Counting, Deadline, DeadlineState, DeadlineVersion, Verification
from cases.deadlines.wording import citation_text
from config.api.fields import Choice, Day, Ident, Instant, Output, Text, TrueOrFalse, Whole


class DeadlineOutput(Output):
    """`due_on` is the exact day; `check_on` the next working day on which to look whether it was kept."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    step = Ident(source="step_id")
    clock = Choice(choices=Clock.choices)
    days = Whole()
    counting = Choice(choices=Counting.choices)
    due_on = Day()
    check_on = Day()
    citation = serializers.SerializerMethodField()
    verification = Choice(choices=Verification.choices)
    provisional = TrueOrFalse()
    state = Choice(choices=DeadlineState.choices)
    revision = Whole()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    def get_citation(self, deadline: Deadline) -> str:
        return citation_text(deadline)


class DeadlineVersionOutput(Output):
    """What a deadline said up to its next `revision`; `reason`: `fact_corrected` or `holidays_changed`."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    case = Ident(source="case_id")
    deadline = Ident(source="deadline_id")
    revision = Whole()
    days = Whole()
    counting = Choice(choices=Counting.choices)
    due_on = Day()
    check_on = Day()
    citation = serializers.SerializerMethodField()
    verification = Choice(choices=Verification.choices)
    provisional = TrueOrFalse()
    reason = Text()
    created_at = Instant()

    def get_citation(self, version: DeadlineVersion) -> str:
        return citation_text(version)


# `from` is a word of Python: the field is added by name.
DeadlineOutput._declared_fields["from"] = Day(source="counted_from")
DeadlineVersionOutput._declared_fields["from"] = Day(source="counted_from")
