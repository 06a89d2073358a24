from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.audit.seen import note
from accounts.clients import selectors as clients
from accounts.clients.api import ClientOutput
from accounts.merges import selectors, services
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Text
from config.api.filters import refuse_unknown_parameters

SAME = [(name, name) for name in ("identity_number", "phone", "email")]


class DuplicateOutput(Output):
    """`same`: what the two files have in common."""

    client = ClientOutput()
    same = serializers.ListField(child=Choice(choices=SAME))


class DuplicatesOutput(Output):
    """`possible`: files that may be the same person's. `merged_into`: the kept file, where this one was merged.
    `other_files`: every other file of the same person. Of each as far as you see it."""

    possible = DuplicateOutput(many=True)
    merged_into = Ident(allow_null=True)
    other_files = ClientOutput(many=True)


class MergeInput(Input):
    """`duplicate` is merged into the client of the path, which is kept. The reason stays after an erasure: it names
    nothing of what the client told."""

    duplicate = Ident()
    reason = Text(max_length=1000)


class UnmergeInput(Input):
    reason = Text(max_length=1000)


class MergeOutput(Output):
    """`client` is the same person as `kept`, until `ended_at`."""

    id = Ident()
    office = Ident(source="office_id")
    client = Ident(source="client_id")
    kept = Ident(source="kept_id")
    reason = Text()
    merged_by = Ident(source="merged_by_id")
    created_at = Instant()
    ended_at = Instant(allow_null=True)
    ended_by = Ident(source="ended_by_id", allow_null=True)
    ended_reason = Text()


class DuplicatesViewSet(ResourceViewSet):
    """Files that may be, or are known to be, one person's."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients

    @extend_schema(operation_id="clients_duplicates", tags=["clients"], responses=DuplicatesOutput)
    def duplicates(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The same identity number, phone or e-mail, among the files that you see: at most 50."""
        refuse_unknown_parameters(request, set())
        possible = selectors.duplicates_of(request.user, self.subject)
        others = list(selectors.other_files(request.user, self.subject))
        kept = selectors.merged_into(self.subject.pk)
        note([*(each.client for each in possible), *others])
        shown = {
            "possible": possible,
            "merged_into": kept if kept in {row.pk for row in others} else None,
            "other_files": others,
        }
        return Response(DuplicatesOutput(shown).data)

    @extend_schema(operation_id="clients_merge", tags=["clients"], request=MergeInput, responses={201: MergeOutput})
    def merge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Says that both files are one person's. No record moves: consents hold for both, one plan covers both, new
        accounts are taken by the kept file alone. `unmerge/` takes it back."""
        given = self.parsed(MergeInput)
        made = services.merge_clients(actor=request.user, kept=self.subject, at=clock.now(), seen=self.seen, **given)
        return Response(MergeOutput(made).data, 201)

    @extend_schema(operation_id="clients_unmerge", tags=["clients"], request=UnmergeInput, responses=MergeOutput)
    def unmerge(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Takes back that this file is another's duplicate. What was recorded meanwhile stays where it was recorded."""
        reason = self.parsed(UnmergeInput)["reason"]
        ended = services.take_back_merge(
            actor=request.user, client=self.subject, reason=reason, at=clock.now(), seen=self.seen
        )
        return Response(MergeOutput(ended).data)
