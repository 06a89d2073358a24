"""A bundle's records as its index tells them: what each is, when, in a few words and in all its own words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, Field, Model
from django.utils.translation import gettext as _

from accounts.documents.models import Document
from assessments.evaluations import words
from assessments.evaluations.models import Assessment
from assessments.evidence.kinds import kind_of
from assessments.evidence.models import Recorded
from cases.advice.models import Advice, AdviceAnswer
from cases.correspondence.models import Communication
from cases.deadlines.models import Deadline
from cases.deadlines.wording import citation_text
from cases.files.models import CaseFile, Plan, Step, Transition
from cases.files.wording import state_word, step_citations, step_texts
from cases.finances.models import Budget, Debt
from cases.finances.words import line_words
from cases.letters.models import Letter
from config import clock

Refs = tuple[UUID, ...]
Said = str | Refs
"""What a detail says: words, or the records that it points to."""

# Of the keeper's own house: what an outsider could not use, or what stands elsewhere on the paper.
HIDDEN = frozenset(
    {
        "id", "office", "client", "case", "credit_account", "version", "updated_at", "created_at", "external_id",
        "external_owner", "happened_at", "commitment", "previous", "pack", "messages", "revision", "seq", "position",
    }
)  # fmt: skip
ASIDE = (CaseFile, Plan, Transition)  # how the file was kept, not what happened


@dataclass(frozen=True)
class Entry:
    """`at` is a day where the record knows no hour. `digest` can be found again in the bundle itself."""

    ident: UUID
    kind: str
    at: datetime | date
    recorded_at: datetime
    line: str
    details: list[tuple[str, Said]]
    digest: str
    aside: bool
    replaces: UUID | None

    def key(self, zone: str) -> tuple[datetime, datetime, str]:
        at = self.at if isinstance(self.at, datetime) else clock.start_of_day(self.at, zone)
        return at, self.recorded_at, str(self.ident)


@dataclass(frozen=True)
class Teller:
    """`people` by id; `zone` is the office's."""

    zone: str
    people: Mapping[UUID, str]

    def entry(self, row: Any, told: dict[str, Any]) -> Entry:
        details = [(label, said) for label, said in self.details(row) if said]
        return Entry(
            ident=row.pk,
            kind=_kind(row),
            at=_at(row),
            recorded_at=row.created_at,
            line=self.line(row, details),
            details=[*details, (_("recorded at"), moment(row.created_at, self.zone))],
            digest=_digest(row, told),
            aside=isinstance(row, ASIDE),
            replaces=getattr(row, "supersedes_id", None) or getattr(row, "corrects_id", None),
        )

    def details(self, row: Any) -> Iterator[tuple[str, Said]]:
        own = _OWN.get(type(row))
        if own:
            yield from own(self, row)
        yield from self.columns(row, _SAID.get(type(row), frozenset()))

    def columns(self, row: Model, said: frozenset[str]) -> Iterator[tuple[str, Said]]:
        """Every column that an outsider can use, as the admin names it."""
        for field in row._meta.concrete_fields:
            if field.name not in HIDDEN | said and not isinstance(field, BinaryField):
                yield str(field.verbose_name), self.value(row, field)

    def value(self, row: Model, field: Field[Any, Any]) -> Said:
        value = getattr(row, field.attname)
        if field.is_relation:
            return self.people.get(value) or ((value,) if value else ())
        if spoken := getattr(row, f"get_{field.name}_display", None):
            return str(spoken()) if value not in (None, "") else ""
        return plain(value, self.zone)

    def line(self, row: Any, details: Iterable[tuple[str, Said]]) -> str:
        """What the timeline says of it."""
        if own := _LINES.get(type(row)):
            return own(row)
        if text := getattr(row, "text", ""):
            return str(text)
        base = {str(field.verbose_name) for field in Recorded._meta.get_fields() if hasattr(field, "verbose_name")}
        return "; ".join(f"{label} {said}" for label, said in details if isinstance(said, str) and label not in base)


def plain(value: Any, zone: str) -> str:
    """A column's value in words; nothing where there is none."""
    if value is None or value == "" or value == [] or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, datetime):
        return moment(value, zone)
    if isinstance(value, list):
        return "\n".join(plain(one, zone) for one in value)
    if isinstance(value, dict):
        parts = ((name.replace("_", " "), plain(one, zone).replace("\n", "; ")) for name, one in value.items())
        return ", ".join(f"{name} {said}" for name, said in parts if said)
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def moment(at: datetime | date, zone: str) -> str:
    if isinstance(at, datetime):
        return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    return at.isoformat()


def _kind(row: Any) -> str:
    return str(row._meta.verbose_name)


def _at(row: Any) -> datetime | date:
    if isinstance(row, Recorded):
        at: datetime | date = getattr(row, kind_of(type(row)).happened)
        return at
    column = _MOMENTS.get(type(row), "created_at")
    found: datetime | date | None = getattr(row, column)
    return found or row.created_at


_MOMENTS: dict[type[Model], str] = {
    Communication: "happened_at",
    Assessment: "as_of",
    Advice: "given_at",
    AdviceAnswer: "said_at",
    Debt: "read_on",
    Budget: "read_on",
    Deadline: "due_on",
    Step: "done_on",
    Document: "captured_at",
}


