"""From a pack's resolved data to a `Pack`, and to and from the bytes by which it is kept with an assessment."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from assessments.engine.calendar import WorkCalendar
from assessments.engine.canonical import digest, to_bytes
from assessments.engine.conditions import compile_conditions
from assessments.engine.dated import parse_facts
from assessments.engine.errors import PackError, PackErrors
from assessments.engine.notices import NoticeLexicon
from assessments.engine.packs.actions import parse_actions, parse_deadlines, parse_referral
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.links import check_engine_facts, check_links
from assessments.engine.packs.model import SECTIONS, Pack
from assessments.engine.packs.rules import parse_rules, parse_status_rules
from assessments.engine.packs.scorecard import parse_scorecard
from assessments.engine.packs.source import Section
from assessments.engine.packs.tables import (
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

_DATE = "$date"


def build_pack(data: Section, lexicons: dict[int, NoticeLexicon] | None = None) -> Pack:
    """Checks and compiles everything; `data` holds `key`, `version` and the sections.

    `lexicons` are those of other packs by their section: what an overlay leaves as it is, it shares.
    """
    try:
        return _build(data, {} if lexicons is None else lexicons)
    except PackError as error:
        raise PackErrors((error, *_errors_by_section(data))) from error


def _errors_by_section(data: Section) -> Iterator[PackError]:
    """What is wrong in each section by itself, so that one mistake does not hide another."""
    limits: dict[str, int] = {}
    parsers: dict[str, tuple[Callable[[Section], object], ...]] = {
        "thresholds": (lambda part: limits.update(parse_limits(part)), parse_weighing, parse_schemes, parse_classes),
        "rules": (lambda part: parse_rules(part, limits), parse_status_rules),
        "risk": (lambda part: parse_risk(part, limits),),
        "gaps": (parse_gaps,),
        "products": (parse_products,),
        "warnings": (parse_warnings,),
        "notices": (NoticeLexicon.from_data,),
        "actions": (parse_actions,),
        "deadlines": (parse_deadlines,),
        "referral": (parse_referral,),
        "facts": (parse_facts,),
        "calendar": (WorkCalendar.from_data,),
        "wording": (Catalogue.from_data,),
        "scorecard": (parse_scorecard,),
    }
    for name, parse in ((name, parse) for name, each in parsers.items() for parse in each):
        if limits or name not in ("rules", "risk"):
            try:
                parse(data.need(name, Section))
            except PackError as error:
                yield error


def _build(data: Section, lexicons: dict[int, NoticeLexicon]) -> Pack:
    thresholds = data.need("thresholds", Section)
    limits = parse_limits(thresholds)
    rules = parse_rules(data.need("rules", Section), limits)
    risk = parse_risk(data.need("risk", Section), limits)
    products = parse_products(data.need("products", Section))
    actions, deadlines = parse_actions(data.need("actions", Section)), parse_deadlines(data.need("deadlines", Section))
    facts = parse_facts(data.need("facts", Section))
    check_engine_facts(data.need("facts", Section), facts)
    warnings = parse_warnings(data.need("warnings", Section))
    sayable = Sayable(rules, risk, products, facts, actions, [warning.name for warning in warnings])
    wording = build_wording(data, sayable)
    check_links(data, actions, deadlines, facts, products, wording)
    return Pack(
        key=data.need("key", str),
        version=data.need("version", str),
        digest=digest(to_bytes(_storable(data))),
        rules=rules,
        status_rules=parse_status_rules(data.need("rules", Section)),
        thresholds=limits,
        weighing=parse_weighing(thresholds),
        schemes=parse_schemes(thresholds),
        classes=parse_classes(thresholds),
        risk=risk,
        gaps=parse_gaps(data.need("gaps", Section)),
        products=products,
        warnings=warnings,
        claims=parse_claims(data.section("claims")),
        lexicon=_lexicon(data.need("notices", Section), lexicons),
        actions=actions,
        deadlines=deadlines,
        referral=parse_referral(data.need("referral", Section)),
        facts=facts,
        calendar=WorkCalendar.from_data(data.need("calendar", Section)),
        rule_verdicts=compile_conditions([rule.when for rule in rules]),
        risk_verdicts=compile_conditions(risk.conditions),
        wording=wording,
        scorecard=parse_scorecard(data.section("scorecard")) if "scorecard" in data else None,
        data=data,
    )


def _lexicon(section: Section, built: dict[int, NoticeLexicon]) -> NoticeLexicon:
    if id(section) not in built:
        built[id(section)] = NoticeLexicon.from_data(section)
    return built[id(section)]


def pack_to_bytes(pack: Pack) -> bytes:
    """Canonical JSON of the whole resolved pack; its digest is the pack's."""
    return to_bytes(_storable(pack.data))


def pack_from_bytes(stored: bytes) -> Pack:
    """The pack as it was, for replaying an old assessment."""
    restored = _restored(_read(stored))
    if not isinstance(restored, Section):
        raise PackError("a stored pack must be a mapping", file="<stored pack>", line=1)
    return build_pack(restored)


def wording_from_bytes(stored: bytes) -> Catalogue:
    """The texts of a stored pack, for reading an old assessment; needs no pack that this engine can still use."""
    return stored_wording(_read(stored))


def _read(stored: bytes) -> Any:
    try:
        return json.loads(stored.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise PackError(f"not a stored pack: {error}", file="<stored pack>", line=1) from error


def _storable(value: Any) -> Any:
    """Plain data with dates marked, so that reading back gives dates again."""
    if isinstance(value, Mapping):
        return {key: _storable(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_storable(entry) for entry in value]
    return {_DATE: value.isoformat()} if isinstance(value, date) else value


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {_DATE}:
        return date.fromisoformat(value[_DATE])
    return Section({key: _restored(entry) for key, entry in value.items()}, file="<stored pack>", line=1)


__all__ = ["SECTIONS", "build_pack", "pack_from_bytes", "pack_to_bytes", "wording_from_bytes"]
