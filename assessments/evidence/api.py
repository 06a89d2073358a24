"""Stored evidence: ten collections of one shape, append-only."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from assessments.evidence import recording, selectors, services
from assessments.evidence.kinds import KINDS, Kind
from assessments.evidence.outputs import OUTPUTS
from config import clock
from config.api.filters import HouseFilters, IdFilter, TrueFilter

ACCOUNT = "01979a3e-7c00-7000-8000-000000000001"


class EvidenceFilters(HouseFilters):
    """What was corrected or withdrawn is left out unless it is asked for."""

    changed_column = "created_at"
    client = IdFilter(field_name="client_id")
    credit_account = IdFilter(field_name="credit_account_id")
    source = django_filters.CharFilter()
    source_ref = django_filters.CharFilter()
    include_superseded = TrueFilter(method="keep_superseded", label="Also what was corrected or withdrawn.")

    def keep_superseded(self, rows: Any, name: str, value: Any) -> Any:
        return rows  # read below

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data["include_superseded"] else selectors.current(rows)


class EvidenceViewSet(Reading):
    """Recorded once, never changed; corrected or withdrawn by a further row."""

    kind: ClassVar[Kind]
    acts = {"bulk": "create", "corrections": "correct"}
    filters = EvidenceFilters

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """201, or 200 with the stored row where the same source has sent the same before; another content is a 409."""
        values = self.parsed(recording.RECORD_INPUTS[self.kind.name])
        (kept,) = services.record_items(actor=request.user, model=self.kind.model, items=[values], at=clock.now())
        return self._stored(kept.row, 201 if kept.is_new else 200)

    @action(detail=False, methods=["post"])
    def bulk(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Up to 1,000 items, all or none; errors name their item."""
        items = self.parsed(recording.BULK_INPUTS[self.kind.name])["items"]
        model, place = self.kind.model, "/items/{}"
        kept = services.record_items(actor=request.user, model=model, items=items, at=clock.now(), place=place)
        rows = self.get_queryset().in_bulk([each.row.pk for each in kept])
        shown = self.shown_of([rows[each.row.pk] for each in kept])
        new = sum(each.is_new for each in kept)
        return Response({"recorded": new, "results": shown}, 201 if new else 200)

    @action(detail=True, methods=["post"])
    def corrections(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A new row that supersedes this one. A second is a 409 that names the first in `superseded_by`."""
        given = self.parsed(recording.CORRECTION_INPUTS[self.kind.name])
        about = {"actor": request.user, "row": self.subject, "reason": given["reason"], "at": clock.now()}
        if "record" in given:
            return self._stored(services.correct_evidence(**about, values=given["record"]), 201)
        return self._stored(services.withdraw_evidence(**about), 201)

    def _stored(self, row: Any, status: int) -> Response:
        return self.answer(self.get_queryset().get(pk=row.pk), status)


def _viewset(kind: Kind) -> type[EvidenceViewSet]:
    given = {
        "__doc__": EvidenceViewSet.__doc__,
        "resource": kind.resource,
        "kind": kind,
        "selector": partial(selectors.list_evidence, model=kind.model),
        "serializer_class": OUTPUTS[kind.name],
    }
    made = type(f"{kind.model.__name__}ViewSet", (EvidenceViewSet,), given)
    return _described(kind, made)


def _described(kind: Kind, view: type[EvidenceViewSet]) -> type[EvidenceViewSet]:
    output, example = OUTPUTS[kind.name], recording.EXAMPLES[kind.name]
    record = {"credit_account": ACCOUNT, **example}

    def body(name: str, value: Any) -> OpenApiExample:
        return OpenApiExample(name, value=value, request_only=True)

    tagged = partial(extend_schema, tags=["evidence"])
    described: type[EvidenceViewSet] = extend_schema_view(
        list=tagged(),
        retrieve=tagged(),
        create=tagged(
            request=recording.RECORD_INPUTS[kind.name],
            responses={200: output, 201: output},
            examples=[body("One item", record)],
        ),
        bulk=tagged(
            request=recording.BULK_INPUTS[kind.name],
            responses={200: recording.BULK_OUTPUTS[kind.name], 201: recording.BULK_OUTPUTS[kind.name]},
            examples=[body("Two items", {"items": [record, {**record, "source": "export", "source_ref": "2"}]})],
        ),
        corrections=tagged(
            request=recording.CORRECTION_INPUTS[kind.name],
            responses={201: output},
            examples=[
                body("A correction", {"reason": "mistyped", "record": example}),
                body("A withdrawal", {"reason": "recorded on the wrong account", "withdrawn": True}),
            ],
        ),
    )(view)
    return described


VIEWSETS: dict[str, type[EvidenceViewSet]] = {kind.resource: _viewset(kind) for kind in KINDS}
