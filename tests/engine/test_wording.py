"""Rendering, the catalogue's checks, and honesty: no text promises, every text in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from assessments.engine import Evidence, assessment_bytes
from assessments.engine.canonical import assessment_data
from assessments.engine.errors import PackError
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.links import FIXED_TEXTS
from assessments.engine.packs.source import LANGUAGES, read_yaml
from assessments.engine.wording import render_answer, render_message
from tests.engine.histories import histories
from tests.engine.plans import BASE, BLOCKED, CLEAN, PACKS, UNPAID, assess, notice, paper
from tests.engine.profiles import MANY

STORY = Evidence(
    notices=(notice("因您长期逾期未还,借呗服务已永久关闭。"),),
    displays=BLOCKED,
    repayments=UNPAID,
    legal_papers=(paper("summons", "2026-10-10"),),
)
KEYS = [
    "status", "status_detail", "temporary", "returns_when", "status_confidence", "status_reasons", "causes", "risk",
    "warnings", "conflicts", "gaps", "what_would_change", "referral", "plan", "ignored", "pack", "engine_version",
    "input_digest", "as_of",
]  # fmt: skip
STEP = ["action", "title", "why", "actor", "after", "urgent", "deadline", "done_when", "citations"]
DEADLINE = ["clock", "days", "counting", "from", "due_on", "check_on", "citation", "verification"]


def answer(evidence: Evidence, language: str = "en") -> dict[str, object]:
    return render_answer(assessment_data(assess(evidence)), BASE.wording, language)


def texts_of(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts_of(each)]
    if isinstance(value, list):
        return [text for each in value for text in texts_of(each)]
    return [value] if isinstance(value, str) else []


def test_the_answer_has_the_contracts_keys_in_their_order() -> None:
    found = answer(STORY)

    assert list(found) == KEYS


def test_causes_read_for_and_against_and_changes_if_and_then() -> None:
    found = assessment_data(assess(STORY))
    rendered = render_answer(found, BASE.wording, "en")

    assert list(rendered["causes"][0])[:6] == ["cause", "support", "basis", "score", "for", "against"]
    assert list(rendered["what_would_change"][0]) == ["if", "then"]
    assert list(rendered["causes"][0]["for"][0]) == ["rule", "text", "evidence"]


def test_a_step_and_its_deadline_have_the_contracts_keys() -> None:
    steps = render_answer(assessment_data(assess(STORY)), BASE.wording, "en")["plan"]
    dated = [step for step in steps if step["deadline"]]

    assert all(list(step)[: len(STEP)] == STEP for step in steps)
    assert all(list(step["deadline"])[: len(DEADLINE)] == DEADLINE for step in dated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_and_no_placeholder_is_left_in_the_words(language: str) -> None:
    for text in texts_of(answer(STORY, language)):
        assert not re.search(r"\{[a-z_]+\}", text)
        assert not re.match(r"(action|rule|fact|citation|plan|status|gap|referral)\.[a-z_.]+ ?$", text) or "." in text


def test_the_two_languages_differ_in_words_only() -> None:
    chinese, english = answer(STORY, "zh-Hans"), answer(STORY, "en")

    assert chinese["pack"] == english["pack"]
    assert [step["action"] for step in chinese["plan"]] == [step["action"] for step in english["plan"]]  # type: ignore[attr-defined]
    assert chinese["plan"] != english["plan"]


def test_rendering_does_not_change_what_was_concluded() -> None:
    found = assess(STORY)
    before = assessment_bytes(found)

    render_answer(assessment_data(found), BASE.wording, "en")

    assert assessment_bytes(found) == before


def test_a_fact_is_cited_by_its_name_and_a_notice_by_its_id() -> None:
    told = notice("您的身份证已过期，请于7日内上传更新后继续使用，借款功能已暂停。", name="my-notice")
    steps = answer(Evidence(notices=(told,), repayments=CLEAN))["plan"]
    cited = {step["action"]: step["citations"] for step in steps}  # type: ignore[attr-defined]

    assert cited["update_identity"] == ["my-notice"]
    assert "Regulation on the Credit Reporting Industry" in str(answer(STORY)["plan"])


def test_a_parameter_is_never_read_as_a_template() -> None:
    words = {"key": "status.returns.words", "params": {"words": "{on} {until} {0}"}}

    assert "{on} {until} {0}" in render_message(words, BASE.wording, "en")


def test_a_parameter_that_nobody_knows_reads_as_a_dash() -> None:
    assert "—" in render_message({"key": "status.restored", "params": {}}, BASE.wording, "en")


@MANY
@given(histories)
def test_every_history_can_be_said_in_both_languages(evidence: Evidence) -> None:
    data = assessment_data(assess(evidence))

    for language in LANGUAGES:
        said = render_answer(data, BASE.wording, language)
        assert list(said) == KEYS
        assert "—" not in "".join(step["title"] for step in said["plan"])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("k: {zh-Hans: 好}", "'en' is missing"),
        ("k: {zh-Hans: 好, en: ok, fr: bon}", "unknown key 'fr'"),
        ("k: {zh-Hans: 好, en: ''}", "is empty"),
        ("k: {zh-Hans: '{a}', en: '{b}'}", "differ in placeholders: a, b"),
        ("k: {zh-Hans: '{a', en: '{a'}", "stray brace"),
        ("k: {zh-Hans: '{A}', en: '{A}'}", "stray brace"),
    ],
)
def test_a_broken_text_is_refused(text: str, says: str) -> None:
    with pytest.raises(PackError, match=says):
        Catalogue.from_data(read_yaml(text, "wording.yaml"))


WORDS = [
    (name, key, language)
    for name, pack in sorted(PACKS.items())
    for key in pack.wording.texts
    for language in LANGUAGES
    if pack is BASE or pack.wording.texts[key] != BASE.wording.texts.get(key)
]
PROMISES = re.compile(
    r"保证|承诺|一定(?:会|能|可以)?(?:恢复|解除|通过|成功)|必定|百分之百|100%|包(?:恢复|通过|成功)|(?:即可|就会|将会|便可)恢复|会重新开放"
    r"|guarantee|\bwill be (?:restored|reopened|lifted|removed|deleted|approved)\b"
    r"|\bwill (?:return|come back|succeed)\b"
    r"|\bcertainly\b|\bassured\b|\bpromise",
    re.IGNORECASE,
)
DENIALS = re.compile(
    r"(?:任何人都|谁也)不能(?:保证|承诺)|承诺结果|“[^”]*”"
    r"|nobody can (?:guarantee|promise)|a guaranteed return|a promised result|a promise to pay"
    r"|loans, cards or guarantees",
    re.IGNORECASE,
)
"""Texts that deny a promise, name it as a red flag, quote somebody, or speak of promising to pay."""


@pytest.mark.parametrize(("pack", "key", "language"), WORDS)
def test_no_text_promises_an_outcome(pack: str, key: str, language: str) -> None:
    text = PACKS[pack].wording.texts[key][language]

    assert PROMISES.search(DENIALS.sub("", text)) is None


@pytest.mark.parametrize(
    "promise",
    [
        "还清后即可恢复",
        "我们保证您的额度恢复",
        "额度一定恢复",
        "The line will be restored.",
        "We guarantee success",
        "包恢复",
    ],
)
def test_the_search_for_promises_finds_them(promise: str) -> None:
    assert PROMISES.search(DENIALS.sub("", promise)) is not None


TRICKS = re.compile(r"养分|刷流水|多用.{0,4}支付宝|制造流水|borrow to repay|take (?:out )?a new loan to", re.IGNORECASE)


@pytest.mark.parametrize(("pack", "key", "language"), WORDS)
def test_no_text_advises_score_tricks(pack: str, key: str, language: str) -> None:
    text = PACKS[pack].wording.texts[key][language]

    assert TRICKS.search(re.sub(r"不做[^。；]*", "", text)) is None


def test_the_statements_that_honesty_demands_are_there() -> None:
    needed = {key for key in FIXED_TEXTS if key.startswith("notice.honesty.")}

    assert len(needed) == 8
    assert all(key in pack.wording for pack in PACKS.values() for key in needed)


def test_a_stated_allegation_reads_as_alleged() -> None:
    for key in ("referral.fraud_alleged", "referral.breach_alleged", "action.consult_lawyer.alleged.why"):
        texts = BASE.wording.texts[key]
        assert "指称" in texts["zh-Hans"] and "alleged" in texts["en"]


@pytest.mark.parametrize("key", sorted(BASE.facts))
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fact_is_cited_by_its_source_and_article(key: str, language: str) -> None:
    version = BASE.facts[key].versions[-1]
    text = re.sub(r"[《》（） ]", "", BASE.wording.texts[f"fact.{key}"][language]).lower()

    for part in (version.source, version.article or {}):
        assert re.sub(r"[《》（） ]", "", part.get(language, "")).lower() in text


def test_english_words_of_the_plan_hold_no_chinese() -> None:
    folder = Path(__file__).parents[2] / "assessments/packs/base/wording"
    texts = [BASE.wording.texts[key]["en"] for key in read_yaml((folder / "plan.yaml").read_text("utf-8"), "plan.yaml")]

    assert not [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
