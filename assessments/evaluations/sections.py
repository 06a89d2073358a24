"""How assessments are told in a client's export: the input and the answer as they were stored, as JSON."""

from __future__ import annotations

import json
from typing import Any

from accounts.exports.sections import columns_of, tell
from assessments.evaluations.models import Assessment


def register() -> None:
    tell(Assessment, _told)


def _told(row: Any) -> dict[str, Any]:
    return {**columns_of(row), "input": _read(row.input), "content": _read(row.content)}


def _read(stored: Any) -> Any:
    return json.loads(bytes(stored)) if stored else None
