"""The pages on indicators and rules say what is in force: generated, and equal to what would be generated now."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from assessments.engine.indicators import REGISTRY
from assessments.evaluations.rules_pages import condition_in_words
from assessments.management.commands.render_rules import PAGES
from assessments.packs import packs

ADVISORS = Path(__file__).parents[2] / "docs" / "advisors"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_would_be_rendered_now(name: str) -> None:
    with translation.override("en"):
        assert (ADVISORS / name).read_text(encoding="utf-8") == PAGES[name](), "python manage.py render_rules"


def test_every_indicator_rule_and_action_stands_on_its_page() -> None:
    base = packs()["base"]
    indicators, rules = ((ADVISORS / name).read_text(encoding="utf-8") for name in ("indicators.md", "rules.md"))

    assert all(f"`{name}`" in indicators for name in REGISTRY)
    assert all(f"`{name}`" in rules for name in (*(rule.id for rule in base.rules), *base.actions, *base.status_rules))


def test_a_condition_reads_as_a_sentence() -> None:
    rule = next(each for each in packs()["base"].rules if each.id == "overdue.late_this_year")

    with translation.override("en"):
        assert condition_in_words(rule.when) == (
            "account-months late in the last 12: at least 1 and days overdue now: at most 0 and "
            "months since the last lateness ended: less than 12"
        )
