"""Bearer tokens, as the API reads them."""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from accounts.access.linked import NO_PEOPLE
from accounts.people.models import Person
from accounts.sessions.services import note_use
from config import clock
from config.errors import NotPermitted


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
        person, row = super().authenticate_credentials(token)
        note_use(person=person, token=row.pk, at=clock.now())
        return person, row

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Has it run out? What has is removed by night: knox would look at all of the person's at each request."""
        return auth_token.expiry is not None and bool(auth_token.expiry <= clock.now())


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
