"""Without signing in: asking for a link by mail, and setting the password behind one."""

from __future__ import annotations

from typing import Any

from django.core.validators import validate_email
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.password_links import services
from config import clock
from config.api.fields import Input, Output, Password, Text
from config.api.throttling import refuse_asking_too_often


class PasswordResetInput(Input):
    email = Text(max_length=254, validators=[validate_email])


class PasswordResetOutput(Output):
    detail = Text()


class PasswordResetView(APIView):
    """A link by mail, for an hour. The answer is the same whether or not anybody has the address."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(
        operation_id="auth_password_reset_create",
        tags=["sign-in"],
        request=PasswordResetInput,
        responses={202: PasswordResetOutput},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        form = PasswordResetInput(data=request.data)
        form.is_valid(raise_exception=True)
        address = form.validated_data["email"]
        refuse_asking_too_often(request, address)
        services.ask_reset(address=address, at=clock.now())
        return Response(PasswordResetOutput({"detail": on_its_way()}).data, status=202)


def on_its_way() -> str:
    return _("If somebody signs in with this address, a link is on its way to it.")


class PasswordInput(Input):
    """`link` is the last part of the mail's address. It works once, and ends every token and session."""

    link = Text(max_length=200)
    password = Password(max_length=200)


class PasswordView(APIView):
    """Setting the password behind a link of an invitation or a reset."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    @extend_schema(
        operation_id="auth_password_create", tags=["sign-in"], request=PasswordInput, responses={204: None}, auth=[]
    )
    def post(self, request: Request) -> Response:
        form = PasswordInput(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        services.set_password(token=given["link"], password=given["password"], at=clock.now())
        return Response(status=204)
