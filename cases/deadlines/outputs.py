from __future__ import annotations

from rest_framework import serializers

from cases.deadlines.models import Clock, Counting, Deadline, DeadlineState, Verification
from cases.deadlines.wording import citation_text
from config.api.fields import Choice, Day, Ident, Instant, Output, TrueOrFalse, Whole


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
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    def get_citation(self, deadline: Deadline) -> str:
        return citation_text(deadline)


# `from` is a word of Python: the field is added by name.
DeadlineOutput._declared_fields["from"] = Day(source="counted_from")
