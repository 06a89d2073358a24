from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from assessments.evidence import inputs, selectors, services
from assessments.evidence.models import PROVENANCES, Display, Notice, Recorded, Repayment
from config import clock
from config.api.fields import Amount, Choice, Day, Ident, Input, Instant, Output, Text, TrueOrFalse
from config.api.filters import HouseFilters, IdFilter


class RecordedOutput(Output):
    """`recorded_at` is when it came to us; when it happened is the kind's own time."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id")
    provenance = Choice(choices=PROVENANCES)
    recorded_by = Ident(source="recorded_by_id")
    recorded_at = Instant(source="created_at")


class DisplayOutput(RecordedOutput):
    observed_at = Instant()
    shows_limit = TrueOrFalse(allow_null=True)
    can_draw = TrueOrFalse(allow_null=True)
    limit_total = Amount(allow_null=True)
    limit_available = Amount(allow_null=True)
    text = Text()


class NoticeOutput(RecordedOutput):
    received_at = Instant()
    channel = Choice(choices=inputs.CHANNELS)
    text = Text()


class PaymentOutput(Output):
    paid_on = Day()
    amount = Amount()


class PartsOutput(Output):
    principal = Amount(allow_null=True, required=False)
    interest = Amount(allow_null=True, required=False)
    fee = Amount(allow_null=True, required=False)
    penalty = Amount(allow_null=True, required=False)


class RepaymentOutput(RecordedOutput):
    due_on = Day()
    amount_due = Amount()
    loan_ref = Text()
    paid_on = Day(allow_null=True)
    amount_paid = Amount(allow_null=True)
    payments = PaymentOutput(many=True)
    parts = PartsOutput(allow_null=True)


class _Recording(Input):
    credit_account = Ident()


class DisplayRecordInput(_Recording, inputs.DisplayInput):
    id = None  # type: ignore[assignment] # stored items get their id from us


class NoticeRecordInput(_Recording, inputs.NoticeInput):
    id = None  # type: ignore[assignment] # stored items get their id from us


class RepaymentRecordInput(_Recording, inputs.RepaymentInput):
    id = None  # type: ignore[assignment] # stored items get their id from us


class EvidenceFilters(HouseFilters):
    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    credit_account = IdFilter(field_name="credit_account_id")


@extend_schema(tags=["evidence"])
class EvidenceViewSet(Reading):
    """Append-only: recorded once, never changed."""

    filters = EvidenceFilters
    model: ClassVar[type[Recorded]]
    record_input: ClassVar[type[Input]]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = _storable(self.parsed(self.record_input))
        row = services.record_evidence(actor=request.user, model=self.model, values=values, at=clock.now())
        return self.answer(row, 201)


def _storable(values: dict[str, Any]) -> dict[str, Any]:
    """Payments and parts are kept as the API shows them."""
    if "payments" in values:
        values["payments"] = list(PaymentOutput(values["payments"], many=True).data)
    if values.get("parts"):
        values["parts"] = dict(PartsOutput(values["parts"]).data)
    return values


class DisplayViewSet(EvidenceViewSet):
    """What the app showed."""

    resource = "displays"
    model = Display
    selector = selectors.list_displays
    serializer_class = DisplayOutput
    record_input = DisplayRecordInput

    @extend_schema(request=DisplayRecordInput, responses={201: DisplayOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)


class NoticeViewSet(EvidenceViewSet):
    """What the lender or platform sent."""

    resource = "notices"
    model = Notice
    selector = selectors.list_notices
    serializer_class = NoticeOutput
    record_input = NoticeRecordInput

    @extend_schema(request=NoticeRecordInput, responses={201: NoticeOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)


class RepaymentViewSet(EvidenceViewSet):
    """Instalments with what was due and what was paid."""

    resource = "repayments"
    model = Repayment
    selector = selectors.list_repayments
    serializer_class = RepaymentOutput
    record_input = RepaymentRecordInput

    @extend_schema(request=RepaymentRecordInput, responses={201: RepaymentOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().create(request, *args, **kwargs)
