"""The ten kinds of evidence: the engine's name, its table, its input, and the column that says when it happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import JSONField, Model

from assessments.engine.visible import DATED_BY
from assessments.evidence import inputs, models
from assessments.evidence.models import Recorded

_OF_EVERY_KIND = {field.name for field in Recorded._meta.fields}


@dataclass(frozen=True)
class Kind:
    name: str
    model: type[Recorded]
    input: type[inputs.ItemInput]

    @property
    def resource(self) -> str:
        return self.name.replace("_", "-")

    @property
    def happened(self) -> str:
        return DATED_BY[self.name]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The kind's own, without those that every kind has."""
        fields = self.model._meta.concrete_fields
        return tuple(field.name for field in fields if field.name not in _OF_EVERY_KIND)

    @cached_property
    def nested(self) -> tuple[str, ...]:
        """The columns that hold lists and objects, as the API shows them."""
        return tuple(column for column in self.columns if isinstance(self.model._meta.get_field(column), JSONField))

    def storable(self, values: dict[str, Any]) -> dict[str, Any]:
        """The input's checked values as the table keeps them."""
        fields = self.input().fields
        kept = {name: fields[name].to_representation(values[name]) for name in self.nested if values.get(name)}
        return {**values, **kept}


KINDS: tuple[Kind, ...] = (
    Kind("displays", models.Display, inputs.DisplayInput),
    Kind("notices", models.Notice, inputs.NoticeInput),
    Kind("repayments", models.Repayment, inputs.RepaymentInput),
    Kind("repayment_months", models.RepaymentMonth, inputs.RepaymentMonthInput),
    Kind("drawdowns", models.Drawdown, inputs.DrawdownInput),
    Kind("scores", models.Score, inputs.ScoreInput),
    Kind("credit_reports", models.CreditReport, inputs.CreditReportInput),
    Kind("platform_events", models.PlatformEvent, inputs.PlatformEventInput),
    Kind("legal_papers", models.LegalPaper, inputs.LegalPaperInput),
    Kind("statements", models.Statement, inputs.StatementInput),
)
_BY_MODEL: dict[Any, Kind] = {kind.model: kind for kind in KINDS}


def kind_of(model: type[Model]) -> Kind:
    return _BY_MODEL[model]
