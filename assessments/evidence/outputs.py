"""Stored evidence as the API shows it."""

from __future__ import annotations

from assessments.evidence import inputs
from assessments.evidence.models import MONTH_CODES, PROVENANCES, Channel, Counterparty, EventKind, PaperKind
from config.api.fields import Amount, Choice, Day, Ident, Instant, Month, Output, Text, TrueOrFalse, Whole


class SupersededOutput(Output):
    """What stands in the place of a row that was corrected or withdrawn, why, by whom and when."""

    by = Ident(source="pk")
    withdrawn = TrueOrFalse()
    reason = Text()
    recorded_by = Ident(source="recorded_by_id")
    recorded_at = Instant(source="created_at")


class RecordedOutput(Output):
    """`recorded_at` is when it came to us, `happened_at` when it happened; a day counts from its start.

    `document` is the paper behind it and `seen_by` who saw that. `supersedes` and `reason` are those of a correction;
    a `withdrawn` row repeats what it withdraws.
    """

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    credit_account = Ident(source="credit_account_id")
    provenance = Choice(choices=PROVENANCES)
    source = Text()  # type: ignore[assignment] # a field of this name, not DRF's own attribute
    source_ref = Text()
    document = Ident(source="document_id", allow_null=True)
    seen_by = Ident(source="seen_by_id", allow_null=True)
    happened_at = Instant()
    recorded_by = Ident(source="recorded_by_id")
    recorded_at = Instant(source="created_at")
    supersedes = Ident(source="supersedes_id", allow_null=True)
    reason = Text()
    withdrawn = TrueOrFalse()
    superseded_by = Ident(source="successor.pk", allow_null=True)
    superseded = SupersededOutput(source="successor", allow_null=True)


class DisplayOutput(RecordedOutput):
    observed_at = Instant()
    shows_limit = TrueOrFalse(allow_null=True)
    can_draw = TrueOrFalse(allow_null=True)
    limit_total = Amount(allow_null=True)
    limit_available = Amount(allow_null=True)
    text = Text()


class NoticeOutput(RecordedOutput):
    received_at = Instant()
    channel = Choice(choices=Channel.choices)
    text = Text()


class PaymentOutput(Output):
    paid_on = Day()
    amount = Amount()


class PartsOutput(Output):
    principal = Amount(allow_null=True)
    interest = Amount(allow_null=True)
    fee = Amount(allow_null=True)
    penalty = Amount(allow_null=True)


class RepaymentOutput(RecordedOutput):
    due_on = Day()
    amount_due = Amount()
    loan_ref = Text()
    paid_on = Day(allow_null=True)
    amount_paid = Amount(allow_null=True)
    payments = PaymentOutput(many=True)
    parts = PartsOutput(allow_null=True)


class RepaymentMonthOutput(RecordedOutput):
    month = Month()
    code = Choice(choices=MONTH_CODES)


class DrawdownOutput(RecordedOutput):
    at = Instant()
    amount = Amount()
    stated_use = Text()
    counterparty = Choice(choices=Counterparty.choices)


class ScoreOutput(RecordedOutput):
    scheme = Text()
    value = Whole()
    read_on = Day()


class PerformanceOutput(Output):
    month = Month()
    mark = Choice(choices=MONTH_CODES)
    overdue_amount = Amount(allow_null=True)


class ReportAccountOutput(Output):
    kind = Choice(choices=inputs.REPORT_ACCOUNTS)
    institution = Text()
    status = Text()
    credit_limit = Amount(allow_null=True)
    balance = Amount(allow_null=True)
    overdue_amount = Amount(allow_null=True)
    five_class = Text()
    opened_on = Day(allow_null=True)
    settled_on = Day(allow_null=True)
    months = Text()
    performance = PerformanceOutput(many=True, default=list)


class InquiryOutput(Output):
    on = Day()
    reason = Choice(choices=inputs.INQUIRY_REASONS)
    institution = Text()


class CreditReportOutput(RecordedOutput):
    issued_on = Day()
    accounts = ReportAccountOutput(many=True)
    inquiries = InquiryOutput(many=True)


class PlatformEventOutput(RecordedOutput):
    kind = Choice(choices=EventKind.choices)
    starts_at = Instant()
    ends_at = Instant(allow_null=True)
    text = Text()


class LegalPaperOutput(RecordedOutput):
    kind = Choice(choices=PaperKind.choices)
    served_on = Day()
    court = Text()
    case_no = Text()


class StatementOutput(RecordedOutput):
    made_at = Instant()
    text = Text()


OUTPUTS: dict[str, type[RecordedOutput]] = {
    "displays": DisplayOutput,
    "notices": NoticeOutput,
    "repayments": RepaymentOutput,
    "repayment_months": RepaymentMonthOutput,
    "drawdowns": DrawdownOutput,
    "scores": ScoreOutput,
    "credit_reports": CreditReportOutput,
    "platform_events": PlatformEventOutput,
    "legal_papers": LegalPaperOutput,
    "statements": StatementOutput,
}
