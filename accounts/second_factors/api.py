from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Act
from accounts.second_factors import selectors, services
from config import clock
from config.api.fields import Input, Instant, Output, Text, TrueOrFalse, Whole
from config.api.filters import refuse_unknown_parameters
from config.api.throttling import Attempt
from config.errors import InvalidInput


class EnrolmentOutput(Output):
    enrolled = TrueOrFalse()
    since = Instant(allow_null=True)
    recovery_codes_left = Whole()


class SecretOutput(Output):
    """Shown once: type the secret into an authenticator, or show it the address as a picture."""

    secret = Text()
    otpauth_uri = Text()


class CodeInput(Input):
    otp = Text(max_length=20)


class RecoveryCodesOutput(Output):
    """Shown once; each works once in the place of a code."""

    recovery_codes = serializers.ListField(child=Text())


class NothingInput(Input):
    """Nothing to say."""


class _Own(Act):
    """Open to whoever has no second factor yet."""

    resource, act = "second-factors", "enrol"
    secret_acts = frozenset({"enrol"})
    permission_classes = [IsAuthenticated]

    def coded(self, request: Request, ask: Any) -> list[str]:
        """Wrong codes are failed log-ins: a stolen token must not try them all."""
        otp, attempt = self.parsed(CodeInput)["otp"], Attempt(request, request.user.get_username())
        attempt.refuse_after_failures()
        try:
            codes: list[str] = ask(actor=request.user, otp=otp, at=clock.now())
        except InvalidInput:
            attempt.failed()
            raise
        return codes


@extend_schema(tags=["sign-in"])
class TotpView(_Own):
    """The caller's second factor."""

    @extend_schema(operation_id="auth_totp_retrieve", responses=EnrolmentOutput)
    def get(self, request: Request) -> Response:
        self.permit(self.act)
        refuse_unknown_parameters(request, set())
        return Response(EnrolmentOutput(selectors.enrolment_of(request.user)).data)

    @extend_schema(operation_id="auth_totp_create", request=NothingInput, responses={201: SecretOutput})
    def post(self, request: Request) -> Response:
        self.parsed(NothingInput)
        return Response(SecretOutput(services.enrol(actor=request.user, at=clock.now())).data, status=201)


@extend_schema(tags=["sign-in"])
class TotpConfirmView(_Own):
    """The first code of the new authenticator puts it in force."""

    @extend_schema(operation_id="auth_totp_confirm", request=CodeInput, responses=RecoveryCodesOutput)
    def post(self, request: Request) -> Response:
        return Response(RecoveryCodesOutput({"recovery_codes": self.coded(request, services.confirm)}).data)


@extend_schema(tags=["sign-in"])
class RecoveryCodesView(_Own):
    """Ten new recovery codes in the place of the old ones."""

    @extend_schema(operation_id="auth_totp_recovery_codes", request=CodeInput, responses=RecoveryCodesOutput)
    def post(self, request: Request) -> Response:
        codes = self.coded(request, services.renew_recovery_codes)
        return Response(RecoveryCodesOutput({"recovery_codes": codes}).data)
