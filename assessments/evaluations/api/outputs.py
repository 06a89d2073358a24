"""The answer's shape, for the schema: texts are in the caller's language."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.overrides.outputs import OverrideOutput, beside
from config.api.fields import Choice, Day, Ident, Instant, Output, Text, TrueOrFalse, Whole

STATUSES = ["normal", "suspended", "closed", "unknown"]
DETAILS = [
    "available", "limit_hidden", "restricted", "maintenance", "closed_by_platform", "closed_by_client",
    "insufficient_evidence", "conflicting_evidence",
]  # fmt: skip
CAUSES = [
    "overdue", "score_drop", "abnormal_transactions", "risk_preference", "agreement_breach", "maintenance",
    "identity_verification", "insufficient_information",
]  # fmt: skip
LEVELS = ["low", "elevated", "high", "severe"]


def texts() -> serializers.ListField:
    return serializers.ListField(child=Text())


class ReasonOutput(Output):
    rule = Text()
    text = Text()
    evidence = texts()


class CauseOutput(Output):
    cause = Choice(choices=CAUSES)
    support = Choice(choices=["strong", "moderate", "weak"])
    basis = Choice(choices=["stated", "inferred", "both"])
    score = serializers.FloatField()
    against = ReasonOutput(many=True)


# `for` is a word of Python: the field is added by name.
CauseOutput._declared_fields["for"] = ReasonOutput(many=True)


class SignalOutput(Output):
    signal = Text()
    level = Choice(choices=LEVELS)
    text = Text()
    evidence = texts()


class RiskOutput(Output):
    level = Choice(choices=["unknown", *LEVELS])
    points = Whole(min_value=0)
    probability = serializers.FloatField(allow_null=True)
    meaning = Text(allow_null=True)
    signals = SignalOutput(many=True)


class WarningOutput(Output):
    warning = Text()
    text = Text()
    evidence = texts()


class ConflictOutput(Output):
    between = texts()
    text = Text()


class GapOutput(Output):
    missing = Text()
    decides = Text()
    how = Text()


class ChangeOutput(Output):
    then = Text()


ChangeOutput._declared_fields["if"] = Text()


class ReferralReasonOutput(Output):
    code = Text()
    text = Text()
    evidence = texts()


class ReferralOutput(Output):
    recommended = TrueOrFalse()
    reasons = ReferralReasonOutput(many=True)


class PlanDeadlineOutput(Output):
    clock = Choice(choices=["client", "lender", "regulator", "court"])
    days = Whole()
    counting = Choice(choices=["calendar", "working"])
    due_on = Day()
    check_on = Day()
    citation = Text()
    verification = Choice(choices=["text_seen", "from_memory"])


PlanDeadlineOutput._declared_fields["from"] = Day()


class PlanStepOutput(Output):
    action = Text()
    title = Text()
    why = Text()
    actor = Choice(choices=["client", "advisor", "lawyer", "lender", "regulator"])
    after = texts()
    urgent = TrueOrFalse()
    deadline = PlanDeadlineOutput(allow_null=True)
    done_when = Text()
    citations = texts()


class IgnoredOutput(Output):
    evidence = Text()
    because = Text()


class PackOutput(Output):
    key = Text()
    version = Text()
    digest = Text()


class AnswerOutput(Output):
    """What an evaluation concludes."""

    status = Choice(choices=STATUSES)
    status_detail = Choice(choices=DETAILS)
    temporary = TrueOrFalse(allow_null=True)
    returns_when = Text(allow_null=True)
    status_confidence = Choice(choices=["high", "medium", "low"])
    status_reasons = ReasonOutput(many=True)
    causes = CauseOutput(many=True)
    risk = RiskOutput()
    warnings = WarningOutput(many=True)
    conflicts = ConflictOutput(many=True)
    gaps = GapOutput(many=True)
    what_would_change = ChangeOutput(many=True)
    referral = ReferralOutput()
    plan = PlanStepOutput(many=True)
    ignored = IgnoredOutput(many=True)
    pack = PackOutput()
    engine_version = Text()
    input_digest = Text()
    as_of = Instant()


class AssessmentOutput(AnswerOutput):
    """A stored answer: never changed, rendered when read."""

    id = Ident()
    office = Ident()
    client = Ident()
    credit_account = Ident()
    known_at = Instant()
    content_digest = Text()
    created_by = Ident()
    created_at = Instant()
    override = OverrideOutput(allow_null=True, help_text="A person's own conclusion, while it is in force.")
    newer_evidence = TrueOrFalse(help_text="Whether the account has evidence that this answer did not know.")


class AssessmentRow(Output):
    """The conclusion in short."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id")
    as_of = Instant()
    known_at = Instant()
    status = Choice(choices=STATUSES)
    risk_level = Choice(choices=["unknown", *LEVELS])
    engine_version = Text()
    input_digest = Text()
    content_digest = Text()
    created_by = Ident(source="created_by_id")
    created_at = Instant()


