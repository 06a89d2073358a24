"""From a pack's resolved data to a `Pack`, and to and from the bytes by which it is kept with an assessment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assessments.engine.calendar import WorkCalendar
from assessments.engine.canonical import digest, to_bytes
from assessments.engine.conditions import compile_conditions
from assessments.engine.dated import DatedValue, parse_facts
from assessments.engine.errors import PackError
from assessments.engine.notices import NoticeLexicon
from assessments.engine.packs.actions import parse_actions, parse_deadlines, parse_referral
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.links import check_links
from assessments.engine.packs.model import SECTIONS, Pack
from assessments.engine.packs.rules import NO_CAUSE_RULE, STATUS_RULES, Rule, parse_rules, parse_status_rules
from assessments.engine.packs.scorecard import parse_scorecard
from assessments.engine.packs.source import Section
from assessments.engine.packs.tables import (
    GAPS,
    SIGNALS,
    Product,
    parse_classes,
    parse_gaps,
    parse_limits,
    parse_products,
    parse_risk,
    parse_schemes,
    parse_warnings,
    parse_weighing,
)

_DATE = "$date"
TO_VERIFY = "citation.to_verify"


def build_pack(data: Section, lexicons: dict[int, NoticeLexicon] | None = None) -> Pack:
    """Checks and compiles everything; `data` holds `key`, `version` and the sections.

    `lexicons` are those of other packs by their section: what an overlay leaves as it is, it shares.
    """
    thresholds = data.need("thresholds", Section)
    limits = parse_limits(thresholds)
    rules = parse_rules(data.need("rules", Section), limits)
    risk = parse_risk(data.need("risk", Section), limits)
    products = parse_products(data.need("products", Section))
    if "other" not in products:
        raise data.need("products", Section).error("product 'other' is missing", remedy="Unknown products use it.")
    actions, deadlines = parse_actions(data.need("actions", Section)), parse_deadlines(data.need("deadlines", Section))
    facts = parse_facts(data.need("facts", Section))
    wording = _wording(data, rules, products, facts)
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
        warnings=parse_warnings(data.section("warnings")),
        lexicon=_lexicon(data.need("notices", Section), {} if lexicons is None else lexicons),
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


def _is_doubtful(fact: DatedValue) -> bool:
    """Known from memory only; a telephone line's own source says already that it is to be checked."""
    return fact.unit != "phone" and fact.versions[-1].verification == "from_memory"


def _marked(key: str, wording: Catalogue) -> dict[str, str]:
    """The citation of a fact from memory, which says so."""
    return {
        language: wording.fill(TO_VERIFY, language, {"cited": text}.__getitem__)
        for language, text in wording.texts[key].items()
    }


def _wording(
    data: Section, rules: Iterable[Rule], products: Mapping[str, Product], facts: Mapping[str, DatedValue]
) -> Catalogue:
    """The texts and the products' names, refusing a pack in which something that can be said has no words."""
    names = {f"product.{key}": product.names for key, product in products.items()}
    wording = Catalogue.from_data(data.need("wording", Section)).joined_by(names)
    wording.require((TO_VERIFY,), data.need("facts", Section))
    doubtful = [f"fact.{key}" for key, fact in facts.items() if _is_doubtful(fact) and f"fact.{key}" in wording]
    wording = wording.joined_by({key: _marked(key, wording) for key in doubtful})
    wording.require((f"rule.{rule.id}" for rule in rules), data.need("rules", Section))
    wording.require((*STATUS_RULES, NO_CAUSE_RULE), data.need("rules", Section))
    wording.require((f"signal.{name}" for name in SIGNALS), data.need("risk", Section))
    wording.require((f"gap.{name}.{part}" for name in GAPS for part in ("decides", "how")), data.need("gaps", Section))
    wording.require((f"warning.{name}" for name in data.section("warnings")), data.section("warnings"))
    return wording


def pack_to_bytes(pack: Pack) -> bytes:
    """Canonical JSON of the whole resolved pack; its digest is the pack's."""
    return to_bytes(_storable(pack.data))


def pack_from_bytes(stored: bytes) -> Pack:
    """The pack as it was, for replaying an old assessment."""
    try:
        data = json.loads(stored.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise PackError(f"not a stored pack: {error}", file="<stored pack>", line=1) from error
    restored = _restored(data)
    if not isinstance(restored, Section):
        raise PackError("a stored pack must be a mapping", file="<stored pack>", line=1)
    return build_pack(restored)


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


__all__ = ["SECTIONS", "build_pack", "pack_from_bytes", "pack_to_bytes"]
