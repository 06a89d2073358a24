"""Answers are written as DRF writes them, faster."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.renderers import JSONRenderer

from config.api.rendering import JSON

WHEN = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
ANSWERS: list[Any] = [
    None, [], {}, "", 0, {"a": [1, True, None, 1.5, "花呗 \u2028 \x7f"]},
    {"id": UUID(int=5)}, {"amount": Decimal("1.20")},
    {"at": WHEN, "on": date(2026, 1, 2), "for": timedelta(hours=1)}, {"said": gettext_lazy("Not found")},
    {"huge": 10**30}, {1: "a number for a name"},
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS, ids=repr)
def test_an_answer_reads_as_django_rest_framework_writes_it(answer: Any) -> None:
    written, theirs = JSON().render(answer), JSONRenderer().render(answer)

    assert (json.loads(written) if written else None) == (json.loads(theirs) if theirs else None)
