"""The cases that lawyers read and add, beside the pack; each rule has one that fires it and one that does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assessments.engine import Account, Assessment, Evidence, Pack, evaluate, load_packs, pack_for
from assessments.engine.assessment import PlanStep
from assessments.engine.canonical import evidence_from_data, plain
from assessments.engine.packs.source import Section, read_yaml
from assessments.engine.wording import render_message

PACKS_DIRECTORY = Path(__file__).parents[2] / "assessments" / "packs"
PACKS = load_packs(PACKS_DIRECTORY)


def read_cases() -> dict[str, Section]:
    found: dict[str, Section] = {}
    for path in sorted(PACKS_DIRECTORY.glob("*/cases/*.yaml")):
        for name, case in read_yaml(path.read_text(encoding="utf-8"), path.name).items():
            assert name not in found, f"{name} is told twice"
            found[name] = case
    return found


CASES = read_cases()


def evidence_of(data: dict[str, Any]) -> Evidence:
    months = [{**item, "month": f"{item['month']}-01"} for item in data.get("repayment_months", [])]
    return evidence_from_data({**data, "repayment_months": months})


def assess(case: Section) -> Assessment:
    product = case.get_as("product", str, "jiebei")
    owed = case.get_as("outstanding_amount", str, None)
    account = Account(
        product=product,
        outstanding_amount=Decimal(owed) if owed else None,
        lender=case.get_as("lender", str, ""),
        lender_type=case.get_as("lender_type", str, None),
    )
    as_of = datetime.fromisoformat(case.need("as_of", str))
    return evaluate(evidence_of(case.need("evidence", Section)), account, pack_of(product), as_of)


def pack_of(product: str) -> Pack:
    return pack_for(PACKS, product)


def spoken(found: Assessment) -> set[str]:
    return {reason.rule for cause in found.causes for reason in (*cause.for_, *cause.against)}


def words_of(case: Section, step: PlanStep) -> str:
    """What the step's title and reason say, in Chinese."""
    wording = pack_of(case.get_as("product", str, "jiebei")).wording
    return " ".join(render_message(plain(text), wording, "zh-Hans") for text in (step.title, step.why))


def changes_of(case: Section, found: Assessment) -> list[str]:
    """What would change, as one sentence each, in Chinese."""
    wording = pack_of(case.get_as("product", str, "jiebei")).wording
    told = [(plain(each.if_), plain(each.then)) for each in found.what_would_change]
    return ["，".join(render_message(part, wording, "zh-Hans") for part in parts) for parts in told]


STEP_LOOK_UPS: dict[str, Callable[[PlanStep], object]] = {
    "actor": lambda step: step.actor,
    "urgent": lambda step: step.urgent,
    "after": lambda step: list(step.after),
    "clock": lambda step: step.deadline.clock if step.deadline else None,
    "from": lambda step: step.deadline.from_ if step.deadline else None,
    "due_on": lambda step: step.deadline.due_on if step.deadline else None,
    "check_on": lambda step: step.deadline.check_on if step.deadline else None,
    "term": lambda step: step.deadline.citation if step.deadline else None,
}
"""What a case may say of a step, besides the texts of `cites`, `says` and `says_not`."""


def check_step(case: Section, step: PlanStep, expected: Section) -> None:
    expected.only(*STEP_LOOK_UPS, "cites", "cites_not", "says", "says_not")
    told = {key: expected[key] for key in STEP_LOOK_UPS if key in expected}
    said = words_of(case, step)

    assert {key: STEP_LOOK_UPS[key](step) for key in told} == told, step.action
    assert set(expected.strings("cites")) <= set(step.citations), step.action
    assert not set(expected.strings("cites_not")) & set(step.citations), step.action
    assert [each for each in expected.strings("says") if each not in said] == [], said
    assert [each for each in expected.strings("says_not") if each in said] == [], said


