from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import registry
from accounts.access.decide import can, scope
from accounts.access.rendering import matrix_data
from config import ids
from config.api.fields import Output, Text, TrueOrFalse
from config.api.filters import refuse_unknown_parameters
from config.errors import InvalidInput


class MatrixRowOutput(Output):
    """`sees`: by role, the relations that bring a row into sight; `acts`: by act, the roles that may do it;
    `under_glass`: acts for which a supervisor first states a reason."""

    resource = Text()
    sees = serializers.DictField(child=serializers.ListField(child=Text()))
    acts = serializers.DictField(child=serializers.ListField(child=Text()))
    masked = serializers.DictField(child=Text())
    under_glass = serializers.ListField(child=Text())


class MatrixOutput(Output):
    roles = serializers.ListField(child=Text())
    resources = MatrixRowOutput(many=True)


class MayOutput(Output):
    allowed = TrueOrFalse()
    why = Text()


@extend_schema(tags=["administration"])
class MatrixView(APIView):
    """The access matrix in force."""

    @extend_schema(operation_id="access_matrix_retrieve", responses=MatrixOutput)
    def get(self, request: Request) -> Response:
        refuse_unknown_parameters(request, set())
        return Response(MatrixOutput({"roles": registry.ROLES, "resources": matrix_data()}).data)


@extend_schema(tags=["administration"])
class MayView(APIView):
    """May I, and why? With `id`, of that object: one that is out of sight answers as one that never existed."""

    @extend_schema(
        operation_id="access_matrix_may",
        parameters=[
            OpenApiParameter("resource", str, required=True, description="A resource of the matrix, such as `cases`."),
            OpenApiParameter("act", str, required=True, description="An act of that resource, such as `close`."),
            OpenApiParameter("id", str, description="An object of that resource."),
        ],
        responses=MayOutput,
    )
    def get(self, request: Request) -> Response:
        refuse_unknown_parameters(request, {"resource", "act", "id"})
        row = _row_named(request.query_params.get("resource", ""))
        act = request.query_params.get("act", "")
        if act not in row.acts:
            raise InvalidInput(_("There is no such act."), code="does_not_exist", pointer="/act")
        return Response(MayOutput(_may(request.user, row, act, request.query_params.get("id"))).data)


def _row_named(name: str) -> registry.Row:
    found = next((row for row in registry.rows() if row.resource == name), None)
    if found is None:
        raise InvalidInput(_("There is no such resource."), code="does_not_exist", pointer="/resource")
    return found


def _may(actor: Any, row: registry.Row, act: str, text: str | None) -> dict[str, Any]:
    if text is not None:
        ident = ids.parse(text)
        if ident is None or not scope(actor, row.model).filter(pk=ident).exists():
            return {"allowed": False, "why": _("There is no such object.")}
    verdict = can(actor, act, row.resource)
    return {"allowed": verdict.allowed, "why": verdict.why or _("Your role permits this.")}
