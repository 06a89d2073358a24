from __future__ import annotations

from typing import Any

import django_filters
from django.core.validators import validate_email
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access.views import Reading
from accounts.password_links import services as password_links
from accounts.people import selectors, services
from accounts.people.authentication import BearerAuthentication
from accounts.people.models import Language, Role
from accounts.second_factors import services as second_factors
from accounts.second_factors.services import OTP_REQUIRED
from accounts.sessions import services as sessions
from config import clock
from config.api.fields import Choice, Ident, Input, Instant, Output, Password, Text, TrueOrFalse, Whole
from config.api.filters import HouseFilters
from config.api.throttling import Attempt
from config.errors import NotIdentified


class PersonOutput(Output):
    id = Ident()
    email = serializers.EmailField(source="address")
    name = Text()
    role = Choice(choices=Role.choices)
    language = Choice(choices=Language.choices)
    is_active = TrueOrFalse()
    joined = TrueOrFalse(source="has_usable_password", help_text="Whether they have set a password.")
    office = Ident(source="office_id")
    version = Whole()
    created_at = Instant()
    updated_at = Instant()


class PersonCreateInput(Input):
    """The new person belongs to the caller's office, and gets a link by mail to set their password."""

    email = Text(max_length=254, validators=[validate_email])
    name = Text(max_length=200)
    role = Choice(choices=Role.choices)
    language = Choice(choices=Language.choices, required=False)


class PersonChangeInput(Input):
    name = Text(max_length=200, required=False)
    role = Choice(choices=Role.choices, required=False)
    language = Choice(choices=Language.choices, required=False)
    is_active = TrueOrFalse(required=False)


class PersonFilters(HouseFilters):
    role = django_filters.ChoiceFilter(choices=Role.choices)


@extend_schema(tags=["administration"])
class PersonViewSet(Reading):
    """The people of the caller's office."""

    resource = "users"
    selector = selectors.list_people
    serializer_class = PersonOutput
    filters = PersonFilters

    @extend_schema(request=PersonCreateInput, responses={201: PersonOutput})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = self.parsed(PersonCreateInput)
        return self.answer(password_links.invite(actor=request.user, values=values, at=clock.now()), 201)

    @extend_schema(request=PersonChangeInput, responses=PersonOutput)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        changes = self.parsed(PersonChangeInput)
        person = services.change_person(
            actor=request.user, person=self.subject, seen=self.version, changes=changes, at=clock.now()
        )
        return self.answer(person)

    @extend_schema(request=None, responses=PersonOutput)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A fresh link for somebody who has set no password yet; earlier ones end."""
        return self.answer(password_links.invite_again(actor=request.user, person=self.subject, at=clock.now()))

    @extend_schema(request=None, responses=PersonOutput)
    def reset_second_factor(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Of a colleague who has lost device and recovery codes; it ends their sessions."""
        return self.answer(second_factors.reset(actor=request.user, person=self.subject, at=clock.now()))

    @extend_schema(request=None, responses=PersonOutput)
    def end_sessions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Signs a colleague out everywhere at once: after a lost device, or when somebody has gone."""
        return self.answer(sessions.end_sessions_of(actor=request.user, person=self.subject, at=clock.now()))


class TokenInput(Input):
    """`otp` is asked for (401 `otp_required`) of whoever has a second factor: a code of it, or a recovery code."""

    email = Text(max_length=254)
    password = Password(max_length=200)
    otp = Text(max_length=20, required=False, allow_blank=True)


class TokenOutput(Output):
    token = Text()
    expires_at = Instant()
    user = PersonOutput()


class TokenView(APIView):
    """Signing in: e-mail and password for a bearer token."""

    permission_classes = [AllowAny]
    authentication_classes: list[Any] = []

    def get_authenticate_header(self, request: Request) -> str:
        return "Bearer"

    @extend_schema(
        operation_id="auth_tokens_create", tags=["sign-in"], request=TokenInput, responses={201: TokenOutput}, auth=[]
    )
    def post(self, request: Request) -> Response:
        form = TokenInput(data=request.data)
        form.is_valid(raise_exception=True)
        email, password = form.validated_data["email"], form.validated_data["password"]
        attempt = Attempt(request, email)
        attempt.refuse_after_failures()
        otp = form.validated_data.get("otp", "")
        try:
            token, row = services.issue_token(email=email, password=password, otp=otp, at=clock.now())
        except NotIdentified as refused:
            if refused.code != OTP_REQUIRED:
                attempt.failed()
            raise
        attempt.succeeded()
        answer = TokenOutput({"token": token, "expires_at": row.expiry, "user": row.user})
        return Response(answer.data, status=status.HTTP_201_CREATED)


class CurrentTokenView(APIView):
    """The token that this request carries."""

    authentication_classes = [BearerAuthentication]
    permission_classes = [IsAuthenticated]  # also without the second factor that is asked for

    @extend_schema(operation_id="auth_tokens_current_destroy", tags=["sign-in"], request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        services.end_token(actor=request.user, token=request.auth, at=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)