def _digest(row: Any, told: dict[str, Any]) -> str:
    """A file's own, a communication's link, otherwise that of the record as `records/` holds it."""
    if isinstance(row, Document):
        return row.sha256
    if isinstance(row, Communication):
        return row.link
    written = json.loads(json.dumps(told, cls=DjangoJSONEncoder))
    return sha256(json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


# -- what some kinds say of themselves


def _communication(teller: Teller, row: Communication) -> Iterator[tuple[str, Said]]:
    told = row.told
    if row.erased:
        yield _("summary"), _("erased by law")
        return
    yield _("channel"), told.get("channel", "")
    yield _("counterpart"), told.get("counterpart", "")
    yield _("agent number"), told.get("agent_number", "")
    yield _("summary"), told.get("summary", "")
    if told.get("promise"):
        yield _("undertaking"), f"{told['promise']} ({told['promised_on']})"
    yield _("enclosures"), tuple(UUID(one["document"]) for one in told.get("enclosures", []))
    yield _("reason"), told.get("reason", "")


def _communication_line(row: Communication) -> str:
    told = row.told
    about = " · ".join(filter(None, [row.get_kind_display(), row.get_direction_display(), told.get("counterpart", "")]))
    said = _("erased by law") if row.erased else told.get("summary", "")
    marks = [_("withdrawn")] if row.withdrawn else []
    return ": ".join(filter(None, [" · ".join([about, *marks]), said]))


def _step(teller: Teller, row: Step) -> Iterator[tuple[str, Said]]:
    texts = step_texts(row)
    yield _("title"), texts["title"]
    yield _("why"), texts["why"]
    yield _("done when"), texts["done_when"]
    yield _("citations"), "\n".join(step_citations(row))


def _step_line(row: Step) -> str:
    return f"{step_texts(row)['title']} · {row.get_actor_display()} · {row.get_state_display()}"


def _deadline(teller: Teller, row: Deadline) -> Iterator[tuple[str, Said]]:
    yield _("citation"), citation_text(row)


def _deadline_line(row: Deadline) -> str:
    return f"{step_texts(row.step)['title']} · {words.word(words.CLOCK, row.clock)} · {row.get_state_display()}"


def _assessment(teller: Teller, row: Assessment) -> Iterator[tuple[str, Said]]:
    yield _("status"), words.word(words.STATUS, row.status)
    yield _("risk"), words.word(words.RISK, row.risk_level)
    content = json.loads(bytes(row.content)) if row.content else {}
    yield (
        _("causes"),
        "\n".join(
            f"{words.word(words.CAUSE, one['cause'])} · {words.word(words.SUPPORT, one['support'])}"
            for one in content.get("causes", [])
        ),
    )


def _assessment_line(row: Assessment) -> str:
    return f"{words.word(words.STATUS, row.status)} · {_('risk')}: {words.word(words.RISK, row.risk_level)}"


def _document(teller: Teller, row: Document) -> Iterator[tuple[str, Said]]:
    yield _("SHA-256"), row.sha256


def _transition(teller: Teller, row: Transition) -> Iterator[tuple[str, Said]]:
    yield _("change of state"), _transition_line(row)
    yield _("object"), (row.object_id,)


def _transition_line(row: Transition) -> str:
    states = [state_word(row.kind, row.from_state), state_word(row.kind, row.to_state)]
    return f"{row.get_kind_display()}: {' → '.join(filter(None, states))}"


def _budget(teller: Teller, row: Budget) -> Iterator[tuple[str, Said]]:
    yield _("free each month"), plain(row.free, teller.zone)
    yield _("lines"), "\n".join(map(line_words, row.lines))


def _budget_line(row: Budget) -> str:
    return f"{_('free each month')}: {row.free} {row.currency}"


def _debt_line(row: Debt) -> str:
    return f"{row.creditor} · {_('balance')} {row.balance} {row.currency} · {row.get_state_display()}"


def _advice(teller: Teller, row: Advice) -> Iterator[tuple[str, Said]]:
    yield _("rests on"), tuple(UUID(str(one["id"])) for one in row.evidence)


_OWN: dict[type[Model], Callable[[Teller, Any], Iterator[tuple[str, Said]]]] = {
    Communication: _communication,
    Step: _step,
    Deadline: _deadline,
    Assessment: _assessment,
    Document: _document,
    Transition: _transition,
    Advice: _advice,
    Budget: _budget,
}
_LINES: dict[type[Model], Callable[[Any], str]] = {
    Communication: _communication_line,
    Step: _step_line,
    Deadline: _deadline_line,
    Assessment: _assessment_line,
    Document: lambda row: f"{row.name} · {row.media_type} · {row.size}",
    Transition: _transition_line,
    Budget: _budget_line,
    Debt: _debt_line,
    CaseFile: lambda row: f"{row.reference} · {row.get_state_display()}",
    Plan: lambda row: f"{_('plan')} {row.number}",
    Letter: lambda row: f"{row.subject} · {row.addressee} · {row.get_state_display()}",
}
# Columns that the lines above say better.
_SAID: dict[type[Model], frozenset[str]] = {
    Step: frozenset({"action", "own_title", "citations", "continues"}),
    Deadline: frozenset({"citation"}),
    Assessment: frozenset({"status", "risk_level", "content_digest", "known_at"}),
    Document: frozenset({"sha256"}),
    Transition: frozenset({"kind", "object_id", "act", "from_state", "to_state"}),
    Advice: frozenset({"evidence"}),
    Budget: frozenset({"lines"}),
    Letter: frozenset({"facts"}),
}
