"""The words of a pack: everything that it can say has some, in both languages, and none is left over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.engine.dated import DatedValue
from assessments.engine.errors import gather
from assessments.engine.packs.actions import ActionSpec
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.rules import NO_CAUSE_RULE, STATUS_RULES, Rule
from assessments.engine.packs.source import LANGUAGES, Section, suggest
from assessments.engine.packs.tables import GAPS, Product, RiskTable

TO_VERIFY = "citation.to_verify"
_ENGINES_OWN = ("warning.likely_fraud", "warning.limitation_unclear")
_OF_THE_PACK = ("rule", "signal", "gap", "warning", "fact", "action")
"""First words of keys whose texts the pack's other sections call for; all others are the engine's own."""


@dataclass(frozen=True)
class Sayable:
    """What a pack can say, besides what the engine says of itself."""

    rules: Iterable[Rule]
    risk: RiskTable
    products: Mapping[str, Product]
    facts: Mapping[str, DatedValue]
    actions: Mapping[str, ActionSpec]
    warnings: Iterable[str]

    def keys(self) -> dict[str, list[str]]:
        """Message keys by the section that calls for them."""
        steps = (key for spec in self.actions.values() for key in spec.text_keys)
        return {
            "rules": [*(f"rule.{rule.id}" for rule in self.rules), *STATUS_RULES, NO_CAUSE_RULE],
            "risk": [f"signal.{signal.name}" for signal in self.risk.signals],
            "gaps": [f"gap.{name}.{part}" for name in GAPS for part in ("decides", "how")],
            "warnings": [*(f"warning.{name}" for name in self.warnings), *_ENGINES_OWN],
            "facts": [TO_VERIFY, *(f"fact.{key}" for key in self.facts)],
            "actions": list(steps),
        }


def build_wording(data: Section, sayable: Sayable, wording: Catalogue) -> Catalogue:
    """The texts with the products' names; citations of facts from memory say that they are to be verified."""
    section = data.need("wording", Section)
    called = sayable.keys()
    gather(lambda name: wording.require(called[name], data.section(name)), called)
    _refuse_left_over(section, data.need("key", str), {key for keys in called.values() for key in keys})
    _check_params(sayable, wording, data)
    doubtful = [f"fact.{key}" for key, fact in sayable.facts.items() if _is_doubtful(fact)]
    names = {f"product.{key}": product.names for key, product in sayable.products.items()}
    return wording.joined_by(names).joined_by({key: _marked(key, wording) for key in doubtful})


def stored_wording(data: Mapping[str, Any]) -> Catalogue:
    """The texts of a stored pack and nothing else of it: an old answer stays readable whatever packs became since."""
    texts: dict[str, Mapping[str, str]] = dict(data["wording"])
    for key, product in data["products"].items():
        texts[f"product.{key}"] = {language: product[language] for language in LANGUAGES}
    wording = Catalogue(texts)
    told = [key for key, fact in data["facts"].items() if TO_VERIFY in texts and _was_doubtful(fact)]
    return wording.joined_by({f"fact.{key}": _marked(f"fact.{key}", wording) for key in told if f"fact.{key}" in texts})


def _was_doubtful(fact: Mapping[str, Any]) -> bool:
    return fact["unit"] != "phone" and bool(fact["values"][-1]["verification"] == "from_memory")


def _refuse_left_over(section: Section, pack: str, called: set[str]) -> None:
    """Texts in the pack's own files that nothing says: a mistyped key, or one whose rule is gone."""
    own = [key for key in section if section.file_of(key).startswith(f"{pack}/")]
    gather(
        lambda key: _refuse(section, key, called),
        [key for key in own if key.split(".")[0] in _OF_THE_PACK and key not in called],
    )


def _refuse(section: Section, key: str, called: set[str]) -> None:
    raise section.error(f"nothing says the text {key!r}", key, f"{suggest(key, sorted(called), most=3)} Or remove it.")


def _check_params(sayable: Sayable, wording: Catalogue, data: Section) -> None:
    """The texts of rules and signals name only what the rule fills in."""
    said = {f"rule.{rule.id}": ("rules", rule.id, rule.params) for rule in sayable.rules}
    said |= {f"signal.{each.name}": ("risk", "signals", each.params) for each in sayable.risk.signals}
    for key, (section, entry, params) in said.items():
        for name in wording.placeholders(key):
            if name not in params:
                remedy = f"Add `{name}: INDICATOR` to its `params`."
                raise data.section(section).error(f"the text {key!r} names unknown {name!r}", entry, remedy)


def _is_doubtful(fact: DatedValue) -> bool:
    """Known from memory only; a telephone line's own source says already that it is to be checked."""
    return fact.unit != "phone" and fact.versions[-1].verification == "from_memory"


def _marked(key: str, wording: Catalogue) -> dict[str, str]:
    """The citation of a fact from memory, which says so."""
    return {
        language: wording.fill(TO_VERIFY, language, {"cited": text}.__getitem__)
        for language, text in wording.texts[key].items()
    }
