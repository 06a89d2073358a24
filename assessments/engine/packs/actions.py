"""What a pack says about acting: the actions of a plan, their deadlines, and when a lawyer should be called.

An action is called for by situations, named truths about the findings (see `situation`). A `when` is a list of lines:
one line must hold, and it holds when all its words do; `!word` means that the situation is absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assessments.engine.calendar import COUNTINGS
from assessments.engine.dated import VERIFICATIONS
from assessments.engine.errors import gather
from assessments.engine.packs.situations import SITUATIONS
from assessments.engine.packs.source import Section, suggest

ACTORS = ("client", "advisor", "lawyer", "lender", "regulator")
CLOCKS = ("client", "lender", "regulator", "court")
ANCHORS = (
    "today", "served_on", "maintenance_end", "restriction_end", "next_mark", "last_payment", "after", "all",
)  # fmt: skip
"""From where a term runs.

`after`: the latest deadline of the steps waited for; `all`: of the whole plan; `next_mark`: the last day before it.
"""
PAPERS = ("payment_order", "summons", "judgment", "ruling", "enforcement", "arbitration", "mediation_call")
TEXTS = ("title", "why", "done_when")
_ACTION_KEYS = (
    "order", "actor", "when", "urgent", "after", "deadlines", "cites", "answers", "answers_when", "prepares",
    "variants",
)  # fmt: skip
ACTIONS = (
    "contact_customer_service", "keep_communication_records", "obtain_credit_report", "check_report_after_update",
    "repay_overdue", "request_payoff_figure", "request_extension", "negotiate_instalments",
    "request_settlement_certificate", "explain_transactions", "request_reason_in_writing", "appeal", "file_complaint",
    "object_to_credit_report", "consult_lawyer", "answer_court_paper", "report_fraud", "wait_for_maintenance",
    "update_identity", "stop_new_applications", "follow_platform_announcements", "re_evaluate",
)  # fmt: skip
"""The names of the API contract; a pack has them all and may add more."""


@dataclass(frozen=True, slots=True)
class When:
    """Alternatives, each a set of words that must hold and a set that must not; no alternatives: always."""

    lines: tuple[tuple[frozenset[str], frozenset[str]], ...] = ()

    def holds(self, present: frozenset[str]) -> bool:
        for needs, lacks in self.lines:  # a plan asks some hundred times: a plain loop, not `any`
            if needs <= present and lacks.isdisjoint(present):
                return True
        return not self.lines

    def because(self, present: frozenset[str]) -> frozenset[str]:
        """The situations that made it hold."""
        held = (needs for needs, lacks in self.lines if needs <= present and lacks.isdisjoint(present))
        return frozenset().union(*held)

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for needs, lacks in self.lines for word in (*needs, *lacks))


@dataclass(frozen=True, slots=True)
class Variant:
    """Other words for some of an action's texts while `when` holds."""

    name: str
    when: When
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionSpec:
    """`after`: actions waited for, each while its own `when` holds. `cites`: facts shown with the step.

    `deadlines`: the first that applies and is in force counts. `answers`: causes of a notice whose own reply date
    becomes this step's deadline while `answers_when` holds; `prepares`: causes of one before whose date it must be
    done.
    """

    key: str
    order: int
    actor: str
    when: When
    urgent: When | None
    after: Mapping[str, When]
    deadlines: tuple[tuple[str, When], ...]
    cites: tuple[tuple[str, When], ...]
    answers: tuple[str, ...]
    answers_when: When
    prepares: tuple[str, ...]
    variants: tuple[Variant, ...]

    def text_key(self, text: str, present: frozenset[str]) -> str:
        """The message key of `title`, `why` or `done_when`: the first variant that holds and says it, else plain."""
        for variant in self.variants:
            if text in variant.says and variant.when.holds(present):
                return f"action.{self.key}.{variant.name}.{text}"
        return f"action.{self.key}.{text}"

    @property
    def text_keys(self) -> tuple[str, ...]:
        plain = [f"action.{self.key}.{text}" for text in TEXTS]
        return (*plain, *(f"action.{self.key}.{each.name}.{text}" for each in self.variants for text in each.says))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSpec:
    """A term of `days`, or of as many as the `fact` says on the day, for the court `paper` it belongs to, if any.

    `citation` is a message key or `fact.<key>`; `rolls`: a last day that is no working day moves to the next one.
    """

    key: str
    clock: str
    counting: str
    anchor: str
    paper: str | None
    days: int | None
    fact: str | None
    rolls: bool
    citation: str
    verification: str | None


@dataclass(frozen=True, slots=True)
class ReferralSpec:
    """From how many days overdue, and from what amount with arrears, a lawyer is recommended."""

    arrears_over_days: int
    large_amount: Decimal


