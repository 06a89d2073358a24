"""Assessments are read by whoever sees the client; anybody signed in may evaluate what they post themselves."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
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
    others: set[str] = set()
    own = {pack.digest for pack in packs().values()}
    for office, digests in PackRelease.objects.values_list("office_id", "packs"):
        (own if office == actor.office_id else others).update(digests.values())
    concluded = Assessment.objects.filter(office_id=actor.office_id, pack_id=OuterRef("pk"))
    return ~Q(pk__in=others - own) | Q(Exists(concluded))


def register() -> None:
    acts = registry.reading(registry.CASE_READERS) | {
        "evaluate_posted": registry.EVERYONE,
        "classify": registry.EVERYONE,
        "replay": registry.CASE_READERS,
        "explain": registry.CASE_READERS,
    }
    registry.register(registry.Row("assessments", Assessment, through_account, acts))
    # Packs hold law and rules, nothing of a client; what another office wrote of its own is that office's.
    reach.relate(PACKS, _("what is shipped with the product, and rule packs of their own office"), _shipped_or_own)
    every_pack = Reach(registry.seen_by(registry.EVERYONE, PACKS))
    acts = registry.reading(registry.EVERYONE) | dict.fromkeys(("validate", "compare"), registry.EVERYONE)
    registry.register(registry.Row("rule-packs", RulePack, every_pack, acts))
