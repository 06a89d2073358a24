"""The rule packs that judge in an office now: those of its newest release, else the shipped ones.

Which they are is asked of the database each time, so that every process, web or worker, sees a release at once; a
digest names one pack for ever, so that each is built once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.engine import Pack, PackError
from assessments.evaluations.stored_packs import pack_by_digest
from assessments.pack_drafts.selectors import digests_published
from assessments.packs import packs
from config.errors import StateConflict


def packs_of(office_id: Any) -> Mapping[str, Pack]:
    digests = digests_published(office_id)
    return packs() if digests is None else Published(digests)


def packs_for(actor: Any) -> Mapping[str, Pack]:
    """Those of the office of who asks."""
    return packs_of(actor.office_id)


class Published(Mapping[str, Pack]):
    """Packs by key, each read when it is asked for."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        self.digests = digests

    def __getitem__(self, key: str) -> Pack:
        digest = self.digests[key]
        try:
            return pack_by_digest(digest)
        except PackError as error:
            words = _("This version cannot read the rule packs that were published: %(why)s") % {"why": error}
            raise StateConflict(words, code="packs_unreadable") from error

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)
