"""`render_rules`: what is measured, and the base pack's rules and actions, as pages under docs/advisors/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from assessments.evaluations.rules_pages import indicators_page, rules_page

PAGES = {"indicators.md": indicators_page, "rules.md": rules_page}


class Command(BaseCommand):
    help = "Write docs/advisors/indicators.md and rules.md anew from the registry of indicators and the base pack."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(__file__).parents[3] / "docs" / "advisors"
        with translation.override("en"):
            for name, page in PAGES.items():
                (folder / name).write_text(page(), encoding="utf-8")
