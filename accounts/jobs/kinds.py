"""The kinds of long work. What a lower app cannot import is registered by its own app when that is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.jobs.models import Job

GAVE_UP, STARTER_GONE = "gave_up", "starter_gone"
WORDS: dict[str, Any] = {
    GAVE_UP: _("It failed several times in a row and was given up."),
    STARTER_GONE: _("Who started it works here no more."),
}


@dataclass(frozen=True)
class Trouble:
    """One piece that could not be done; `code` is one of the kind's own."""

    pointer: str
    code: str


@dataclass(frozen=True)
class Batch:
    """What one batch did. `checkpoint` is where the next one begins; None: that was all."""

    done: int
    checkpoint: Mapping[str, Any] | None
    counts: Mapping[str, int] = field(default_factory=dict)
    troubles: Sequence[Trouble] = ()


@dataclass(frozen=True)
class Kind:
    """`batch` does the next few pieces after `job.checkpoint`, within seconds. What it writes is committed together
    with the checkpoint, or not at all; it asks the matrix as `job.started_by`.
    """

    name: str
    total: Callable[[Job], int]
    batch: Callable[[Job, datetime], Batch]
    words: Mapping[str, Any] = field(default_factory=dict)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kind_of(job: Job) -> Kind:
    return _kinds[job.kind]


def words_for(job: Job, code: str) -> str:
    kind = _kinds.get(job.kind)
    return str({**WORDS, **(kind.words if kind else {})}.get(code, code))
