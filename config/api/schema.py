"""OpenAPI: each operation names the headers of the house rules, and every problem that it can answer with."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework.permissions import AllowAny

from config.api import idempotency

# The schema and its pages are readable without log-in.
PUBLIC: dict[str, Any] = {"authentication_classes": [], "permission_classes": [AllowAny]}

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string", "format": "uuid"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "detail")},
            },
        },
    },
}


HEADER: Final = OpenApiParameter.HEADER
IDEMPOTENCY_KEY = OpenApiParameter(
    idempotency.HEADER,
    {"type": "string", "pattern": idempotency.PATTERN, "minLength": 1, "maxLength": 255},
    HEADER,
    description="The same key and body within 24 hours give the first answer; see the problems 409 and 422.",
)
REPLAYED = OpenApiParameter(
    idempotency.REPLAYED,
    {"type": "string", "enum": ["true"]},
    HEADER,
    description="On the first answer, given again.",
    response=[200, 201, 202, 204],
)
ETAG = OpenApiParameter(
    "ETag", {"type": "string", "examples": ['"3"']}, HEADER, description="The version, quoted.", response=[200, 201]
)
LOCATION = OpenApiParameter(
    "Location", {"type": "string", "format": "uri-reference"}, HEADER, description="The new object.", response=[201]
)
_WRITING = ("POST", "PATCH", "PUT")
_MEANING = {
    400: "The input is not valid; `errors` names each place.",
    401: "Not signed in.",
    403: "Seen, but not permitted.",
    404: "Not found, or not yours to see.",
    409: "The present state does not allow it, or the first request with this Idempotency-Key is still under way.",
    412: "Changed since the version of If-Match.",
    413: "The body is over the limit.",
    415: "The body is not JSON.",
    422: "This Idempotency-Key came with another body before.",
    428: "If-Match is missing.",
    429: "Too many requests; Retry-After says for how many seconds.",
}


def if_match(*, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        "If-Match",
        {"type": "string", "examples": ['"3"']},
        HEADER,
        required=required,
        description="The ETag that was read, several of them, or *. Weak tags (W/) never match.",
    )


class HouseSchema(AutoSchema):
    """Adds the headers and problem answers of the house rules to what a view declares."""

    def get_override_parameters(self) -> list[Any]:
        return [*super().get_override_parameters(), *self._headers()]

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            for status in self._problem_statuses():
                operation["responses"].setdefault(str(status), _problem_answer(status))
        return operation

    def _headers(self) -> list[OpenApiParameter]:
        headers = []
        if self._takes_key():
            headers += [IDEMPOTENCY_KEY, REPLAYED]
        action = getattr(self.view, "action", "")
        if action == "create" or self.method == "PUT":
            headers.append(LOCATION)
        if self._versioned() and (action in ("create", "retrieve", "by_external_id") or self.method in _WRITING):
            headers.append(ETAG)
        if self._versioned() and "{" in self.path and self.method != "GET":
            headers.append(if_match(required=self.method in ("PATCH", "DELETE")))
        return headers

    def _takes_key(self) -> bool:
        return self.method == "POST" and bool(getattr(self.view, "takes_key", bool)())

    def _versioned(self) -> bool:
        return bool(getattr(self.view, "is_versioned", bool)())

    def _problem_statuses(self) -> list[int]:
        statuses = [400, 401, 403, 429]
        if "{" in self.path:
            statuses.append(404)
        if self.method in _WRITING:
            statuses += [409, 413, 415]
        if self._takes_key():
            statuses += [404, 422]
        if self.method in ("PATCH", "PUT", "DELETE"):
            statuses += [412, 428]
        elif self.method == "POST" and "{" in self.path and self._versioned():
            statuses.append(412)
        return statuses


def _problem_answer(status: int) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": _MEANING[status],
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }
    if status == 429:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "Seconds."}}
    return answer
