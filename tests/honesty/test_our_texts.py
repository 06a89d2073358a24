"""No text of ours promises an outcome or says what it may not; what is only stated or alleged reads so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from accounts.models import Person
from assessments.engine import Account, Evidence, Explanation, Pack, assessment_data, explain, pack_for
from assessments.engine.wording import LANGUAGES, render_answer
from assessments.evaluations.explanation.compose import Composer
from assessments.evaluations.explanation.text import as_text
from assessments.packs import packs
from cases.files.wording import step_texts
from cases.models import Reminder, Step
from cases.reminders.services.compose import mail_of
from cases.reminders.services.tick import tick
from tests.cases.stories import DAY, NOW, opened, planned
from tests.engine.histories import AS_OF, histories
from tests.honesty import texts
from tests.honesty.guard import is_chinese, offences
from tests.world import World

SOURCES: dict[str, Callable[[], texts.Placed]] = {
    "packs": texts.of_packs,
    "catalogue": texts.of_catalogue,
    "templates": texts.of_templates,
    "documents": texts.of_documents,
    "schema": texts.of_schema,
}
LEAST = {"packs": 800, "catalogue": 600, "templates": 15, "documents": 100, "schema": 150}
PACK = pack_for(packs(), "jiebei")
SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
THEIRS = ("对方称", "对方指称", "The lender states", "The lender alleges")


@pytest.mark.parametrize("source", SOURCES)
def test_no_text_says_what_it_may_not(source: str) -> None:
    found = list(SOURCES[source]())

    assert len(found) >= LEAST[source]
    assert [f"{place}: {offence}" for place, text in found for offence in offences(text)] == []


def explained(evidence: Evidence, pack: Pack = PACK) -> Explanation:
    return explain(evidence, Account(product="jiebei", outstanding_amount=Decimal("8200")), pack, AS_OF)


def said(found: Explanation, language: str) -> tuple[dict[str, Any], str]:
    """The rendered answer, and the explanation's text."""
    with translation.override(language.lower()):
        answer = render_answer(assessment_data(found.assessment), PACK.wording, language)
        document = Composer(answer, found, language).document(product="", content_digest="", same=True)
        return answer, as_text(document)


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
@SOME
@given(evidence=histories)
def test_no_answer_and_no_explanation_says_what_it_may_not(language: str, evidence: Evidence) -> None:
    answer, text = said(explained(evidence), language)

    assert [offence for each in (*strings(answer), text) for offence in offences(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@SOME
@given(evidence=histories)
def test_what_the_lender_only_states_reads_so_in_every_answer(language: str, evidence: Evidence) -> None:
    stated = {rule.id for rule in PACK.rules if rule.basis == "stated"}
    answer, _text = said(explained(evidence), language)

    for cause in answer["causes"]:
        for reason in cause["for"]:
            assert (reason["rule"] in stated) == reason["text"].startswith(THEIRS), reason


@pytest.mark.parametrize("key", sorted(packs()))
def test_what_is_alleged_reads_as_alleged_in_every_pack(key: str) -> None:
    wording = packs()[key].wording.texts

    for name in ("rule.agreement_breach.stated", "rule.abnormal_transactions.stated", "warning.fraud_alleged"):
        assert "alleg" in wording[name]["en"], name
        assert "被指" in wording[name]["zh-Hans"] or "指称" in wording[name]["zh-Hans"], name
    for rule in packs()[key].rules:
        texts_of_rule = wording[f"rule.{rule.id}"].values()
        assert all(text.startswith(THEIRS) for text in texts_of_rule) == (rule.basis == "stated"), rule.id


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db
def test_no_mail_and_no_step_says_what_it_may_not(world: World, language: str) -> None:
    Person.objects.update(language=language)
    opened(world, *(planned(str(day), due=(date(2026, 10, 16) - timedelta(days=day)).isoformat()) for day in range(4)))
    tick(now=lambda: NOW)
    tick(now=lambda: NOW + 5 * DAY)
    for reminder in Reminder.objects.all():
        mail.outbox.append(mail_of(reminder, NOW))

    mails = [text for each in mail.outbox for text in (str(each.subject), str(each.body))]
    assert len(mails) > 4 and any(map(is_chinese, mails)) == (language == "zh-hans")
    with translation.override(language):
        steps = [text for step in Step.objects.all() for text in step_texts(step).values()]
    assert [offence for text in (*mails, *steps) for offence in offences(text)] == []


def test_a_promise_in_a_pack_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The search reaches the words of packs and of answers, not only the list of samples."""
    entry = {"zh-Hans": "还清后额度一定恢复。", "en": "The limit will be restored."}
    monkeypatch.setitem(PACK.wording.texts, "status.nothing_known", entry)
    wording = PACK.data["wording"]
    monkeypatch.setitem(wording, "status.nothing_known", entry)

    places = [place for place, text in texts.of_packs() if list(offences(text))]
    answer, text = said(explained(Evidence()), "en")

    assert "pack jiebei: wording.status.nothing_known.en" in places
    assert [list(offences(each)) for each in (answer["status_reasons"][0]["text"], text)] != [[], []]
