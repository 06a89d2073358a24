"""Everything a pack rests on is named in both languages, honestly, in words that its users can look up."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from assessments.engine import pack_from_bytes, pack_to_bytes
from assessments.engine.conclude import conclude, read_texts
from assessments.engine.errors import PackError
from assessments.engine.evidence import KINDS, Account, Evidence
from assessments.engine.indicators import REGISTRY, Context
from assessments.engine.indicators.registry import WINDOWS
from assessments.engine.moment import Moment
from assessments.engine.packs.source import LANGUAGES, read_yaml
from assessments.engine.values import UNKNOWN
from assessments.engine.visible import see
from assessments.packs import packs
from tests.engine.histories import AS_OF, histories
from tests.engine.plans import BASE
from tests.engine.profiles import MANY

OWN_WORDS = re.compile(r"\bDOMAIN\b|\bsection \d", re.IGNORECASE)
"""A page of ours that no user has is no source."""
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sources() -> Iterator[tuple[str, dict[str, str]]]:
    for key, pack in packs().items():
        for rule in pack.rules:
            yield f"{key} {rule.id}", dict(rule.source)
        for status_rule in pack.status_rules.values():
            yield f"{key} {status_rule.id}", dict(status_rule.source)
        for product in pack.products.values():
            yield f"{key} {product.key}", dict(product.source)
        for fact in pack.facts.values():
            yield f"{key} {fact.key}", dict(fact.description)
            for version in fact.versions:
                yield f"{key} {fact.key}", dict(version.source)
                if version.article:
                    yield f"{key} {fact.key} article", dict(version.article)
        for kind, table in pack.classes.items():
            for classes in table:
                yield f"{key} classes of {kind}", dict(classes.source)
        yield f"{key} calendar", dict(pack.calendar.source)
        yield f"{key} title", dict(pack.data["title"])


def test_every_source_is_told_in_both_languages_and_names_no_page_of_ours() -> None:
    told = list(sources())

    assert len(told) > 1000
    for name, texts in told:
        assert set(texts) == set(LANGUAGES), name
        assert CHINESE.search(texts["zh-Hans"]) or texts["zh-Hans"].isascii(), name
        assert not OWN_WORDS.search(" ".join(texts.values())), name
        assert texts["zh-Hans"] != texts["en"] or texts["en"].isascii(), name


def test_a_judgement_of_our_own_is_called_one_and_a_rule_of_law_is_not() -> None:
    for rule in BASE.rules:
        own = "own judgement" in rule.source["en"] or rule.source["en"].startswith("Our own")
        assert own or rule.verification != "own_choice", rule.id
        assert ("自行" in rule.source["zh-Hans"]) is own, rule.id


def test_a_source_in_one_language_is_refused_in_a_file() -> None:
    with pytest.raises(PackError, match="'source' must be told in both languages"):
        read_yaml("source: a law", "rules.yaml").texts("source")
    with pytest.raises(PackError, match="'en' is missing"):
        read_yaml("source: {zh-Hans: 法}", "rules.yaml").texts("source")


def test_a_pack_stored_with_sources_in_one_language_is_still_read() -> None:
    old = re.sub(rb'"source":\{"en":"[^"]*","zh-Hans":("[^"]*")\}', rb'"source":\1', pack_to_bytes(BASE))
    assert b'"source":{' not in old

    pack = pack_from_bytes(old)

    assert pack_to_bytes(pack) == old
    assert pack.rules[0].source["en"] == pack.rules[0].source["zh-Hans"] == BASE.rules[0].source["zh-Hans"]


def test_a_pack_stored_with_classes_without_dates_is_still_read() -> None:
    days = {kind: dict(table[0].days) for kind, table in BASE.classes.items()}
    dated = json.loads(pack_to_bytes(BASE))
    dated["thresholds"]["classes"] = days

    pack = pack_from_bytes(json.dumps(dated).encode())

    assert {kind: dict(each) for kind, each in pack.classes_on(date.min).items()} == days


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_each_indicator_says_its_unit_window_source_and_when_it_is_unknown(name: str) -> None:
    found = REGISTRY[name]

    assert found.unit and found.doc.endswith(".") and found.unknown_when
    assert found.window in WINDOWS or found.window in BASE.thresholds
    assert found.source and set(found.source) <= set(KINDS)


def context_of(evidence: Evidence) -> Context:
    moment = Moment.at(AS_OF, Account().zone)
    seen = see(evidence, moment).evidence
    return conclude(seen, read_texts(seen, BASE, moment), Account(), BASE, moment).context


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_indicator_is_unknown_without_evidence_unless_it_says_never(name: str) -> None:
    found = REGISTRY[name]

    unknown = found.measure(context_of(Evidence())).value is UNKNOWN
    assert unknown is (found.unknown_when != "never")


@MANY
@given(histories)
def test_an_indicator_reads_the_kinds_it_names_and_no_other(evidence: Evidence) -> None:
    whole = context_of(evidence)
    for name, found in REGISTRY.items():
        measured = found.measure(whole)
        kinds = {item.id: kind for kind, item in whole.evidence.items()}
        assert {kinds[ident] for ident in measured.evidence} <= set(found.source), name
        assert found.unknown_when != "never" or measured.value is not UNKNOWN, name
        others = {kind: () for kind in KINDS if kind not in found.source}
        less = replace(whole, evidence=replace(whole.evidence, **others))
        assert found.measure(less) == measured, name
