"""What would differ, in the reader's words: codes become words here, sentences of the answer come from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from assessments.engine import Pack, Shift, WhatIf, assessment_data
from assessments.engine.wording import render_answer, render_message
from assessments.evaluations import words
from assessments.evaluations.rendering import language_of_request
from assessments.evaluations.words import word

Rendered = Mapping[str, Any]

_VALUES: dict[str, dict[Any, Any]] = {
    "status": words.STATUS,
    "status_detail": words.STATUS_DETAIL,
    "status_confidence": words.CONFIDENCE,
    "temporary": words.TEMPORARY,
    "level": words.RISK,
    "recommended": words.YES_NO,
}
_NAMES = {"cause": words.CAUSE, "signal": words.SIGNAL, "gap": words.MISSING}


def what_if_answer(found: WhatIf, pack: Pack) -> dict[str, Any]:
    """The answer as it would be, what of it is assumed, and each thing that would differ from now."""
    language = language_of_request()
    now, then = (render_answer(assessment_data(each), pack.wording, language) for each in (found.now, found.then))
    changes = [asdict(shift) | {"text": _text(shift, now, then, pack)} for shift in found.shifts]
    return then | {"assumed": {"since": now["as_of"], "evidence": list(found.assumed)}, "changes": changes}


def _text(shift: Shift, now: Rendered, then: Rendered, pack: Pack) -> str:
    if shift.part not in words.PART:
        return shift_text(shift)
    return shift_text(shift, _name(shift, then if shift.then is not None else now, pack))


def shift_text(shift: Shift, name: str = "") -> str:
    """What differs, in the reader's language; `name` is that of a step, warning or contradiction, in words."""
    if shift.part not in words.PART:
        values = _VALUES.get(shift.name, {})
        return _from_to(word(words.FIELD, shift.name), word(values, shift.now), word(values, shift.then))
    parts = {"part": word(words.PART, shift.part), "name": name or word(_NAMES.get(shift.part, {}), shift.name)}
    if shift.kind == "added":
        return _("New – %(part)s: %(name)s") % parts
    if shift.kind == "removed":
        return _("No more – %(part)s: %(name)s") % parts
    return _from_to(f"{parts['part']} – {parts['name']}", _value(shift.now), _value(shift.then))


def _from_to(name: str, now: str, then: str) -> str:
    return _("%(name)s: %(now)s → %(then)s") % {"name": name, "now": now, "then": then}


def _name(shift: Shift, answer: Rendered, pack: Pack) -> str:
    if shift.part == "step":
        return str(next(step["title"] for step in answer["plan"] if step["action"] == shift.name))
    if shift.part == "warning":
        return str(next(each["text"] for each in answer["warnings"] if each["warning"] == shift.name))
    if shift.part == "conflict":
        message = {"key": f"conflict.{shift.name}", "params": {}}
        return render_message(message, pack.wording, language_of_request())
    return word(_NAMES[shift.part], shift.name)


def _value(value: Any) -> str:
    """What stands behind a name: a cause's support and points, a signal's level, a step's day."""
    if not isinstance(value, Mapping):
        return word(words.RISK, value)
    if "support" in value:
        return f"{word(words.SUPPORT, value['support'])} ({value['score']})"
    day = value["due_on"] or "—"
    return f"{day} ({_('urgent')})" if value["urgent"] else day
