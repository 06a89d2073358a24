"""The base of every resource: the order of checks of the contract, kept in one place.

401 (DRF's authentication), then 404 (the scope), 403 (the matrix), then a first answer to the same Idempotency-Key,
428/412 (versions), 400 (the body), 409 (the state). So what is hidden and what never existed answer alike, whatever
the body or headers, and an answer that was kept is given to nobody who may not do the act now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import UUIDField
from django.http import Http404
from rest_framework import mixins, viewsets
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import registry
from accounts.access.decide import can
from accounts.access.statements import Scoped
from accounts.audit.seen import current, note, note_subject
from config import clock, ids
from config.api import idempotency
from config.api.etags import etag, expected_version
from config.api.pagination import first_page
from config.errors import NotPermitted
from config.prepared import Given
from config.rows import Versioned


class Guarded(APIView):
    """What may be done at all is asked before anything else; then an Idempotency-Key is honoured.

    `writes` False: the act stores nothing, and then a key does not make it hold a transaction. `secret_acts` answer
    with a secret, of which nothing is kept: a key means nothing there.
    """

    resource: ClassVar[str]
    writes: ClassVar[bool] = True
    secret_acts: ClassVar[frozenset[str]] = frozenset()

    def permit(self, act: str) -> None:
        verdict = can(self.request.user, act, self.resource)
        if not verdict:
            raise NotPermitted(verdict.why)

    def begin(self, request: Request) -> None:
        """Ends every `initial`: the act starts at once, or inside the first use of its key."""
        key = idempotency.key_of(request) if self.takes_key() else None
        if key is None:
            return self.check_versions(request)
        method = str(request.method).lower()
        setattr(self, method, partial(self._once, key, getattr(self, method)))

    def takes_key(self) -> bool:
        return str(getattr(self, "action", None) or getattr(self, "act", "")) not in self.secret_acts

    def _once(self, key: str, handler: Callable[..., Response], request: Request, *args: Any, **kwargs: Any) -> Any:
        def act() -> Response:
            self.check_versions(request)
            return handler(request, *args, **kwargs)

        run = idempotency.once if self.writes else idempotency.once_without_writing
        return run(request, key, act, still_sees=self.still_sees, at=clock.now())

    def parsed(self, serializer: type[Any]) -> dict[str, Any]:
        """The checked body; 400 with pointers where it is wrong."""
        form = serializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return dict(form.validated_data)

    def check_versions(self, request: Request) -> None:
        """For views of versioned objects: 428 and 412."""

    def still_sees(self, answer: Any) -> bool:
        """May the caller still know of what a kept answer tells?"""
        return True


class Act(Guarded):
    """A POST without an object: `act` is its name in the matrix."""

    act: ClassVar[str]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            self.permit(self.act)
        self.begin(request)


class ResourceViewSet(Guarded, viewsets.GenericViewSet[Any]):
    """`resource` names the matrix row; `selector(actor)` gives what the actor may see.

    `acts` gives the matrix's name of an action where it is not the method's own. `steady`: what `selector` builds
    depends on the actor's scope alone (no clock, no filter of its own), so that its SQL need be made only once.
    `found_by`: a selector of that kind by which one object is found, where the collection's is another.
    """

    selector: ClassVar[Callable[..., Any]]
    acts: ClassVar[dict[str, str]] = {}
    steady: ClassVar[bool] = False
    found_by: ClassVar[Callable[..., Any] | None] = None
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
        self.subject = self.find(**kwargs)
        self.permit(self._act())
        self.begin(request)

    @classmethod
    def is_versioned(cls) -> bool:
        return issubclass(registry.row_for(cls.resource).model, Versioned)

    def check_versions(self, request: Request) -> None:
        if self.subject is not None and hasattr(self.subject, "version"):
            self.version = self._seen_version(request)
            self.seen = self.version if "HTTP_IF_MATCH" in request.META else None

    def still_sees(self, answer: Any) -> bool:
        """What an act on an object answers is seen with the object; what a collection took in is looked up again."""
        idents = _ids_in(answer) if self.subject is None else set()
        rows = list(self.get_queryset().filter(pk__in=idents)) if idents else []
        note(rows)
        return len(rows) == len(idents)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is shown goes into the audit log: an object that was read, and one whose act wrote no event."""
        subject = getattr(self, "subject", None)
        if subject is not None and (request.method in SAFE_METHODS or not current().recorded):
            note_subject(subject, _fields_of(response))
        note((), _fields_of(response))
        return super().finalize_response(request, response, *args, **kwargs)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset)
        note(page or ())
        return page

    def _act(self) -> str:
        return self.acts.get(str(self.action), str(self.action))

    def find(self, **kwargs: str) -> Any:
        """The object that the path names, None for a collection; 404 where the caller sees none."""
        if "id" not in kwargs:
            return None
        ident = ids.parse(kwargs["id"])
        if ident is None:
            raise Http404
        selector = type(self).found_by or (type(self).selector if self.steady else None)
        if selector is not None:
            found = next(iter(_one_of(selector)(self.request.user, id=ident)), None)
        else:
            found = self.get_queryset().filter(pk=ident).first()
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

    def shown_of(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        """`rows` in the resource's output shape."""
        shape: Any = self.get_serializer_class()
        return [shape.of(row) for row in rows]

    def answer(self, row: Any, status: int = 200) -> Response:
        """`row` in the resource's output shape, with its ETag, and its address where it is new."""
        headers = {"ETag": etag(row.version)} if hasattr(row, "version") else {}
        if self.subject is None and status == 201:
            headers["Location"] = f"{self.request.path.partition('by-external-id/')[0]}{row.pk}/"
        note([row])
        return Response(self.shown_of([row])[0], status=status, headers=headers)


@cache
def _one_of(selector: Callable[..., Any]) -> Scoped[Any]:
    return Scoped(lambda actor: selector(actor).filter(pk=Given("id", UUIDField())))


@cache
def _first_page_of(selector: Callable[..., Any], view: type[ResourceViewSet]) -> Scoped[Any]:
    return Scoped(lambda actor: first_page(selector(actor), view))


def _ids_in(answer: Any) -> set[UUID]:
    """Of the object that an answer shows, or of each that it lists."""
    if not isinstance(answer, dict):
        return set()
    rows = [answer] if "id" in answer else [*answer.get("items", ()), *answer.get("results", ())]
    return {ident for row in rows if isinstance(row, dict) and (ident := ids.parse(row.get("id")))}


def _fields_of(response: Any) -> Sequence[str]:
    """The names of what an answer shows of an object, or of the first that it lists."""
    shown = getattr(response, "data", None)
    if isinstance(shown, dict) and isinstance(shown.get("results"), list):
        shown = shown["results"][0] if shown["results"] else None
    return [str(name) for name in shown] if isinstance(shown, dict) else ()


class Listing(mixins.ListModelMixin, ResourceViewSet):
    """GET of a collection."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        rows = None if request.GET else self.first_rows()
        if rows is None:
            rows = self.filter_queryset(self.get_queryset())
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.shown_of(page))

    def first_rows(self) -> Any:
        """Those of the first page, where nothing is asked for, by a statement made once; None for none such."""
        return _first_page_of(type(self).selector, type(self))(self.request.user) if self.steady else None


class Reading(Listing):
    """GET of a collection and of one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.answer(self.subject)
