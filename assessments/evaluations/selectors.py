from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, QuerySet, UUIDField

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from assessments.evaluations.models import Assessment, RulePack
from config.prepared import Given, Question


def list_assessments(actor: Any) -> QuerySet[Assessment]:
    return scope(actor, Assessment)


def newest_of(actor: Any, account_id: Any) -> Assessment | None:
    return next(iter(_newest(actor, account=account_id)), None)


_OF_ACCOUNT = Given("account", UUIDField())
_newest = Scoped(
    lambda actor: list_assessments(actor).filter(credit_account=_OF_ACCOUNT).order_by("-created_at", "-id")[:1]
)
_named = Scoped(lambda actor: list_assessments(actor).filter(credit_account=_OF_ACCOUNT, pk=Given("pk", UUIDField())))


def assessment_of_account(actor: Any, account_id: Any, ident: Any) -> Assessment | None:
    return next(iter(_named(actor, account=account_id, pk=ident)), None)


def every_assessment() -> Iterator[Assessment]:
    """For the operator's check of the whole table: one at a time, however many there are."""
    return Assessment.objects.filter(client__erased_at=None).order_by("pk").iterator(chunk_size=100)


def warnings_of(assessment: Assessment) -> frozenset[str]:
    """By their names; none of an assessment that an erasure has emptied."""
    content = json.loads(bytes(assessment.content)) if assessment.content else {}
    return frozenset(warning["warning"] for warning in content.get("warnings", ()))


def has_pack(digest: str) -> bool:
    return RulePack.objects.filter(pk=digest).exists()


@Question
def kept_pack() -> QuerySet[RulePack]:
    """The pack of `digest` without its content, where it is kept already."""
    return RulePack.objects.defer("content").filter(digest=Given("digest", CharField()))


def rested_on(assessment: Assessment, ident: Any) -> bool:
    """Whether this piece of evidence was among what was evaluated."""
    return str(ident).encode() in bytes(assessment.input)


def cites(assessment: Assessment, name: str) -> bool:
    """Whether this rule or fact stands behind something that was concluded."""
    return f'"{name}"'.encode() in bytes(assessment.content)


def pack_content(digest: str) -> bytes:
    """Packs hold law and rules, nothing of a client: rendering an old row asks for no actor."""
    return bytes(RulePack.objects.values_list("content", flat=True).get(pk=digest))
