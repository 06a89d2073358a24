"""The packs that concluded stored assessments, each built once for a process: a digest names one pack for ever."""

from __future__ import annotations

from functools import lru_cache

from assessments.engine import Pack, pack_from_bytes, wording_from_bytes
from assessments.engine.packs.catalogue import Catalogue
from assessments.evaluations import selectors
from assessments.packs import packs


@lru_cache(maxsize=64)
def pack_by_digest(digest: str) -> Pack:
    """For reading: the pack in the tree where it is still the same one, else the stored one."""
    for pack in packs().values():
        if pack.digest == digest:
            return pack
    return stored_pack(digest)


def is_at_hand(digest: str) -> bool:
    return any(pack.digest == digest for pack in packs().values()) or selectors.has_pack(digest)


@lru_cache(maxsize=64)
def wording_by_digest(digest: str) -> Catalogue:
    """For rendering what is stored: its texts alone, so that packs may change their form and old answers stay."""
    now = next((pack for pack in packs().values() if pack.digest == digest), None)
    return now.wording if now else wording_from_bytes(selectors.pack_content(digest))


@lru_cache(maxsize=16)
def stored_pack(digest: str) -> Pack:
    """For replaying: what was stored, and nothing else. PackError where this engine cannot read it any more."""
    return pack_from_bytes(selectors.pack_content(digest))
