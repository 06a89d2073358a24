"""The bodies of recording, in bulk and by correction, made from each kind's own input; and an example of each kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework import serializers

from assessments.evidence.inputs import invalid
from assessments.evidence.kinds import KINDS, Kind
from assessments.evidence.outputs import OUTPUTS
from config.api.fields import FreeText, Ident, Input, Output, Text, TrueOrFalse, Whole

MAX_BULK = 1_000


class RecordInput(Input):
    """`source` says where the item comes from, `source_ref` what it is called there: sent again, it is kept once."""

    of_kind: ClassVar[Kind]

    credit_account = Ident()
    source: Any = FreeText(max_length=100)
    source_ref: Any = FreeText(max_length=200)
    document = Ident(required=False, allow_null=True, help_text="The stored paper that it was read from.")
    seen_by = Ident(required=False, allow_null=True, help_text="Who saw the paper.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return self.of_kind.storable(super().validate(attrs))


class CorrectionRecordInput(RecordInput):
    """As when it was recorded; account and reference need not be given and cannot be others."""

    credit_account = Ident(required=False)
    source = Text(required=False, allow_blank=True, max_length=100)
    source_ref = Text(required=False, allow_blank=True, max_length=200)


class CorrectionInput(Input):
    """`record` takes the place of the row, or `withdrawn` says that nothing does."""

    reason = Text()
    withdrawn = TrueOrFalse(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("withdrawn") is False:
            raise serializers.ValidationError({"withdrawn": invalid("invalid", _("Say true, or send a record."))})
        if ("record" in attrs) == ("withdrawn" in attrs):
            detail = _("Send either a record or withdrawn, and not both.")
            raise serializers.ValidationError({"record": invalid("one_of", detail)})
        return attrs


class BulkOutput(Output):
    """The rows in the order of the items; `recorded` counts those that are new."""

    recorded = Whole()


def _name(kind: Kind) -> str:
    return kind.model.__name__


def _record_input(base: type[RecordInput], ending: str, kind: Kind) -> type[RecordInput]:
    """Stored items get their id from us."""
    return type(f"{_name(kind)}{ending}", (base, kind.input), {"id": None, "of_kind": kind, "__doc__": base.__doc__})


def _correction_input(kind: Kind) -> type[Input]:
    record = _record_input(CorrectionRecordInput, "CorrectionRecordInput", kind)
    fields = {"record": record(required=False), "__doc__": CorrectionInput.__doc__}
    return type(f"{_name(kind)}CorrectionInput", (CorrectionInput,), fields)


def _bulk_input(kind: Kind) -> type[Input]:
    items: Any = RECORD_INPUTS[kind.name]
    fields = {"items": items(many=True, allow_empty=False, max_length=MAX_BULK)}
    return type(f"{_name(kind)}BulkInput", (Input,), {**fields, "__doc__": "All of them are recorded, or none."})


def _bulk_output(kind: Kind) -> type[Output]:
    fields = {"results": OUTPUTS[kind.name](many=True), "__doc__": BulkOutput.__doc__}
    return type(f"{_name(kind)}BulkOutput", (BulkOutput,), fields)


RECORD_INPUTS = {kind.name: _record_input(RecordInput, "RecordInput", kind) for kind in KINDS}
CORRECTION_INPUTS = {kind.name: _correction_input(kind) for kind in KINDS}
BULK_INPUTS = {kind.name: _bulk_input(kind) for kind in KINDS}
BULK_OUTPUTS = {kind.name: _bulk_output(kind) for kind in KINDS}

_AT, _DAY = "2026-11-18T09:30:00+08:00", "2026-10-10"
EXAMPLES: dict[str, dict[str, Any]] = {
    "displays": {"observed_at": _AT, "shows_limit": False, "can_draw": False, "text": "服务暂不可用"},
    "notices": {"received_at": _AT, "channel": "in_app", "text": "您的借款服务已暂停，请还清逾期账单。"},
    "repayments": {"due_on": _DAY, "amount_due": "1200.00", "payments": [{"paid_on": _DAY, "amount": "500.00"}]},
    "repayment_months": {"month": "2026-10", "code": "2"},
    "drawdowns": {"at": _AT, "amount": "3000.00", "stated_use": "购物", "counterparty": "merchant"},
    "scores": {"scheme": "zhima", "value": 612, "read_on": _DAY},
    "credit_reports": {
        "issued_on": _DAY,
        "accounts": [{"kind": "loan", "status": "正常", "balance": "8200.00", "months": "NNN12NN"}],
        "inquiries": [{"on": "2026-09-30", "reason": "loan_approval"}],
    },
    "platform_events": {"kind": "maintenance", "starts_at": _AT, "ends_at": None, "text": "系统维护"},
    "legal_papers": {"kind": "payment_order", "served_on": _DAY, "court": "某区人民法院"},
    "statements": {"made_at": _AT, "text": "我没有逾期。"},
}
