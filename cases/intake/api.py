from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import ResourceViewSet
from accounts.clients import selectors as clients
from cases.intake.calls import TITLES, call_of, conflict_text, text_of, waiting_text
from cases.intake.selectors import Intake, Need, Part, intake_of
from config.api.fields import Choice, Ident, Output, Text, TrueOrFalse, Whole
from config.api.filters import refuse_unknown_parameters

PARTS = [(part.value, part.value) for part in Part]


class IntakeCallOutput(Output):
    """`fields`: what its body has to say (`items/…`: in each item); `values`: what of it is known already."""

    method = Choice(choices=[("POST", "POST"), ("PATCH", "PATCH")])
    path = Text()
    fields = serializers.ListField(child=Text())
    values = serializers.DictField(child=Text())


class IntakeNeedOutput(Output):
    text = Text()
    credit_account = Ident(allow_null=True)
    call = IntakeCallOutput()


class IntakePartOutput(Output):
    """`text` says what a part waits for that cannot begin yet."""

    part = Choice(choices=PARTS)
    title = Text()
    done = TrueOrFalse()
    text = Text()
    missing = IntakeNeedOutput(many=True)


class IntakeConflictOutput(Output):
    """`declared`: a lawyer of the office acts against the client or for one of the lenders. Never who."""

    declared = TrueOrFalse()
    text = Text()


class IntakeOutput(Output):
    """`next` is the first part that is not done, null where all are. `duplicates/` lists `possible_duplicates`."""

    client = Ident()
    complete = TrueOrFalse()
    next = Choice(choices=PARTS, allow_null=True)
    parts = IntakePartOutput(many=True)
    conflict = IntakeConflictOutput()
    possible_duplicates = Whole()


class IntakeViewSet(ResourceViewSet):
    """Where a client's intake stands."""

    resource: ClassVar[str] = "clients"
    selector = clients.list_clients

    @extend_schema(operation_id="clients_intake", tags=["clients"], responses=IntakeOutput)
    def intake(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What is done, what is missing, and the call that does it. Read from the records each time: an intake that was
        broken off goes on where it stands."""
        refuse_unknown_parameters(request, set())
        return Response(IntakeOutput(_shown(intake_of(request.user, self.subject))).data)


def _shown(intake: Intake) -> dict[str, Any]:
    return {
        "client": intake.client.pk,
        "complete": intake.next is None,
        "next": intake.next,
        "parts": [_part(intake, part) for part in Part],
        "possible_duplicates": intake.duplicates,
        "conflict": {"declared": intake.conflict, "text": conflict_text() if intake.conflict else ""},
    }


def _part(intake: Intake, part: Part) -> dict[str, Any]:
    return {
        "part": part,
        "title": TITLES[part],
        "done": intake.done(part),
        "text": waiting_text() if part in intake.waits else "",
        "missing": [_need(intake, need) for need in intake.of(part)],
    }


def _need(intake: Intake, need: Need) -> dict[str, Any]:
    account = need.account.pk if need.account else None
    return {"text": text_of(need), "credit_account": account, "call": call_of(intake, need)}
