"""From a pack's resolved data to a `Pack`, and to and from the bytes by which it is kept with an assessment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar, cast

from assessments.engine.calendar import WorkCalendar
from assessments.engine.canonical import digest, encoded, object_of, writer
from assessments.engine.conditions import Verdicts, compile_conditions
from assessments.engine.dated import parse_facts
from assessments.engine.errors import PackError, PackErrors
from assessments.engine.notices import NoticeLexicon
from assessments.engine.packs.actions import parse_actions, parse_deadlines, parse_referral
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.links import check_engine_facts, check_links
from assessments.engine.packs.model import SECTIONS, Pack
from assessments.engine.packs.rules import Rule, parse_rules, parse_status_rules
from assessments.engine.packs.scorecard import parse_scorecard
from assessments.engine.packs.source import STORED, Section
from assessments.engine.packs.tables import (
    RiskTable,
    parse_claims,
    parse_classes,
    parse_gaps,
    parse_limits,
    parse_products,
    parse_risk,
    parse_schemes,
    parse_warnings,
    parse_weighing,
)
from assessments.engine.packs.words import Sayable, build_wording, stored_wording

T = TypeVar("T")
_DATE = "$date"


class Shared:
    """What several packs hold alike is parsed once: an overlay leaves most sections of its base as they are."""

    def __init__(self) -> None:
        self._made: dict[tuple[object, ...], tuple[object, object, PackError | None]] = {}

    def __call__(self, parse: Callable[..., T], *given: object) -> T:
        """What `parse` makes of these very objects, or the error that it raises."""
        key = (parse, *map(id, given))
        if key not in self._made:
            self._made[key] = (given, *_tried(parse, given))  # `given` stays alive, so that no other gets its id
        _, value, error = self._made[key]
        if error is not None:
            raise error
        return cast(T, value)


def _tried(parse: Callable[..., T], given: Iterable[object]) -> tuple[T | None, PackError | None]:
    try:
        return parse(*given), None
    except PackError as error:
        return None, error


def build_pack(data: Section, shared: Shared | None = None) -> Pack:
    """Checks and compiles everything; `data` holds `key`, `version` and the sections.

    `shared` is what the packs built before it made of the same sections.
    """
    shared = shared or Shared()
    try:
        return _build(data, shared)
    except PackError as error:
        raise PackErrors((error, *_errors_by_section(data, shared))) from error


def _errors_by_section(data: Section, shared: Shared) -> Iterator[PackError]:
    """What is wrong in each section by itself, so that one mistake does not hide another."""
    limits: list[Mapping[str, int]] = []
    parsers: dict[str, tuple[Callable[[Section], object], ...]] = {
        "thresholds": (
            lambda part: limits.append(shared(parse_limits, part)),
            *(partial(shared, parse) for parse in (parse_weighing, parse_schemes, parse_classes)),
        ),
        "rules": (lambda part: shared(parse_rules, part, *limits), partial(shared, parse_status_rules)),
        "risk": (lambda part: shared(parse_risk, part, *limits),),
        "gaps": (partial(shared, parse_gaps),),
        "products": (partial(shared, parse_products),),
        "warnings": (partial(shared, parse_warnings),),
        "notices": (partial(shared, NoticeLexicon.from_data),),
        "actions": (partial(shared, parse_actions),),
        "deadlines": (partial(shared, parse_deadlines),),
        "referral": (partial(shared, parse_referral),),
        "facts": (partial(shared, parse_facts),),
        "calendar": (partial(shared, WorkCalendar.from_data),),
        "wording": (partial(shared, Catalogue.from_data),),
        "scorecard": (partial(shared, parse_scorecard),),
    }
    for name, parse in ((name, parse) for name, each in parsers.items() for parse in each):
        if limits or name not in ("rules", "risk"):
            try:
                parse(data.need(name, Section))
            except PackError as error:
                yield error


def _build(data: Section, shared: Shared) -> Pack:
    def need(name: str, parse: Callable[..., T], *given: object) -> T:
        return shared(parse, data.need(name, Section), *given)

    limits = need("thresholds", parse_limits)
    rules = need("rules", parse_rules, limits)
    risk = need("risk", parse_risk, limits)
    products = need("products", parse_products)
    actions, deadlines = need("actions", parse_actions), need("deadlines", parse_deadlines)
    facts = need("facts", parse_facts)
    check_engine_facts(data.need("facts", Section), facts)
    warnings = need("warnings", parse_warnings)
    sayable = Sayable(rules, risk, products, facts, actions, [warning.name for warning in warnings])
    wording = build_wording(data, sayable, need("wording", Catalogue.from_data))
    check_links(data, actions, deadlines, facts, products, wording)
    return Pack(
        key=data.need("key", str),
        version=data.need("version", str),
        digest=digest(_stored(data, shared)),
        rules=rules,
        status_rules=need("rules", parse_status_rules),
        thresholds=limits,
        weighing=need("thresholds", parse_weighing),
        schemes=need("thresholds", parse_schemes),
        classes=need("thresholds", parse_classes),
        risk=risk,
        gaps=need("gaps", parse_gaps),
        products=products,
        warnings=warnings,
        claims=parse_claims(data.section("claims")),
        lexicon=need("notices", NoticeLexicon.from_data),
        actions=actions,
        deadlines=deadlines,
        referral=need("referral", parse_referral),
        facts=facts,
        calendar=need("calendar", WorkCalendar.from_data),
        rule_verdicts=shared(_verdicts_of_rules, rules),
        risk_verdicts=shared(_verdicts_of_risk, risk),
        wording=wording,
        scorecard=need("scorecard", parse_scorecard) if "scorecard" in data else None,
        data=data,
    )


def _verdicts_of_rules(rules: Sequence[Rule]) -> Verdicts:
    return compile_conditions([rule.when for rule in rules])


def _verdicts_of_risk(risk: RiskTable) -> Verdicts:
    return compile_conditions(risk.conditions)


def pack_to_bytes(pack: Pack) -> bytes:
    """Canonical JSON of the whole resolved pack; its digest is the pack's."""
    return _stored(pack.data, Shared())


def pack_from_bytes(stored: bytes) -> Pack:
    """The pack as it was, for replaying an old assessment."""
    restored = _restored(_read(stored))
    if not isinstance(restored, Section):
        raise PackError("a stored pack must be a mapping", file=STORED, line=1)
    return build_pack(restored)


def wording_from_bytes(stored: bytes) -> Catalogue:
    """The texts of a stored pack, for reading an old assessment; needs no pack that this engine can still use."""
    return stored_wording(_read(stored))


def _read(stored: bytes) -> Any:
    try:
        return json.loads(stored.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise PackError(f"not a stored pack: {error}", file=STORED, line=1) from error


def _stored(data: Mapping[str, Any], shared: Shared) -> bytes:
    """Canonical JSON with dates marked, so that reading back gives dates again; a section is written once."""
    return encoded(object_of({key: shared(_dumps, value) for key, value in data.items()}))


def _marked(value: Any) -> dict[str, str]:
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    raise TypeError(f"no canonical form for {type(value).__name__}")


_dumps = writer(default=_marked)


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {_DATE}:
        return date.fromisoformat(value[_DATE])
    return Section({key: _restored(entry) for key, entry in value.items()}, file=STORED, line=1)


__all__ = ["SECTIONS", "build_pack", "pack_from_bytes", "pack_to_bytes", "wording_from_bytes"]
