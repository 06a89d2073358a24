"""`external_id`: another system's name of an object, and `…/by-external-id/{external_id}/`, which makes or changes it.

A name is unique for the key that gave it; a person is a key of their own. So nobody learns from a refusal what others,
whose objects they may not see, have named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.views import Reading
from config.api.etags import expected_version
from config.api.fields import EXTERNAL_ID, ExternalId, Input, Output
from config.api.problems import PreconditionRequired
from config.errors import InvalidInput, StaleVersion, StateConflict

TAKEN = "external_id_taken"
PUT_WORDS = (
    "Makes the object that you name so (201), or changes what the body names in it (200). "
    "A change needs `If-Match`; the same content again is a 200 without one."
)


def named_by(actor: Any, values: dict[str, Any]) -> dict[str, Any]:
    """`values` with whose name a given `external_id` is."""
    if "external_id" in values:
        values["external_owner"] = actor.pk if values["external_id"] else None
    return values


@contextmanager
def refusing_taken() -> Iterator[None]:
    """Around the write of a row that may carry a name: 409 where the same key has given it to another."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "external_id" not in str(error):
            raise
        raise StateConflict(_("You have given this external_id to another object."), code=TAKEN) from None


class Named(Input):
    external_id = ExternalId()


class ByExternalId(Reading):
    """`make` and `amend` are the resource's own services; `fixed` are the names that only making decides."""

    create_input: ClassVar[type[Input]]
    fixed: ClassVar[frozenset[str]] = frozenset()

    def make(self, values: dict[str, Any]) -> Any:
        raise NotImplementedError

    def amend(self, seen: int, changes: dict[str, Any]) -> Any:
        raise NotImplementedError

    def shown(self, row: Any, status: int = 200) -> Response:
        return self.answer(row, status)

    @action(detail=False, methods=["get", "put"], url_path="by-external-id/(?P<external_id>[^/]+)")
    def by_external_id(self, request: Request, external_id: str, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.subject) if request.method == "GET" else self._put(external_id)

    def _put(self, external_id: str) -> Response:
        if self.subject is None:
            values = self._given(external_id)
            try:
                return self.shown(self.make(values), 201)
            except StateConflict as error:
                self.subject = self._named(external_id)  # another request was faster
                if error.code != TAKEN or self.subject is None:
                    raise
        return self._changed(external_id)

    def _changed(self, external_id: str) -> Response:
        if "If-Match" not in self.request.headers:
            return self._same(external_id)
        changes = self._changes(external_id)
        return self.shown(self.amend(self.version, changes) if changes else self.subject)

    def _same(self, external_id: str) -> Response:
        """Nothing is overwritten unseen: without a version, only what is so already is accepted."""
        try:
            if self._changes(external_id):
                raise PreconditionRequired
        except (ValidationError, InvalidInput):
            raise PreconditionRequired from None
        return self.shown(self.subject)

    def _changes(self, external_id: str) -> dict[str, Any]:
        values = self._given(external_id)
        changes = {name: value for name, value in values.items() if _present(self.subject, name) != value}
        for name in sorted(self.fixed & changes.keys()):
            raise InvalidInput(_("This is decided when the object is made."), code="fixed", pointer=f"/{name}")
        return changes

    def _given(self, external_id: str) -> dict[str, Any]:
        Named(data={"external_id": external_id}).is_valid(raise_exception=True)
        values = self.parsed(self.create_input)
        if values.setdefault("external_id", external_id) != external_id:
            raise InvalidInput(_("The path names another external_id."), pointer="/external_id")
        return values

    def find(self, **kwargs: str) -> Any:
        if "external_id" not in kwargs:
            return super().find(**kwargs)
        found = self._named(kwargs["external_id"])
        if found is None and self.request.method == "GET":
            raise Http404
        return found

    def _named(self, external_id: str) -> Any:
        if not re.fullmatch(EXTERNAL_ID, external_id):
            return None
        return self.get_queryset().filter(external_owner=self.request.user.pk, external_id=external_id).first()

    def _act(self) -> str:
        if self.action != "by_external_id":
            return super()._act()
        if self.request.method == "GET":
            return "retrieve"
        return "create" if self.subject is None else "partial_update"

    def check_versions(self, request: Request) -> None:
        if request.method != "PUT":
            super().check_versions(request)
        elif self.subject is not None:
            self.version = expected_version(request, current=self.subject.version, required=False)
        elif "If-Match" in request.headers:
            raise StaleVersion


def _present(row: Any, name: str) -> Any:
    return getattr(row, f"{name}_id" if hasattr(row, f"{name}_id") else name)


def upserted(given: type[Input], shown: type[Output]) -> Any:
    """A class decorator: the schema of `by-external-id/`."""
    name = OpenApiParameter(
        "external_id", {"type": "string", "pattern": EXTERNAL_ID.replace("\\Z", "$")}, OpenApiParameter.PATH
    )
    about: dict[str, Any] = {"parameters": [name], "responses": {200: shown}}
    read = extend_schema(methods=["GET"], description="The object that you named so.", **about)
    about["responses"] = {200: shown, 201: shown}
    put = extend_schema(methods=["PUT"], description=PUT_WORDS, request=given, **about)

    def described(view: Any) -> Any:
        return extend_schema_view(by_external_id=put)(extend_schema_view(by_external_id=read)(view))

    return described
