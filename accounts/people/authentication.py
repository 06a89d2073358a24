"""Bearer tokens, as the API reads them."""

from __future__ import annotations

import re
from datetime import datetime
from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.db.models import CharField, DateTimeField, QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from accounts.access.linked import NO_PEOPLE
from accounts.access.sight import opening, told_by
from accounts.people.models import Person
from accounts.sessions.services import note_use
from config import clock
from config.errors import NotPermitted
from config.prepared import Given, Question


class BearerAuthentication(TokenAuthentication):
    """knox's tokens (hashed, expiring, revocable). Why one is refused is told to nobody."""

    def authenticate(self, request: Any) -> Any:
        try:
            return super().authenticate(request)
        except AuthenticationFailed:
            raise AuthenticationFailed from None  # in one wording: knox has several

    def authenticate_credentials(self, token: bytes) -> Any:
        if not re.fullmatch(rb"[\w-]+", token, re.ASCII):
            raise AuthenticationFailed  # a byte that the database cannot even look for
        at = clock.now()
        row = _row_of(token.decode(), at)
        person = row.user
        if not person.is_active:
            raise AuthenticationFailed
        told_by(row, person)
        note_use(person=person, token=row.pk, at=at)
        return person, row


def _row_of(token: str, at: datetime) -> AuthToken:
    """As knox finds it. What has run out is removed by night: knox would look for all of the person's each time."""
    digest = hash_token(token)
    for row in _rows(key=token[: CONSTANTS.TOKEN_KEY_LENGTH], now=at):
        if compare_digest(digest, row.digest) and (row.expiry is None or row.expiry > at):
            return row
    raise AuthenticationFailed


@Question
def _rows() -> QuerySet[AuthToken]:
    """With the person, and whether anything opens or hides clients beyond the role: one query before the act's own."""
    rows: QuerySet[AuthToken] = AuthToken.objects.filter(token_key=Given("key", CharField())).select_related("user")
    told: QuerySet[AuthToken] = rows.annotate(**opening("user_id", Given("now", DateTimeField())))
    return told


class SecondFactorSetUp(BasePermission):
    """Where two-factor log-in is required, a person without one can do nothing but set it up."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if lacks_second_factor(request.user):
            raise NotPermitted(_("Set up your second factor first."), code="second_factor_required")
        return True


def lacks_second_factor(actor: Any) -> bool:
    if not settings.TWO_FACTOR_REQUIRED or not isinstance(actor, Person) or actor.role in NO_PEOPLE:
        return False
    return actor.second_factor_since is None


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it."""

    target_class: Any = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
