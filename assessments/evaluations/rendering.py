"""Stored, language-free answers in the reader's language, with the wording of the pack that concluded them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from assessments.engine.wording import render_answer, render_message
from assessments.evaluations.models import Assessment
from assessments.evaluations.stored_packs import wording_by_digest
from assessments.packs import packs
from config.errors import Gone


def language_of_request() -> str:
    """The engine's name of the language in force."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def rendered(assessment: Assessment, language: str | None = None) -> dict[str, Any]:
    """The answer of the contract; `language` is zh-Hans or en, by default that of the request."""
    if not assessment.content:
        raise Gone
    data = json.loads(bytes(assessment.content))
    return render_answer(data, wording_by_digest(assessment.pack_id), language or language_of_request())


def rendered_part(data: Mapping[str, Any], pack_digest: str, language: str | None = None) -> dict[str, Any]:
    """A piece of a stored answer that another row keeps beside the digest of its pack."""
    return render_answer(data, wording_by_digest(pack_digest), language or language_of_request())


def citation_of_fact(name: str) -> str:
    """How the base pack cites one of its dated facts, in the language of the request."""
    return render_message({"key": f"fact.{name}", "params": {}}, packs()["base"].wording, language_of_request())
