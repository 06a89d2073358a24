"""The start-up check of published packs: this version reads each of them, and the product's own have not moved on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError

from assessments.engine import PackError
from assessments.evaluations.stored_packs import pack_by_digest
from assessments.pack_drafts import selectors
from assessments.pack_drafts.models import PackRelease
from assessments.packs.laid_out import packs_with
from config.upgrading import unmigrated


def check_published_packs(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """With `check --database default` and `migrate`, as the guards are."""
    try:
        if "default" not in (databases or ()) or unmigrated("default"):
            return []
        return [found for release in selectors.every_newest_release() for found in _of(release)]
    except DatabaseError:
        return []  # not migrated yet: nothing was published


def _of(release: PackRelease) -> Iterator[CheckMessage]:
    name = f"Release {release.number} of the rule packs of office {release.office_id}"
    for key, digest in sorted(release.packs.items()):
        try:
            pack_by_digest(digest)
        except PackError as error:
            hint = "Run the version that published it, or publish a draft that this version reads."
            yield Error(f"{name}: pack {key} cannot be read: {error}", hint=hint, id="reinstate.E004")
    if _as_built_now(release) != release.packs:
        hint = "It stays in force as it was published. Upload its files again to take in what the product changed."
        yield Warning(f"{name} stands on shipped packs that have changed since.", hint=hint, id="reinstate.W001")


def _as_built_now(release: PackRelease) -> dict[str, str]:
    try:
        return {key: pack.digest for key, pack in packs_with(selectors.files_of(release.draft_id)).items()}
    except PackError:
        return {}
