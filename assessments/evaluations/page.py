"""An assessment as its page shows it: the rendered answer with its codes in words and its evidence as links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.access.pressing import address_of
from assessments.evaluations import words
from assessments.evaluations.models import Assessment
from assessments.evaluations.rendering import rendered
from assessments.evaluations.words import word
from assessments.evidence import selectors as evidence
from assessments.evidence.kinds import KINDS
from assessments.evidence.models import Recorded
from assessments.evidence.words import label
from assessments.overrides.models import Override
from assessments.overrides.page import in_words
from assessments.overrides.selectors import standing_on
from config import clock


@dataclass(frozen=True)
class Chip:
    """A piece of evidence as a reason cites it."""

    text: str
    title: str = ""
    link: str = ""


class Citations:
    """The evidence that an answer cites, read in one query for each kind and only as far as the reader sees it."""

    def __init__(self, actor: Any, answer: dict[str, Any]) -> None:
        wanted = set(_idents(answer))
        lists = [evidence.list_evidence(actor, kind.model) for kind in KINDS]
        self.rows: dict[str, Recorded] = (
            {str(row.pk): row for rows in lists for row in rows.filter(pk__in=wanted)} if wanted else {}
        )

    def chips(self, idents: Iterable[str]) -> list[Chip]:
        return [self._chip(ident) for ident in idents]

    def _chip(self, ident: str) -> Chip:
        row = self.rows.get(ident)
        return Chip(ident) if row is None else Chip(label(row), str(row), address_of(row))


def _idents(answer: Any) -> Iterator[UUID]:
    """Every id that stands in a list called evidence or between, at any depth."""
    if isinstance(answer, list):
        for one in answer:
            yield from _idents(one)
    elif isinstance(answer, dict):
        for name, inner in answer.items():
            if name in ("evidence", "between"):
                yield from _as_ids(inner)
            else:
                yield from _idents(inner)


def _as_ids(inner: Any) -> Iterator[UUID]:
    for text in inner if isinstance(inner, list) else [inner]:
        try:
            yield UUID(str(text))
        except ValueError:
            continue


def answer_of(actor: Any, assessment: Assessment) -> dict[str, Any]:
    """What the template shows, in the language of the request."""
    answer = rendered(assessment)
    cited = Citations(actor, answer)
    known_at = assessment.known_at
    return answer | {
        "override": _override(standing_on(actor, assessment, clock.now())),
        "newer_evidence": evidence.newer_evidence(actor, assessment.credit_account_id, known_at),
        "status_word": word(words.STATUS, answer["status"]),
        "detail_word": word(words.STATUS_DETAIL, answer["status_detail"]),
        "confidence_word": word(words.CONFIDENCE, answer["status_confidence"]),
        "temporary_word": word(words.TEMPORARY, answer["temporary"]),
        "status_reasons": _reasons(answer["status_reasons"], cited),
        "causes": [_cause(cause, cited) for cause in answer["causes"]],
        "risk": _risk(answer["risk"], cited),
        "warnings": _reasons(answer["warnings"], cited),
        "conflicts": [{**one, "chips": cited.chips(one["between"])} for one in answer["conflicts"]],
        "gaps": [{**gap, "word": word(words.MISSING, gap["missing"])} for gap in answer["gaps"]],
        "changes": [(change["if"], change["then"]) for change in answer["what_would_change"]],
        "referral_reasons": _reasons(answer["referral"]["reasons"], cited),
        "plan": _plan(answer["plan"]),
        "ignored": [{**one, "chips": cited.chips([one["evidence"]])} for one in answer["ignored"]],
    }


def _override(row: Override | None) -> dict[str, Any] | None:
    return {"words": in_words(row), "row": row} if row else None


def _reasons(reasons: list[dict[str, Any]], cited: Citations) -> list[dict[str, Any]]:
    return [{**reason, "chips": cited.chips(reason["evidence"])} for reason in reasons]


def _cause(cause: dict[str, Any], cited: Citations) -> dict[str, Any]:
    return {
        "word": word(words.CAUSE, cause["cause"]),
        "support": cause["support"],
        "support_word": word(words.SUPPORT, cause["support"]),
        "basis_word": word(words.BASIS, cause["basis"]),
        "speaks_for": _reasons(cause["for"], cited),
        "speaks_against": _reasons(cause["against"], cited),
    }


def _risk(risk: dict[str, Any], cited: Citations) -> dict[str, Any]:
    signals = [
        {**one, "word": word(words.SIGNAL, one["signal"]), "level_word": word(words.RISK, one["level"])}
        for one in _reasons(risk["signals"], cited)
    ]
    return risk | {"level_word": word(words.RISK, risk["level"]), "signals": signals}


def _plan(plan: list[dict[str, Any]]) -> list[dict[str, Any]]:
    titles = {step["action"]: step["title"] for step in plan}
    return [
        {
            **step,
            "actor_word": word(words.ACTOR, step["actor"]),
            "after_titles": [titles.get(action, action) for action in step["after"]],
            "deadline": _deadline(step["deadline"]),
        }
        for step in plan
    ]


def _deadline(deadline: dict[str, Any] | None) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return deadline | {
        "clock_word": word(words.CLOCK, deadline["clock"]),
        "counting_word": word(words.COUNTING, deadline["counting"]),
        "verification_word": word(words.VERIFICATION, deadline["verification"]),
    }
