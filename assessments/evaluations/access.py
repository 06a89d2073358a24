"""Assessments are read by whoever sees the client; anybody signed in may evaluate what they post themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Concat, StrIndex
from django.utils.translation import gettext_lazy as _

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.access.sight import Sight
from accounts.clients.access import through_account
from assessments.evaluations.models import Assessment, RulePack
from assessments.pack_drafts.models import PackRelease
from assessments.packs import packs

EMPTIED = {"input": b"", "content": b"", "status": "", "risk_level": ""}
"""What an erasure leaves of an assessment: ids, moments, versions and digests."""


PACKS = "packs"


def _shipped_or_own(actor: Any, columns: Columns, sight: Sight) -> Q:
    """Not what only other offices published, save what this office's own assessments were concluded by; what nobody
    published was shipped, in this version or an earlier one."""
    shipped = [pack.digest for pack in packs().values()]
    # A release names its packs by key in JSON; as a text it holds a digest where one of them has it, on both databases.
    digest = Concat(Value('"'), OuterRef("pk"), Value('"'), output_field=TextField())
    naming = PackRelease.objects.alias(found=StrIndex(Cast("packs", TextField()), digest)).filter(found__gt=0)
    own, others = naming.filter(office_id=actor.office_id), naming.exclude(office_id=actor.office_id)
    concluded = Assessment.objects.filter(office_id=actor.office_id, pack_id=OuterRef("pk"))
    return Q(pk__in=shipped) | Q(~Exists(others)) | Q(Exists(own)) | Q(Exists(concluded))


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "evaluate_posted": registry.EVERYONE,
        "classify": registry.EVERYONE,
        "replay": registry.CASE_READERS,
        "explain": registry.CASE_READERS,
        "overrides": registry.CASE_READERS,
        "override": frozenset({registry.SUPERVISOR}),
        "end_override": frozenset({registry.SUPERVISOR}),
    }
    registry.register(registry.Row("assessments", Assessment, through_account, acts))
    # Packs hold law and rules, nothing of a client; what another office wrote of its own is that office's.
    reach.relate(PACKS, _("what is shipped with the product, and rule packs of their own office"), _shipped_or_own)
    every_pack = Reach(registry.seen_by(registry.EVERYONE, PACKS))
    acts = registry.reading(registry.EVERYONE) | dict.fromkeys(("validate", "compare"), registry.EVERYONE)
    registry.register(registry.Row("rule-packs", RulePack, every_pack, acts))
