"""Drafts of an office's own rule packs: upload, compare, backtest, publish."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.decide import named
from accounts.access.views import Act, Reading
from accounts.jobs.api import JobOutput, accepted
from accounts.jobs.models import JobState
from assessments.evaluations.api.rule_packs import (
    EXAMPLE,
    MOST_COMPARED,
    PackComparisonOutput,
    PackErrorOutput,
    PackFilesInput,
)
from assessments.pack_drafts import selectors, services
from assessments.pack_drafts.built import differences
from assessments.pack_drafts.models import PackBacktest, PackDraft
from assessments.pack_drafts.states import STATES, state_of
from assessments.pack_drafts.telling import told_change
from assessments.packs.laid_out import MAX_FILE
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text, Whole
from config.api.filters import HouseFilters, refuse_unknown_parameters


class DraftUploadInput(PackFilesInput):
    """Files over the shipped packs, and why. Without files it is the shipped packs as they are: the way back."""

    note = Text(max_length=1000)
    files = serializers.DictField(child=Text(max_length=MAX_FILE, allow_blank=True))


class BacktestOutput(Output):
    """`result` counts accounts once the job has ended: all of them by `changed`, `unchanged`, `not_assessed`,
    `consent_withdrawn`; of those changed, by `status`, `causes`, `level`, `points`, `plan` and `other`.
    """

    id = Ident()
    job = Ident(source="job_id")
    state = Choice(source="job.state", choices=JobState.choices)
    result = serializers.DictField(source="job.counts", child=Whole())
    started_by = Ident(source="started_by_id")
    created_at = Instant()


class DraftListed(Output):
    """`state`: broken, uploaded, backtested, in_force, or retired where another one came after it."""

    id = Ident()
    office = Ident(source="office_id")
    state = serializers.SerializerMethodField()
    note = Text()
    problems = PackErrorOutput(many=True)
    uploaded_by = Ident(source="uploaded_by_id")
    created_at = Instant()
    backtest = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()
    published_by = serializers.SerializerMethodField()
    published_at = serializers.SerializerMethodField()

    @extend_schema_field(Choice(choices=list(STATES)))
    def get_state(self, draft: PackDraft) -> str:
        return state_of(draft)

    @extend_schema_field(BacktestOutput(allow_null=True))
    def get_backtest(self, draft: PackDraft) -> Any:
        newest = next(iter(draft.backtests.all()), None)
        return BacktestOutput(newest).data if newest else None

    @extend_schema_field(Whole(allow_null=True))
    def get_number(self, draft: PackDraft) -> Any:
        return draft.release.number if hasattr(draft, "release") else None

    @extend_schema_field(Ident(allow_null=True))
    def get_published_by(self, draft: PackDraft) -> Any:
        return str(draft.release.published_by_id) if hasattr(draft, "release") else None

    @extend_schema_field(Instant(allow_null=True))
    def get_published_at(self, draft: PackDraft) -> Any:
        return Instant().to_representation(draft.release.created_at) if hasattr(draft, "release") else None


class DraftOutput(DraftListed):
    files = serializers.DictField(child=Text())


class AccountChangeOutput(Output):
    credit_account = Ident()
    client = Ident()
    changes = serializers.ListField(child=Text())


class BacktestDetail(BacktestOutput):
    """With the first 200 accounts that would change, as far as the reader sees them."""

    accounts = AccountChangeOutput(many=True)


class DraftFilters(HouseFilters):
    changed_column = "created_at"


@extend_schema(tags=["evaluation"])
class PackDraftViewSet(Reading):
    """What an office would put in force, seen by everybody of it. Nothing of a draft ever changes."""

    resource = "rule-pack-drafts"
    selector = selectors.list_drafts
    serializer_class = DraftListed
    filters = DraftFilters
    acts: ClassVar[dict[str, str]] = {"comparison": "retrieve", "backtest": "retrieve"}

    @extend_schema(responses=DraftOutput)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(DraftOutput(self.subject).data)

    @extend_schema(
        request=DraftUploadInput,
        responses={201: DraftOutput},
        examples=[OpenApiExample("An overlay", value={**EXAMPLE, "note": "Our own phone list"}, request_only=True)],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keeps the files with everything that is wrong with them. What is in force stays as it is."""
        given = self.parsed(DraftUploadInput)
        made = services.upload_draft(actor=request.user, files=given["files"], note=given["note"], at=clock.now())
        draft = self.get_queryset().get(pk=made.pk)
        headers = {"Location": f"{request.path}{draft.pk}/"}
        return Response(DraftOutput(draft).data, 201, headers=headers)

    @extend_schema(responses=PackComparisonOutput)
    @action(detail=True, methods=["get"])
    def comparison(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What publishing would change, rule by rule; what overlays take over from the base is said there alone."""
        refuse_unknown_parameters(request, set())
        told = [
            {"key": key, "count": len(found), "differences": found[:MOST_COMPARED]}
            for key, found in differences(self.subject).items()
        ]
        return Response(PackComparisonOutput({"results": told}).data)

    @extend_schema(responses=BacktestDetail)
    @action(detail=True, methods=["get"])
    def backtest(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest backtest: how many accounts would change in what, and which of those that the reader sees."""
        refuse_unknown_parameters(request, set())
        newest = services.newest_of(self.subject)
        return Response(BacktestOutput(newest).data | {"accounts": _accounts(request.user, newest)})


def _accounts(actor: Any, backtest: PackBacktest) -> Any:
    told = [
        {
            "credit_account": row.credit_account_id,
            "client": row.client_id,
            "changes": [told_change(change) for change in row.changes],
        }
        for row in selectors.changes_of(actor, backtest)
    ]
    return AccountChangeOutput(told, many=True).data


class DraftNamedInput(Input):
    draft = Ident()


class BacktestView(Act):
    """Evaluates the accounts that the caller sees under the draft, in memory, and says what would change. A job."""

    resource, act = "rule-pack-drafts", "backtest"

    @extend_schema(
        operation_id="rule_packs_backtest", tags=["evaluation"], request=DraftNamedInput, responses={202: JobOutput}
    )
    def post(self, request: Request) -> Response:
        draft = named(request.user, PackDraft, self.parsed(DraftNamedInput)["draft"], "/draft")
        return accepted(services.start_backtest(actor=request.user, draft=draft, at=clock.now()))


class PublishView(Act):
    """Puts a draft in force for the office, at once and in every process. Not by who uploaded it, and not before its
    backtest against what is in force has ended, nor while a case beside the packs comes out otherwise (409).
    """

    resource, act = "rule-pack-drafts", "publish"

    @extend_schema(
        operation_id="rule_packs_publish", tags=["evaluation"], request=DraftNamedInput, responses=DraftListed
    )
    def post(self, request: Request) -> Response:
        draft = named(request.user, PackDraft, self.parsed(DraftNamedInput)["draft"], "/draft")
        services.publish_draft(actor=request.user, draft=draft, at=clock.now())
        return Response(DraftListed(selectors.list_drafts(request.user).get(pk=draft.pk)).data)