def parse_actions(section: Section) -> dict[str, ActionSpec]:
    """The `actions` of a pack in plan order. What a step waits for stands before it, so there are no circles."""
    missing = [name for name in ACTIONS if name not in section]
    if missing:
        raise section.error(f"action {missing[0]!r} is missing", remedy="The contract names it.")
    parsed = gather(lambda key: _parse_action(key, section.need(key, Section)), section)
    found = sorted(parsed.values(), key=lambda spec: spec.order)
    orders = {spec.key: spec.order for spec in found}
    if len(set(orders.values())) < len(orders):
        raise section.error("two actions have the same order", remedy="Give each its own place.")
    for spec in found:
        for name in spec.after:
            _check_after(section, spec, name, orders)
    return {spec.key: spec for spec in found}


def _check_after(section: Section, spec: ActionSpec, name: str, orders: Mapping[str, int]) -> None:
    if name not in orders:
        raise section.error(f"{spec.key!r} waits for unknown {name!r}", spec.key, suggest(name, list(orders)))
    if orders[name] >= spec.order:
        raise section.error(f"{spec.key!r} waits for {name!r}, which comes later", spec.key, "Change their order.")


def _parse_action(key: str, data: Section) -> ActionSpec:
    data.only(*_ACTION_KEYS)
    after = data.section("after")
    return ActionSpec(
        key=key,
        order=data.need("order", int),
        actor=data.one_of("actor", ACTORS),
        when=_when(data, "when"),
        urgent=_when(data, "urgent") if "urgent" in data else None,
        after={name: _when(after, name) for name in after},
        deadlines=_named(data, "deadlines", "use"),
        cites=_named(data, "cites", "fact"),
        answers=data.strings("answers"),
        answers_when=_when(data, "answers_when"),
        prepares=data.strings("prepares"),
        variants=tuple(_variant(entry) for entry in data.sections("variants")),
    )


def _named(data: Section, key: str, name: str) -> tuple[tuple[str, When], ...]:
    """A list of entries that name something and say when it applies."""
    entries = data.sections(key)
    for entry in entries:
        entry.only(name, "when")
    return tuple((entry.need(name, str), _when(entry, "when")) for entry in entries)


def _variant(data: Section) -> Variant:
    data.only("name", "when", "says")
    says = data.strings("says")
    for text in says:
        if text not in TEXTS:
            raise data.error(f"{text!r} is no text of an action", "says", suggest(text, TEXTS))
    return Variant(data.need("name", str), _when(data, "when"), says)


def _when(data: Section, key: str) -> When:
    return parse_when(data, key, data.strings(key))


def parse_when(data: Section, key: str, lines: Iterable[str]) -> When:
    parsed = []
    for line in lines:
        words = line.split()
        for word in words:
            if word.removeprefix("!") not in SITUATIONS:
                raise data.error(f"unknown situation {word!r}", key, suggest(word.removeprefix("!"), SITUATIONS))
        needs = frozenset(word for word in words if not word.startswith("!"))
        parsed.append((needs, frozenset(word[1:] for word in words if word.startswith("!"))))
    return When(tuple(parsed))


def parse_deadlines(section: Section) -> dict[str, DeadlineSpec]:
    return gather(lambda key: _parse_deadline(key, section.need(key, Section)), sorted(section))


def _parse_deadline(key: str, data: Section) -> DeadlineSpec:
    """Either `days` with a citation of its own and its verification, or the `fact` that gives all three."""
    data.only("clock", "counting", "anchor", "paper", "days", "fact", "rolls", "citation", "verification")
    days, fact = data.get_as("days", int, None), data.get_as("fact", str, None)
    if (days is None) == (fact is None):
        remedy = "`days` for practice, with its citation; `fact` for a rule that stands in facts/."
        raise data.error(f"deadline {key!r} needs either `days` or `fact`", "days", remedy)
    if (data.get("anchor") == "served_on") != ("paper" in data):
        remedy = "Such as `anchor: served_on, paper: summons`, or neither."
        raise data.error(f"deadline {key!r} needs `anchor: served_on` together with `paper`", "anchor", remedy)
    if days is not None and not 0 <= days <= 3650:
        raise data.error(f"{days} days is out of range", "days", "From 0 to 3650.")
    return DeadlineSpec(
        key=key,
        clock=data.one_of("clock", CLOCKS),
        counting=data.one_of("counting", COUNTINGS, "calendar"),
        anchor=data.one_of("anchor", ANCHORS, "today"),
        paper=data.one_of("paper", PAPERS) if "paper" in data else None,
        days=days,
        fact=fact,
        rolls=data.get_as("rolls", bool, False),
        citation=f"fact.{fact}" if fact else data.need("citation", str),
        verification=None if fact else data.one_of("verification", VERIFICATIONS),
    )


def parse_referral(section: Section) -> ReferralSpec:
    section.only("arrears_over_days", "large_amount")
    text = section.need("large_amount", str)
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        raise section.error(f"{text!r} is no amount", "large_amount", 'Such as "50000.00".') from error
    if not amount.is_finite():
        raise section.error(f"{text!r} is no amount", "large_amount", 'Such as "50000.00".')
    return ReferralSpec(section.need("arrears_over_days", int), amount)