class AssessmentListed(AssessmentRow):
    """In lists: the conclusion in short, and what a person concludes beside it."""

    override = serializers.SerializerMethodField()

    @extend_schema_field(OverrideOutput(allow_null=True))
    def get_override(self, row: Any) -> dict[str, Any] | None:
        """A person's own conclusion, while it is in force."""
        return beside(next(iter(row.standing_overrides), None))


class DifferenceOutput(Output):
    """`then` is what was stored, `now` what this engine answers; null where there is none."""

    pointer = Text(help_text="A JSON pointer into the language-free answer.")
    kind = Choice(choices=["changed", "added", "removed"])
    then = serializers.JSONField(allow_null=True)
    now = serializers.JSONField(allow_null=True)


class ReplayOutput(Output):
    """`equal` of one engine version: the same bytes. Of two: the same but for the version."""

    equal = TrueOrFalse()
    engine_then = Text()
    engine_now = Text()
    differences = DifferenceOutput(many=True)


class FactOutput(Output):
    name = Text()
    value = Text()


class LineOutput(Output):
    """`cites` are numbers of the list of evidence."""

    text = Text()
    cites = serializers.ListField(child=Whole())
    notes = texts()
    tone = Choice(choices=["for", "against", "unknown", "not", "warn", "soft", ""])


class GroupOutput(Output):
    title = Text()
    tag = Text()
    facts = FactOutput(many=True)
    lines = LineOutput(many=True)


SECTIONS = [
    "override", "status", "cautions", "causes", "others", "missing", "changes", "risk", "plan", "ignored",
]  # fmt: skip


class SectionOutput(Output):
    key = Choice(choices=SECTIONS)
    title = Text()
    paragraphs = texts()
    groups = GroupOutput(many=True)


class CitedOutput(Output):
    number = Whole()
    id = Text()
    kind = Text()
    on = Text()
    provenance = Text()
    says = Text()


class TraceOutput(Output):
    """Language-free. `rules`: every cause rule with `verdict` (null: not known), points, source and, under `when`, each
    test with indicator, op, what was needed, what was found and its evidence. `risk`: the points one by one."""

    asked = TrueOrFalse()
    rules = serializers.ListField(child=serializers.DictField())
    risk = serializers.ListField(child=serializers.DictField())


class ExplanationOutput(Output):
    """Why an assessment says what it says, in sections, as one text, and as data."""

    assessment = Ident()
    language = Choice(choices=["zh-Hans", "en"])
    title = Text()
    headline = Text()
    facts = FactOutput(many=True)
    notes = texts()
    sections = SectionOutput(many=True)
    evidence = CitedOutput(many=True)
    promise = Text()
    proof = texts()
    text = Text()
    trace = TraceOutput()


PARTS = ["status", "cause", "risk", "signal", "warning", "conflict", "gap", "referral", "step"]


class ShiftOutput(Output):
    """One thing that would differ. `by_time`: it would differ just so by the later moment alone."""

    part = Choice(choices=PARTS)
    kind = Choice(choices=["added", "removed", "changed", "moved"])
    name = Text(help_text="The field, cause, signal or action.")
    now = serializers.JSONField(help_text="Null where there is none.")
    then = serializers.JSONField(help_text="Null where there is none.")
    by_time = TrueOrFalse()
    text = Text()


class AssumedOutput(Output):
    """Ids of what is assumed: new items begin with `assumed:`; the others are instalments assumed to be paid."""

    since = Instant(help_text="The moment to which the answer is compared.")
    evidence = texts()


class WhatIfOutput(AnswerOutput):
    """The answer as it would be at `as_of` if what is assumed happened. It is no forecast."""

    assumed = AssumedOutput()
    changes = ShiftOutput(many=True)


class FieldErrorOutput(Output):
    """What is wrong with a field, as in a problem's `errors`."""

    pointer = Text()
    code = Text()
    detail = Text()


class SpanOutput(Output):
    start = Whole()
    end = Whole()
    means = Text()


class NoticeReadingOutput(Output):
    """What one text itself says, with the words that say it."""

    status = Choice(choices=STATUSES)
    temporary = TrueOrFalse()
    causes = serializers.ListField(child=Choice(choices=CAUSES))
    advice = texts()
    contacts = texts()
    reply_by = Day(allow_null=True)
    period = Text(allow_null=True)
    amounts = texts()
    warnings = texts()
    spans = SpanOutput(many=True)


class ClassificationOutput(Output):
    results = NoticeReadingOutput(many=True)
