from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.audit.seen import note
from cases.files.models import CaseState
from cases.files.selectors import find_case
from cases.reports import selectors
from cases.reports.tables import RISKS, as_csv
from config import clock
from config.api.fields import Choice, Day, Ident, Output, Text, Whole
from config.api.filters import refuse_unknown_parameters
from config.errors import InvalidInput

FORM = "as"
CSV = OpenApiParameter(FORM, OpenApiTypes.STR, enum=["csv"], description="A table for spreadsheets instead.")


class AgeingOutput(Output):
    state = Choice(choices=CaseState.choices)
    age = Text()
    cases = Whole()


class AgeingReport(Output):
    """Days since the cases were opened; the last age has no end."""

    results = AgeingOutput(many=True)


class LoadOutput(Output):
    """`overdue`: cases whose next action's day has passed."""

    owner = Ident()
    owner_name = Text()
    live = Whole()
    waiting = Whole()
    urgent = Whole()
    overdue = Whole()


class LoadReport(Output):
    results = LoadOutput(many=True)


class LenderRepliesOutput(Output):
    """Of the last year; `lender` is null where no contract was read. `median_days` counts the replies that came."""

    lender = Ident(allow_null=True)
    lender_name = Text()
    awaited = Whole()
    in_time = Whole()
    late_or_none = Whole()
    still_open = Whole()
    median_days = serializers.FloatField(allow_null=True)


class LenderRepliesReport(Output):
    results = LenderRepliesOutput(many=True)


class AtRiskOutput(Output):
    case = Ident()
    reference = Text()
    owner = Ident()
    owner_name = Text()
    state = Choice(choices=CaseState.choices)
    next_action_on = Day()
    why = serializers.ListField(child=Choice(choices=list(RISKS.items())))


class AtRiskReport(Output):
    """At most 200, the most pressing first."""

    results = AtRiskOutput(many=True)


class ReportViewSet(ResourceViewSet):
    """Figures of the caller's own office."""

    resource: ClassVar[str] = "cases"
    acts: ClassVar[dict[str, str]] = dict.fromkeys(("ageing", "load", "lender_replies", "cases_at_risk"), "report")
    selector = find_case
    serializer_class = AgeingReport

    @extend_schema(
        operation_id="reports_ageing", tags=["reports"], parameters=[CSV], responses=AgeingReport, filters=False
    )
    def ageing(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """How long live cases have been open."""
        return self._told(selectors.ageing(request.user, clock.now()), selectors.Ageing, AgeingOutput)

    @extend_schema(operation_id="reports_load", tags=["reports"], parameters=[CSV], responses=LoadReport, filters=False)
    def load(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """What each person has in hand."""
        return self._told(selectors.load(request.user, clock.now()), selectors.Load, LoadOutput)

    @extend_schema(
        operation_id="reports_lender_replies", tags=["reports"], parameters=[CSV], responses=LenderRepliesReport,
        filters=False,
    )  # fmt: skip
    def lender_replies(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """How lenders keep their terms."""
        return self._told(selectors.replies(request.user, clock.now()), selectors.Replies, LenderRepliesOutput)

    @extend_schema(
        operation_id="reports_cases_at_risk", tags=["reports"], parameters=[CSV], responses=AtRiskReport, filters=False
    )
    def cases_at_risk(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Cases that may be forgotten: nothing soon, an action overdue, a missed deadline whose step is not done."""
        actor: Any = request.user
        cases = selectors.at_risk(actor, clock.now())
        note(cases)
        today = clock.today(actor.office.zone)
        return self._told([selectors.why(case, today) for case in cases], selectors.AtRisk, AtRiskOutput)

    def _told(self, rows: list[Any], kind: type[Any], output: type[Any]) -> Any:
        refuse_unknown_parameters(self.request, {FORM})
        form = self.request.query_params.get(FORM)
        if form not in (None, "csv"):
            raise InvalidInput("csv", code="invalid_choice", pointer=f"/{FORM}")
        if form is None:
            return Response({"results": output(rows, many=True).data})
        name = f"{str(self.action).replace('_', '-')}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(as_csv(rows, kind), content_type="text/csv; charset=utf-8", headers=headers)
