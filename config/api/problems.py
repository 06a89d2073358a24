"""Errors as application/problem+json (RFC 9457): one shape for the API, unknown paths and crashes.

    Problem                       a refusal that only HTTP knows
    |-- PreconditionRequired 428  If-Match is missing
    |-- TooLarge             413  the body is over the limit
    |-- KeyReused            422  an Idempotency-Key came with another body before (`config.api.idempotency`)
    `-- KeyInUse             409  the first request with it is still under way

What services refuse (`config.errors`) gets its status here.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import islice
from math import ceil
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.defaults import page_not_found
from rest_framework import exceptions
from rest_framework.response import Response

from config import guards
from config.api.requests import current_request_id
from config.errors import (
    ClientErased,
    DomainError,
    Gone,
    InvalidInput,
    NotIdentified,
    NotPermitted,
    StaleVersion,
    StateConflict,
)

CONTENT_TYPE = "application/problem+json"
MAX_ERRORS = 200  # enough to mend a file by; a body of 50,000 wrong items must not answer with 50,000 errors
TYPE_BASE = "urn:reinstate:problem:"

log = logging.getLogger(__name__)


class Problem(exceptions.APIException):
    """`errors` name fields: [{pointer, code, detail}]; `facts` are further members of the answer."""

    def __init__(self, detail: Any = None, code: str | None = None, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail, code)
        self.errors = errors or []
        self.facts: Mapping[str, str] = {}
        self.auth_header = ""


class PreconditionRequired(Problem):
    status_code = 428
    default_detail = _("Send the version you have seen as If-Match.")
    default_code = "precondition_required"


class TooLarge(Problem):
    status_code = 413
    default_detail = _("The body is too large.")
    default_code = "too_large"


STATUS_OF: dict[type[DomainError], tuple[int, Any]] = {
    InvalidInput: (400, _("The input is not valid.")),
    StateConflict: (409, _("The present state does not allow this.")),
    ClientErased: (409, _("The present state does not allow this.")),
    StaleVersion: (412, _("Somebody has changed this since you read it. Read it again.")),
    Gone: (410, _("This was erased.")),
    NotPermitted: (403, _("You may see this, but not do that.")),
    NotIdentified: (401, exceptions.AuthenticationFailed.default_detail),
}


TITLES = {
    400: _("Bad input"),
    401: _("Not signed in"),
    403: _("Not permitted"),
    404: _("Not found"),
    405: _("Method not allowed"),
    409: _("Conflict"),
    410: _("Erased"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Unsupported content type"),
    422: _("Key used before"),
    428: _("Version required"),
    429: _("Too many requests"),
    500: _("Server error"),
    503: _("Not available"),
}


def problem_body(status: int, code: str, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": TYPE_BASE + code.replace("_", "-"),
        "title": str(TITLES.get(status) or HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": current_request_id(),
    }
    if errors:
        body["errors"] = errors
    return body


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's hook. None lets Django's 500 handler speak, which logs the trace."""
    error = _as_api_exception(error)
    if not isinstance(error, exceptions.APIException):
        return None
    response = Response(_body_of(error), status=error.status_code, content_type=CONTENT_TYPE)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        response["Retry-After"] = str(max(1, ceil(wait)))
    return response


def _as_api_exception(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, DatabaseError) and guards.is_closed(error):
        error = ClientErased()  # erased since the service asked
    if isinstance(error, DomainError):
        return _from_domain(error)
    return error


def _from_domain(error: DomainError) -> Problem:
    status, words = STATUS_OF[type(error)]
    parts = getattr(error, "parts", ()) or [error]
    errors = [{"pointer": one.pointer, "code": one.code, "detail": str(one.detail)} for one in parts if one.pointer]
    problem = Problem(words if errors else (error.detail or words), error.code, errors[:MAX_ERRORS])
    problem.status_code, problem.facts = status, error.facts
    if status == 401:
        problem.auth_header = "Bearer"
    return problem


def _body_of(error: exceptions.APIException) -> dict[str, Any]:
    if isinstance(error, exceptions.ValidationError):
        errors = list(islice(field_errors(error.detail), MAX_ERRORS))
        return problem_body(400, "invalid", gettext("The input is not valid."), errors)
    code = error.get_codes()
    body = problem_body(
        error.status_code,
        code if isinstance(code, str) else "error",
        str(error.detail),
        getattr(error, "errors", None),
    )
    return body | dict(getattr(error, "facts", {}))


def field_errors(detail: Any, pointer: str = "") -> Iterator[dict[str, str]]:
    """Flatten DRF's nested error detail into pointers (RFC 6901), in the order of the fields."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from field_errors(inner, pointer if key == "non_field_errors" else f"{pointer}/{escape(key)}")
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from field_errors(inner, f"{pointer}/{index}" if nested else pointer)
    else:
        yield {"pointer": pointer, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}


def escape(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def problem_response(status: int, code: str, detail: str) -> HttpResponse:
    return JsonResponse(problem_body(status, code, detail), status=status, content_type=CONTENT_TYPE)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)  # the admin is read by people
    return problem_response(404, "not_found", str(exceptions.NotFound.default_detail))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(400, "bad_request", gettext("The request cannot be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(403, "permission_denied", str(exceptions.PermissionDenied.default_detail))


def server_error(request: HttpRequest) -> HttpResponse:
    return problem_response(500, "server_error", gettext("Something went wrong on our side. Quote the request id."))