LOOK_UPS: dict[str, Callable[[Assessment], object]] = {
    "status": lambda found: found.state.status,
    "detail": lambda found: found.state.status_detail,
    "temporary": lambda found: found.state.temporary,
    "confidence": lambda found: found.state.status_confidence,
    "returns": lambda found: found.state.returns_when is not None,
    "decided_by": lambda found: [reason.rule for reason in found.state.status_reasons],
    "first_cause": lambda found: found.causes[0].cause,
    "level": lambda found: found.risk.level,
    "signals": lambda found: [signal.signal for signal in found.risk.signals],
    "conflicts": lambda found: [conflict.text.key for conflict in found.conflicts],
    "warnings": lambda found: [warning.warning for warning in found.warnings],
    "gaps": lambda found: [gap.missing for gap in found.gaps],
    "ignored": lambda found: len(found.ignored),
    "plan": lambda found: [step.action for step in found.plan],
    "referral": lambda found: [reason.code for reason in found.referral.reasons],
    "pack": lambda found: found.pack.key,
}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    expected = CASES[name].need("expected", Section)
    expected.only(*LOOK_UPS, "causes", "no_causes", "basis", "fires", "silent", "steps", "no_steps", "changes")
    found = assess(CASES[name])

    causes = {cause.cause: cause for cause in found.causes}
    assert {key: LOOK_UPS[key](found) for key in expected if key in LOOK_UPS} == {
        key: value for key, value in expected.items() if key in LOOK_UPS
    }
    assert {each: causes[each].support for each in expected.section("causes") if each in causes} == expected.section(
        "causes"
    )
    assert {each: causes[each].basis for each in expected.section("basis")} == expected.section("basis")
    assert not set(expected.strings("no_causes")) & set(causes)
    assert set(expected.strings("fires")) <= spoken(found)
    assert not set(expected.strings("silent")) & spoken(found)
    assert set(expected.strings("changes")) <= set(changes_of(CASES[name], found))
    steps = {step.action: step for step in found.plan}
    assert not set(expected.strings("no_steps")) & set(steps)
    for action, told in expected.section("steps").items():
        assert action in steps, f"{action} is not in the plan: {', '.join(steps)}"
        check_step(CASES[name], steps[action], told)


@pytest.mark.parametrize("rule", [rule.id for rule in pack_of("jiebei").rules])
def test_rule_has_a_case_that_fires_it_and_one_that_does_not(rule: str) -> None:
    expected = [case.need("expected", Section) for case in CASES.values()]

    assert any(rule in each.strings("fires") for each in expected)
    assert any(rule in each.strings("silent") for each in expected)


ANSWERS = {name: plain(assess(case)) for name, case in CASES.items()}


def message_keys(found: Any) -> set[str]:
    """The keys of all messages in an answer."""
    if isinstance(found, dict):
        own = {found["key"]} if isinstance(found.get("key"), str) else set()
        return own.union(*map(message_keys, found.values()))
    return set().union(*map(message_keys, found)) if isinstance(found, list | tuple) else set()


def judged(section: str) -> set[str]:
    """What cases name under a list of `expected`, such as the warnings that they say there are."""
    return {each for case in CASES.values() for each in case.need("expected", Section).strings(section)}


def test_every_text_of_every_action_stands_in_the_plan_of_a_case() -> None:
    shown = set().union(*map(message_keys, ANSWERS.values()))
    texts = {key for pack in PACKS.values() for spec in pack.actions.values() for key in spec.text_keys}

    assert sorted(texts - shown) == []


def test_every_action_is_judged_by_a_case_and_missing_from_another() -> None:
    steps = {each for case in CASES.values() for each in case.need("expected", Section).section("steps")}
    actions = set(PACKS["base"].actions)
    in_all = actions.intersection(*({step["action"] for step in answer["plan"]} for answer in ANSWERS.values()))

    assert sorted(actions - steps - judged("plan")) == []
    assert in_all <= {"re_evaluate"}


def test_every_warning_is_raised_by_a_case_that_says_so_and_not_by_another() -> None:
    wording = PACKS["base"].wording.texts
    warnings = {key.removeprefix("warning.") for key in wording if key.startswith("warning.")}

    assert sorted(warnings - judged("warnings")) == []
    assert any(case.need("expected", Section).get("warnings") == [] for case in CASES.values())


def test_every_reason_for_a_lawyer_stands_in_a_case_that_says_so_and_not_in_another() -> None:
    wording = PACKS["base"].wording.texts
    reasons = {key.removeprefix("referral.") for key in wording if key.startswith("referral.")}

    assert sorted(reasons - judged("referral")) == []
    assert any(case.need("expected", Section).get("referral") == [] for case in CASES.values())


def test_every_gap_is_named_by_a_case_that_says_so_and_closed_in_another() -> None:
    gaps = {spec.missing for spec in PACKS["base"].gaps}
    closed = [
        set(case.need("expected", Section).strings("gaps")) for case in CASES.values() if "gaps" in case["expected"]
    ]

    assert sorted(gaps - judged("gaps")) == []
    assert all(any(gap not in each for each in closed) for gap in gaps)
