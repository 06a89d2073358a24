"""What the acts on cases and steps take."""

from __future__ import annotations

from rest_framework import serializers

from cases.files.models import Actor, Outcome
from config.api.fields import Choice, Day, ExternalId, FreeText, Ident, Input, Text, TrueOrFalse


class CaseCreateInput(Input):
    """The account's newest assessment where none is named."""

    credit_account = Ident()
    assessment = Ident(required=False)
    external_id = ExternalId(required=False, allow_null=True)


class CaseChangeInput(Input):
    owner = Ident(required=False)
    external_id = ExternalId(required=False, allow_null=True)


class PlanAdoptInput(Input):
    """`force` adopts an assessment although the account has a newer one."""

    assessment = Ident()
    force = TrueOrFalse(required=False, default=False)


class CaseWaitInput(Input):
    waiting_for = Text(max_length=500)
    waiting_until = Day()


class CaseEndInput(Input):
    outcome = Choice(choices=Outcome.choices)
    note = FreeText()


class HandOverInput(Input):
    """`to` works on cases in the same office."""

    to = Ident()
    reason = Text(max_length=2000)


HandOverInput._declared_fields["from"] = Ident()  # a word of Python: added by name


class ReasonInput(Input):
    reason = Text(max_length=2000)


class StepCreateInput(Input):
    """A step of a person's own; `after` names steps of the same case that come before it. `acknowledges_debt`: it pays
    a debt or agrees how to; where the debt may be barred by time it waits for a decision."""

    case = Ident()
    title = Text(max_length=200)
    actor = Choice(choices=Actor.choices)
    due_on = Day(required=False, allow_null=True)
    after = serializers.ListField(child=Ident(), required=False, max_length=100)
    acknowledges_debt = TrueOrFalse(required=False, default=False)


class StepCompleteInput(Input):
    """`done_on` is today where it is not given."""

    done_on = Day(required=False)
    note = FreeText()
