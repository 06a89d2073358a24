"""The engine's public names: evidence in, assessment out. Pure Python; nothing outside needs to look deeper."""

from __future__ import annotations

from assessments.engine.assessment import Assessment, Message
from assessments.engine.canonical import (
    assessment_bytes,
    assessment_data,
    assign_ids,
    input_bytes,
    input_from_bytes,
)
from assessments.engine.errors import EngineError, InputError, NoAnnualCost, NotInForce, PackError, PackNotFound
from assessments.engine.evaluate import ENGINE_VERSION, evaluate
from assessments.engine.evidence import KINDS, Account, Evidence
from assessments.engine.explain import Explanation, explain, explanation_data
from assessments.engine.notices import NoticeReading, read_notice, reading_data
from assessments.engine.packs.build import pack_from_bytes, pack_to_bytes, wording_from_bytes
from assessments.engine.packs.loader import load_packs, pack_for
from assessments.engine.packs.model import Pack
from assessments.engine.replay import Difference, Replay, compare, replay
from assessments.engine.what_if import AssumedPayment, Assumption, Shift, WhatIf, what_if

__all__ = [
    "ENGINE_VERSION",
    "KINDS",
    "Account",
    "Assessment",
    "AssumedPayment",
    "Assumption",
    "Difference",
    "EngineError",
    "Evidence",
    "Explanation",
    "InputError",
    "Message",
    "NoAnnualCost",
    "NotInForce",
    "NoticeReading",
    "Pack",
    "PackError",
    "PackNotFound",
    "Replay",
    "Shift",
    "WhatIf",
    "assessment_bytes",
    "assessment_data",
    "assign_ids",
    "compare",
    "evaluate",
    "explain",
    "explanation_data",
    "input_bytes",
    "input_from_bytes",
    "load_packs",
    "pack_for",
    "pack_from_bytes",
    "pack_to_bytes",
    "read_notice",
    "reading_data",
    "replay",
    "what_if",
    "wording_from_bytes",
]
