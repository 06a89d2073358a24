"""The base of every resource: the order of checks of the contract, kept in one place.

401 (DRF's authentication), then 404 (the scope), 403 (the matrix), 428/412 (versions), 400 (the body),
409 (the state). So what is hidden and what never existed answer alike, whatever the body or headers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import Http404
from rest_framework import mixins, viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access.decide import can
from config import ids
from config.api.etags import etag, expected_version
from config.errors import NotPermitted


class ResourceViewSet(viewsets.GenericViewSet[Any]):
    """`resource` names the matrix row; `selector(actor)` gives what the actor may see.

    `acts` gives the matrix's name of an action where it is not the method's own.
    """

    resource: ClassVar[str]
    selector: ClassVar[Callable[..., Any]]
    acts: ClassVar[dict[str, str]] = {}
    versioned_acts: ClassVar[frozenset[str]] = frozenset({"partial_update", "destroy"})
    served: ClassVar[list[type[ResourceViewSet]]] = []
    lookup_field = "id"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if hasattr(cls, "resource"):
            ResourceViewSet.served.append(cls)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in (None, "metadata"):
            raise MethodNotAllowed(str(request.method))
        self.subject: Any = self._find(kwargs["id"]) if "id" in kwargs else None
        verdict = can(request.user, self._act(), self.resource)
        if not verdict:
            raise NotPermitted(verdict.why)
        if self.subject is not None and hasattr(self.subject, "version"):
            self.version = self._seen_version(request)
            self.seen = self.version if "If-Match" in request.headers else None

    def _act(self) -> str:
        return self.acts.get(str(self.action), str(self.action))

    def _find(self, text: str) -> Any:
        ident = ids.parse(text)
        found = self.get_queryset().filter(pk=ident).first() if ident else None
        if found is None:
            raise Http404
        return found

    def _seen_version(self, request: Request) -> int:
        required = self.action in self.versioned_acts
        if not required and request.method != "POST":
            return int(self.subject.version)
        return expected_version(request, current=self.subject.version, required=required)

    def get_queryset(self) -> Any:
        return type(self).selector(self.request.user)

    def parsed(self, serializer: type[Any]) -> dict[str, Any]:
        """The checked body; 400 with pointers where it is wrong."""
        form = serializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def answer(self, row: Any, status: int = 200) -> Response:
        """`row` in the resource's output shape, with its ETag."""
        headers = {"ETag": etag(row.version)} if hasattr(row, "version") else {}
        return Response(self.get_serializer(row).data, status=status, headers=headers)


class Listing(mixins.ListModelMixin, ResourceViewSet):
    """GET of a collection."""


class Reading(Listing):
    """GET of a collection and of one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.subject)
