from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import DateField
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from accounts.access.statements import Scoped
from accounts.access.views import Listing
from cases.files.models import CaseFile, CaseState, NextAction
from cases.files.wording import next_action_text
from cases.work_queue import selectors
from cases.work_queue.wording import CODES, reasons
from config import clock
from config.api.fields import Choice, Day, Ident, Instant, Output, Text, TrueOrFalse, Whole
from config.api.filters import DayFilter, HouseFilters, IdFilter
from config.api.pagination import first_page
from config.prepared import Given


class QueueReasonOutput(Output):
    code = Choice(choices=list(CODES))
    text = Text()


class QueueItemOutput(Output):
    """One case: what comes next in it, whose it is, and why it stands here."""

    id = Ident()
    reference = Text()
    client = Ident(source="client_id")
    client_name = Text()
    credit_account = Ident(source="credit_account_id")
    owner = Ident(source="owner_id")
    owner_name = Text()
    state = Choice(choices=CaseState.choices)
    next_action = serializers.SerializerMethodField()
    next_action_kind = Choice(choices=NextAction.choices, source="next_action")
    next_action_on = Day()
    next_step = Ident(source="next_step_id", allow_null=True)
    urgent = TrueOrFalse()
    why = serializers.SerializerMethodField()
    version = Whole()
    created_at = Instant()
    updated_at = Instant()

    def get_next_action(self, case: CaseFile) -> str:
        return next_action_text(case)

    @extend_schema_field(QueueReasonOutput(many=True))
    def get_why(self, case: Any) -> list[dict[str, str]]:
        return reasons(case, clock.today(case.zone))


class QueueFilters(HouseFilters):
    """Up to today in the caller's office, unless `until` says otherwise. A court paper that nobody has answered, or
    said what it is, stands in the list whatever is asked for."""

    client = IdFilter(field_name="client_id")
    owner = IdFilter(field_name="owner_id")
    until = DayFilter(method="filter_until", label="Due up to this day; today where it is not given.")

    def filter_until(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset  # `filter_queryset` asks for it in any case

    def filter_queryset(self, queryset: Any) -> Any:
        given = self.form.cleaned_data
        day = given["until"] or clock.today(self.request.user.office.zone)
        due = selectors.due_until(super().filter_queryset(queryset), day)
        narrowed = any(given[name] for name in given if name != "until")
        return due | selectors.unanswered(queryset) if narrowed else due


@extend_schema(tags=["casework"])
class WorkQueueViewSet(Listing):
    """What to do today, in order, with why: what is urgent first, then by day."""

    resource: ClassVar[str] = "cases"
    acts: ClassVar[dict[str, str]] = {"list": "work_queue"}
    selector = selectors.work_queue
    serializer_class = QueueItemOutput
    filters = QueueFilters
    orderings = ("urgency",)
    ordered_by: ClassVar[dict[str, tuple[str, ...]]] = {"urgency": ("-urgent", "next_action_on")}
    default_ordering = "urgency"

    def first_rows(self) -> Any:
        """What the filters would find where nothing is asked for."""
        actor: Any = self.request.user
        return _due(actor, day=clock.today(actor.office.zone))

    def paginate_queryset(self, queryset: Any) -> Any:
        return selectors.lines(super().paginate_queryset(queryset))


def _due_by(day: Given) -> Callable[[Any], Any]:
    return lambda actor: first_page(selectors.due_until(selectors.work_queue(actor), day), WorkQueueViewSet)


_due: Scoped[Any] = Scoped(_due_by(Given("day", DateField())))
