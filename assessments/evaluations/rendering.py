"""Stored, language-free answers in the reader's language, with the wording of the pack that concluded them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from assessments.engine import Pack, pack_from_bytes
from assessments.engine.wording import render_answer
from assessments.evaluations import selectors
from assessments.evaluations.models import Assessment
from assessments.packs import packs


def language_of_request() -> str:
    """The engine's name of the language in force."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def rendered(assessment: Assessment, language: str | None = None) -> dict[str, Any]:
    """The answer of the contract; `language` is zh-Hans or en, by default that of the request."""
    data = json.loads(bytes(assessment.content))
    return render_answer(data, _pack_of(assessment).wording, language or language_of_request())


def rendered_part(data: Mapping[str, Any], pack_digest: str, language: str | None = None) -> dict[str, Any]:
    """A piece of a stored answer that another row keeps beside the digest of its pack."""
    return render_answer(data, _pack_by_digest(pack_digest).wording, language or language_of_request())


@lru_cache(maxsize=16)
def _pack_by_digest(digest: str) -> Pack:
    """Read once: a digest always names the same pack."""
    for pack in packs().values():
        if pack.digest == digest:
            return pack
    return _stored_pack(digest, selectors.pack_content(digest))


def _pack_of(assessment: Assessment) -> Pack:
    """The pack in the tree where it is still the same one, else the stored one."""
    for pack in packs().values():
        if pack.digest == assessment.pack_id:
            return pack
    return _stored_pack(assessment.pack_id, bytes(assessment.pack.content))


@lru_cache(maxsize=16)
def _stored_pack(digest: str, content: bytes) -> Pack:
    return pack_from_bytes(content)
