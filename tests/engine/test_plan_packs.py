"""Actions, deadlines and referral as data: broken packs are refused with file, line and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessments.engine import (
    Account,
    Evidence,
    PackError,
    assessment_bytes,
    evaluate,
    load_packs,
    pack_from_bytes,
    pack_to_bytes,
)
from assessments.engine.canonical import assign_ids
from assessments.engine.packs.situations import SITUATIONS, meaning
from tests.engine.plans import AS_OF, BASE, UNPAID, notice

PACKS = Path(__file__).parents[2] / "assessments" / "packs"
pytestmark = pytest.mark.usefixtures("packs_read_once")


def broken(tmp_path: Path, file: str, old: str, new: str) -> PackError:
    """The error of loading the packs with one text changed."""
    packs = Path(shutil.copytree(PACKS, tmp_path / "packs"))
    path = packs / "base" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as raised:
        load_packs(packs)
    return raised.value


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\nappeal:\n", "\nappeals:\n", "action 'appeal' is missing"),
        ("when: [vulnerable]", "when: [vulnerabel]", "Did you mean 'vulnerable'?"),
        ("when: [vulnerable]", "when: ['!vulnerabel']", "Did you mean 'vulnerable'?"),
        ("order: 10\n", "order: 5\n", "the same order"),
        ("after: {consult_lawyer: []}", "after: {re_evaluate: []}", "which comes later"),
        ("after: {consult_lawyer: []}", "after: {consult_layer: []}", "Did you mean 'consult_lawyer'?"),
        ("deadlines: [{use: today}]", "deadlines: [{use: todya}]", "Did you mean 'today'?"),
        ("fact: phone_psychological_aid", "fact: phone_psychological_ait", "Did you mean 'phone_psychological_aid'?"),
        ("actor: advisor", "actor: adviser", "Did you mean 'advisor'?"),
        ("says: [why]", "says: [because]", "is no text of an action"),
        ("answers: [identity_verification]", "answers: [identity]", "unknown name 'identity'"),
        ("{name: maintenance, when", "{name: upkeep, when", "message 'action.keep_communication_records.upkeep.why'"),
        ("  urgent: [vulnerable]", "  pressing: [vulnerable]", "unknown key 'pressing'"),
    ],
)
def test_a_broken_action_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    error = broken(tmp_path, "actions.yaml", old, new)

    assert says in str(error)
    assert "actions.yaml" in error.file


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{clock: client, days: 0,", "{clock: client, days: 0, fact: objection_days,", "either `days` or `fact`"),
        ("days: 0,", "days: 4000,", "out of range"),
        ("clock: client, days: 0", "clock: customer, days: 0", "'clock' cannot be 'customer'"),
        ("fact: complaint_answer_days", "fact: complaint_answer_day", "Did you mean 'complaint_answer_days'?"),
        ("fact: complaint_answer_days", "fact: card_instalment_months", "not counted in days"),
        ("paper: ruling, ", "", "together with `paper`"),
        ("citation: citation.practice", "citation: citation.habit", "has no wording"),
        ("counting: working", "counting: business", "'counting' cannot be 'business'"),
    ],
)
def test_a_broken_deadline_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    error = broken(tmp_path, "deadlines.yaml", old, new)

    assert says in str(error)
    assert "deadlines.yaml" in error.file
    assert error.line > 1


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "much"])
def test_a_broken_amount_of_referral_is_refused(tmp_path: Path, amount: str) -> None:
    error = broken(tmp_path, "referral.yaml", '"50000.00"', f'"{amount}"')

    assert "is no amount" in str(error)


def test_a_text_that_names_what_no_step_knows_is_refused(tmp_path: Path) -> None:
    error = broken(
        tmp_path,
        "wording/plan.yaml",
        'title: {zh-Hans: "今天就联系客户本人", en: "',
        'title: {zh-Hans: "{name}", en: "{name} ',
    )

    assert "unknown name 'name'" in str(error)


def test_a_fact_that_the_engine_reads_must_be_there(tmp_path: Path) -> None:
    error = broken(tmp_path, "facts/one_off_repair.yaml", "repair_window_from:", "repair_window_start:")

    assert "unknown name 'repair_window_from'" in str(error)


def test_a_pack_back_from_its_bytes_makes_the_same_plan() -> None:
    evidence = assign_ids(Evidence(notices=(notice("因您长期逾期未还,借呗服务已永久关闭。"),), repayments=UNPAID))
    account = Account(product="jiebei")
    again = pack_from_bytes(pack_to_bytes(BASE))

    first, second = (evaluate(evidence, account, pack, AS_OF) for pack in (BASE, again))

    assert assessment_bytes(first) == assessment_bytes(second)


def test_every_situation_is_explained() -> None:
    assert all(meaning(word).strip() for word in SITUATIONS)
    assert len(set(map(meaning, SITUATIONS))) == len(SITUATIONS)


def test_every_situation_but_a_steps_own_can_be_found() -> None:
    code = (Path(__file__).parents[2] / "assessments/engine/situation.py").read_text(encoding="utf-8")
    states = {"normal", "suspended", "closed", "unknown"}

    assert [word for word in SITUATIONS if f'"{word}"' not in code and word not in {*states, "date_passed"}] == []
