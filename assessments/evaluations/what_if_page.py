"""A what-if answer beside the present one, as the admin shows it."""

from __future__ import annotations

from typing import Any

from assessments.engine import Assessment, Pack, WhatIf, assessment_data
from assessments.engine.wording import render_answer
from assessments.evaluations import words
from assessments.evaluations.rendering import language_of_request
from assessments.evaluations.shifts import what_if_answer
from assessments.evaluations.words import word


def side_by_side(found: WhatIf, pack: Pack) -> dict[str, Any]:
    changes = what_if_answer(found, pack)["changes"]
    return {
        "sides": [_side(each, pack) for each in (found.now, found.then)],
        "changes": [(change["text"], change["by_time"]) for change in changes],
        "now": found.now.as_of,
        "then": found.then.as_of,
    }


def _side(assessment: Assessment, pack: Pack) -> dict[str, Any]:
    answer = render_answer(assessment_data(assessment), pack.wording, language_of_request())
    return {
        "status": answer["status"],
        "status_word": word(words.STATUS, answer["status"]),
        "detail_word": word(words.STATUS_DETAIL, answer["status_detail"]),
        "level": answer["risk"]["level"],
        "level_word": word(words.RISK, answer["risk"]["level"]),
        "points": answer["risk"]["points"],
        "causes": [
            (word(words.CAUSE, each["cause"]), word(words.SUPPORT, each["support"])) for each in answer["causes"]
        ],
        "warnings": [each["text"] for each in answer["warnings"]],
        "plan": [
            (step["title"], step["deadline"]["due_on"] if step["deadline"] else "", step["urgent"])
            for step in answer["plan"]
        ],
    }
