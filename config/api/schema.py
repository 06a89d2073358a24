"""OpenAPI: each operation names every problem that it can answer with."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import AllowAny

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


class HouseSchema(AutoSchema):
    """Adds the problem answers of the house rules to what a view declares."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is not None:
            for status in self._problem_statuses():
                operation["responses"].setdefault(str(status), _problem_answer())
        return operation

    def _problem_statuses(self) -> list[int]:
        statuses = [400, 401, 403, 429]
        if "{id}" in self.path:
            statuses.append(404)
        if self.method in ("POST", "PATCH"):
            statuses += [409, 413, 415]
        if self.method in ("PATCH", "DELETE"):
            statuses += [412, 428]
        return statuses


def _problem_answer() -> dict[str, Any]:
    return {"description": "Problem", "content": {"application/problem+json": {"schema": PROBLEM}}}
