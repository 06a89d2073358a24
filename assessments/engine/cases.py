"""The cases that lawyers write beside a pack: what an account's history is, and what must come out.

They say nothing to an evaluation; whoever changes a pack runs them, and so does the act that puts one in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation

from assessments.engine.assessment import Assessment, Message, PlanStep
from assessments.engine.canonical import evidence_from_data, plain
from assessments.engine.errors import PackError, refuse
from assessments.engine.evaluate import evaluate
from assessments.engine.evidence import Account, Evidence
from assessments.engine.packs.loader import pack_for
from assessments.engine.packs.model import Pack
from assessments.engine.packs.source import Section, read_yaml
from assessments.engine.wording import render_message

FOLDER = "cases"
_PRODUCT = "jiebei"  # where a case names none
_STEP: Mapping[str, Callable[[PlanStep], object]] = {
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
_ANSWER: Mapping[str, Callable[[Assessment], object]] = {
    "status": lambda found: found.state.status,
    "detail": lambda found: found.state.status_detail,
    "temporary": lambda found: found.state.temporary,
    "confidence": lambda found: found.state.status_confidence,
    "returns": lambda found: found.state.returns_when is not None,
    "decided_by": lambda found: [reason.rule for reason in found.state.status_reasons],
    "first_cause": lambda found: found.causes[0].cause if found.causes else None,
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
_LISTS = ("causes", "no_causes", "basis", "fires", "silent", "steps", "no_steps", "changes")


@dataclass(frozen=True, slots=True)
class Case:
    """`story`: product, moment, evidence and what is `expected`, as written."""

    name: str
    story: Section

    @property
    def expected(self) -> Section:
        return self.story.need("expected", Section)

    @property
    def product(self) -> str:
        return self.story.get_as("product", str, _PRODUCT)


def read_cases(files: Mapping[str, str]) -> list[Case]:
    """`files`: texts by name. PackError where one cannot be read, or a case is told twice."""
    found: dict[str, Case] = {}
    for file, text in sorted(files.items()):
        section = read_yaml(text, file)
        for name in section:
            if name in found:
                raise section.error(f"the case {name!r} is told twice", name, "Give each a name of its own.")
            found[name] = Case(name, section.need(name, Section))
    return list(found.values())


def told_in(case: Case) -> tuple[Evidence, Account, datetime]:
    """What an evaluation of the case reads."""
    story = case.story
    try:
        owed = story.get_as("outstanding_amount", str, None)
        account = Account(
            product=case.product,
            outstanding_amount=Decimal(owed) if owed else None,
            lender=story.get_as("lender", str, ""),
            lender_type=story.get_as("lender_type", str, None),
        )
        items = story.need("evidence", Section)
        months = [{**item, "month": f"{item['month']}-01"} for item in items.get("repayment_months", [])]
        evidence = evidence_from_data({**items, "repayment_months": months})
        return evidence, account, datetime.fromisoformat(story.need("as_of", str))
    except (ValueError, KeyError, TypeError, InvalidOperation) as error:
        raise story.error(f"case {case.name!r} cannot be read: {error}", "evidence") from error


def assess_case(case: Case, packs: Mapping[str, Pack]) -> Assessment:
    evidence, account, as_of = told_in(case)
    return evaluate(evidence, account, pack_for(packs, case.product), as_of)


def check_cases(files: Mapping[str, str], packs: Mapping[str, Pack]) -> None:
    """PackError that names every case that comes out otherwise, with its file and line."""
    errors: list[PackError] = []
    for case in read_cases(files):
        try:
            found = assess_case(case, packs)
            for failure in failures(case, found, packs):
                remedy = "Mend the rule, or say in the case what is right now."
                errors.append(case.story.error(f"case {case.name!r}: {failure}", "expected", remedy))
        except PackError as error:
            errors.append(error)
    refuse(errors)


def check_rules_have_cases(files: Mapping[str, str], packs: Mapping[str, Pack]) -> None:
    """PackError that names every rule without a case that fires it, or without one that does not.

    A case speaks for a rule where the pack that judges it holds that very rule: of another pack's it says nothing.
    """
    cases = [(case.expected, pack_for(packs, case.product)) for case in read_cases(files)]
    told = {key: [(rule, judge) for expected, judge in cases for rule in expected.strings(key)] for key in _SAYS}
    errors: list[PackError] = []
    for pack in packs.values():
        for rule in pack.rules:
            for key, says in _SAYS.items():
                if not any(name == rule.id and rule in judge.rules for name, judge in told[key]):
                    remedy = f"Write one of a product of this pack, with `{key}: [{rule.id}]` under `expected`."
                    errors.append(pack.data["rules"].error(f"no case {says} {rule.id!r}", rule.id, remedy))
    refuse(errors)


_SAYS = {"fires": "fires", "silent": "leaves silent"}


def failures(case: Case, found: Assessment, packs: Mapping[str, Pack]) -> Iterator[str]:
    """Each way in which the answer is not what the case expects."""
    expected, pack = case.expected, pack_for(packs, case.product)
    expected.only(*_ANSWER, *_LISTS)
    for key in expected:
        if key in _ANSWER:
            yield from _differs(key, _ANSWER[key](found), expected[key])
    yield from _causes(expected, found)
    spoken = {reason.rule for cause in found.causes for reason in (*cause.for_, *cause.against)}
    yield from (f"{rule} does not fire" for rule in expected.strings("fires") if rule not in spoken)
    yield from (f"{rule} fires" for rule in expected.strings("silent") if rule in spoken)
    changes = [f"{_said(pack, each.if_)}，{_said(pack, each.then)}" for each in found.what_would_change]
    yield from (f"{each!r} is no change, but {changes}" for each in expected.strings("changes") if each not in changes)
    steps = {step.action: step for step in found.plan}
    yield from (f"{name} is in the plan" for name in expected.strings("no_steps") if name in steps)
    for name in expected.section("steps"):
        if name in steps:
            yield from _step(steps[name], expected.section("steps").section(name), pack)
        else:
            yield f"{name} is not in the plan: {', '.join(steps)}"


def _differs(key: str, got: object, wanted: object) -> Iterator[str]:
    if got != wanted:
        yield f"{key} is {got}, not {wanted}"


def _causes(expected: Section, found: Assessment) -> Iterator[str]:
    causes = {cause.cause: cause for cause in found.causes}
    for name, support in expected.section("causes").items():
        yield from _differs(f"support of {name}", causes[name].support if name in causes else None, support)
    for name, basis in expected.section("basis").items():
        yield from _differs(f"basis of {name}", causes[name].basis if name in causes else None, basis)
    yield from (f"{name} is a cause" for name in expected.strings("no_causes") if name in causes)


def _step(step: PlanStep, expected: Section, pack: Pack) -> Iterator[str]:
    expected.only(*_STEP, "cites", "cites_not", "says", "says_not")
    for key in expected:
        if key in _STEP:
            yield from _differs(f"{step.action}.{key}", _STEP[key](step), expected[key])
    said = " ".join(_said(pack, text) for text in (step.title, step.why))
    for key, told in (("cites", step.citations), ("says", said)):
        yield from (f"{step.action}: {each!r} is missing" for each in expected.strings(key) if each not in told)
        unwanted = expected.strings(f"{key}_not")
        yield from (f"{step.action}: {each!r} stands there" for each in unwanted if each in told)


def _said(pack: Pack, message: Message) -> str:
    """In Chinese, in which cases are written."""
    return render_message(plain(message), pack.wording, "zh-Hans")
