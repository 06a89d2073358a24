"""The cases that lawyers read and add, beside the pack; each rule has one that fires it and one that does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assessments.engine import PackError, load_packs
from assessments.engine.canonical import plain
from assessments.engine.cases import assess_case, check_cases, check_rules_have_cases, failures, read_cases
from assessments.packs.laid_out import case_files, packs_with, shipped_files

PACKS = load_packs(Path(__file__).parents[2] / "assessments" / "packs")
CASES = {case.name: case for case in read_cases(case_files({}))}
ASSESSED = {name: assess_case(case, PACKS) for name, case in CASES.items()}


@pytest.mark.parametrize("name", CASES)
def test_case(name: str) -> None:
    assert list(failures(CASES[name], ASSESSED[name], PACKS)) == []


WRONG = """
nothing_known:
  as_of: "2026-10-15T10:00:00+08:00"
  evidence: {}
  expected: {status: closed, causes: {overdue: strong}, basis: {overdue: stated}, fires: [overdue.stated],
    changes: [无], steps: {repay_overdue: {}, re_evaluate: {actor: court, cites: [fact.nothing], says_not: [的]}}}
"""


def test_a_case_that_comes_out_otherwise_says_each_difference_with_its_place() -> None:
    with pytest.raises(PackError) as caught:
        check_cases({"base/cases/wrong.yaml": WRONG}, PACKS)

    told = [error.message.removeprefix("case 'nothing_known': ") for error in caught.value.errors]
    assert {(error.file, error.line) for error in caught.value.errors} == {("base/cases/wrong.yaml", 5)}
    assert [each.split(",")[0].split(":")[0] for each in told] == [
        "'无' is no change",
        "basis of overdue is None",
        "overdue.stated does not fire",
        "re_evaluate.actor is advisor",
        "re_evaluate",
        "re_evaluate",
        "repay_overdue is not in the plan",
        "status is unknown",
        "support of overdue is None",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one:\n  evidence: {}\n", "'as_of' is missing"),
        ("one: {as_of: '2026-10-15T10:00:00', evidence: {notices: [{nothing: 1}]}}", "case 'one' cannot be read"),
        ("one: {as_of: '2026-10-15T10:00:00+08:00', evidence: {}, expected: {stats: closed}}", "unknown key 'stats'"),
    ],
)
def test_a_case_that_cannot_be_read_names_its_place(text: str, message: str) -> None:
    with pytest.raises(PackError, match=message) as caught:
        check_cases({"base/cases/one.yaml": text}, PACKS)

    assert caught.value.file == "base/cases/one.yaml"


def test_a_case_is_told_once() -> None:
    with pytest.raises(PackError, match="'one' is told twice"):
        check_cases({"base/cases/a.yaml": "one: {}", "jiebei/cases/b.yaml": "one: {}"}, PACKS)


def test_every_rule_has_a_case_that_fires_it_and_one_that_does_not() -> None:
    check_rules_have_cases(case_files({}), PACKS)


def test_a_rule_without_a_case_is_named_with_its_place() -> None:
    with pytest.raises(PackError) as caught:
        check_rules_have_cases({name: text for name, text in case_files({}).items() if "causes" not in name}, PACKS)

    assert "base/rules/overdue.yaml" in {error.file for error in caught.value.errors}
    assert any(
        error.message == "no case fires 'overdue.marked_now'" and "`fires: [overdue.marked_now]`" in error.remedy
        for error in caught.value.errors
    )


def test_a_case_judged_by_another_rule_of_that_name_does_not_count() -> None:
    """The overlay changes the rule, and every case is of its product: nothing checks what the base pack says."""
    rule = "overdue.arrears_over_a_month"
    files = {"jiebei/rules.yaml": _heavier(rule)}

    with pytest.raises(PackError) as caught:
        check_rules_have_cases(case_files(files), packs_with(files))

    assert {error.message for error in caught.value.errors} == {
        f"no case fires {rule!r}", f"no case leaves silent {rule!r}",
    }  # fmt: skip


def _heavier(rule: str) -> str:
    """The shipped rule with a point more, as an overlay has it."""
    lines = shipped_files()["base/rules/overdue.yaml"].splitlines(keepends=True)
    start = lines.index(f"{rule}:\n")
    end = next(at for at in range(start + 1, len(lines)) if not lines[at].startswith(" "))
    weight = PACKS["base"].data["rules"][rule]["weight"]
    return "".join(lines[start:end]).replace(f"weight: {weight}", f"weight: {weight + 1}")


ANSWERS = {name: plain(found) for name, found in ASSESSED.items()}


def message_keys(found: Any) -> set[str]:
    """The keys of all messages in an answer."""
    if isinstance(found, dict):
        own = {found["key"]} if isinstance(found.get("key"), str) else set()
        return own.union(*map(message_keys, found.values()))
    return set().union(*map(message_keys, found)) if isinstance(found, list | tuple) else set()


def judged(section: str) -> set[str]:
    """What cases name under a list of `expected`, such as the warnings that they say there are."""
    return {each for case in CASES.values() for each in case.expected.strings(section)}


def test_every_text_of_every_action_stands_in_the_plan_of_a_case() -> None:
    shown = set().union(*map(message_keys, ANSWERS.values()))
    texts = {key for pack in PACKS.values() for spec in pack.actions.values() for key in spec.text_keys}

    assert sorted(texts - shown) == []


def test_every_action_is_judged_by_a_case_and_missing_from_another() -> None:
    steps = {each for case in CASES.values() for each in case.expected.section("steps")}
    actions = set(PACKS["base"].actions)
    in_all = actions.intersection(*({step["action"] for step in answer["plan"]} for answer in ANSWERS.values()))

    assert sorted(actions - steps - judged("plan")) == []
    assert in_all <= {"re_evaluate"}


def test_every_warning_is_raised_by_a_case_that_says_so_and_not_by_another() -> None:
    wording = PACKS["base"].wording.texts
    warnings = {key.removeprefix("warning.") for key in wording if key.startswith("warning.")}

    assert sorted(warnings - judged("warnings")) == []
    assert any(case.expected.get("warnings") == [] for case in CASES.values())


def test_every_reason_for_a_lawyer_stands_in_a_case_that_says_so_and_not_in_another() -> None:
    wording = PACKS["base"].wording.texts
    reasons = {key.removeprefix("referral.") for key in wording if key.startswith("referral.")}

    assert sorted(reasons - judged("referral")) == []
    assert any(case.expected.get("referral") == [] for case in CASES.values())


def test_every_gap_is_named_by_a_case_that_says_so_and_closed_in_another() -> None:
    gaps = {spec.missing for spec in PACKS["base"].gaps}
    closed = [set(case.expected.strings("gaps")) for case in CASES.values() if "gaps" in case.expected]

    assert sorted(gaps - judged("gaps")) == []
    assert all(any(gap not in each for each in closed) for gap in gaps)
