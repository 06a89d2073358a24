"""Every text that the engine's own steps ask for stands in the pack, in both languages, with equal parameters."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from assessments.engine import load_packs
from assessments.engine.packs.source import read_yaml
from assessments.engine.packs.tables import CLASSES, LEVELS

ENGINE = Path(__file__).parents[2] / "assessments" / "engine"
PACKS = Path(__file__).parents[2] / "assessments" / "packs"
WORDING = read_yaml((PACKS / "base/wording/core.yaml").read_text(encoding="utf-8"), "core.yaml")
PACK = load_packs(PACKS)["base"]
CORE = (
    "status",
    "passing",
    "maintenance",
    "sightings",
    "visible",
    "warnings",
    "conflicts",
    "gaps",
    "what_would_change",
)


def keys_in_code() -> set[str]:
    """Literal message keys; those with a part filled in are expanded below."""
    keys: set[str] = set()
    for name in CORE:
        for node in ast.walk(ast.parse((ENGINE / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(KEY, node.value):
                keys.add(node.value)
    return keys


KEY = r"(status|conflict|change|ignored)\.[a-z_.]*[a-z]"


def keys_from_data() -> set[str]:
    keys = {f"rule.{rule.id}" for rule in PACK.rules} | set(PACK.status_rules)
    keys |= {f"signal.{signal.name}" for signal in PACK.risk.signals}
    keys |= {f"gap.{gap.missing}.{part}" for gap in PACK.gaps for part in ("decides", "how")}
    keys |= {f"warning.{each.name}" for each in PACK.warnings}
    keys |= {"warning.likely_fraud", "warning.limitation_unclear"}
    keys |= {f"change.then_class.{name}" for name in CLASSES}
    keys |= {f"change.then_status.{name}" for name in ("normal", "suspended", "closed")}
    keys |= {f"change.then_overdue.{name}" for name in ("weak", "moderate", "strong")}
    keys |= {f"change.then_level_rises.{name}" for name in LEVELS[1:]} | {"change.then_signal.frequent_borrowing"}
    return keys | {f"change.then_level.{name}" for name in ("low", "elevated", "high")}


def test_every_key_has_its_text() -> None:
    assert sorted((keys_in_code() | keys_from_data()) - set(WORDING)) == []


def test_no_text_is_left_without_use() -> None:
    built = {f"conflict.{name}" for name in ("scores_differ", "instalment_differs", "codes_differ")}
    built |= {f"conflict.{name}" for name in ("code_and_instalment", "overdue_but_paid")}
    built |= {f"conflict.{name}" for name in ("report_overdue_but_paid", "report_clean_but_unpaid")}
    built |= {f"conflict.{name}" for name in ("code_and_report", "report_month_but_paid")}
    built |= {f"conflict.{name}" for name in ("client_denies_arrears", "client_speaks_of_arrears")}

    assert sorted(set(WORDING) - keys_in_code() - keys_from_data() - built) == []


@pytest.mark.parametrize("key", list(WORDING))
def test_both_languages_have_the_same_parameters(key: str) -> None:
    texts = WORDING[key]

    assert set(texts) == {"zh-Hans", "en"}
    assert len({tuple(sorted(re.findall(r"\{(\w+)\}", text))) for text in texts.values()}) == 1


PROMISES = ("一定恢复", "保证恢复您", "will be restored", "will return", "will be reopened", "we guarantee", "包恢复您")


def test_no_text_promises_an_outcome() -> None:
    texts = [text.lower() for entry in WORDING.values() for text in entry.values()]

    assert [text for text in texts if any(promise in text for promise in PROMISES)] == []


def test_what_is_only_stated_reads_so() -> None:
    for rule in PACK.rules:
        if rule.basis == "stated":
            entry = WORDING[f"rule.{rule.id}"]
            assert entry["zh-Hans"].startswith("对方称")
            assert entry["en"].startswith(("The lender states", "The lender alleges"))
    assert "alleged" in WORDING["rule.agreement_breach.stated"]["en"]
