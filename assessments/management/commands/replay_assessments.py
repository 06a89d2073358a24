"""`replay_assessments`: every stored assessment again; exits 1 where the same engine says something else."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from assessments.evaluations import selectors, services
from assessments.evaluations.models import Assessment
from config.errors import StateConflict

SHOWN = 5  # pointers of one assessment; its `replay/` names all


class Command(BaseCommand):
    help = "Evaluate every stored input again under its stored pack; names what is not equal, without its values."

    def handle(self, *args: Any, **options: Any) -> None:
        found = Counter(self._look_at(assessment) for assessment in selectors.every_assessment())
        counts = ", ".join(f"{found[name]} {name}" for name in ("equal", "different", "broken", "unreadable"))
        self.stderr.write(f"{found.total()} assessments: {counts}")
        if found["broken"] or found["unreadable"]:
            raise SystemExit(1)

    def _look_at(self, assessment: Assessment) -> str:
        try:
            found = services.replayed(assessment)
        except StateConflict as error:
            self.stdout.write(f"{assessment.pk} unreadable {error}")
            return "unreadable"
        if found.equal:
            return "equal"
        word = "broken" if found.broken else "different"
        pointers = " ".join(each.pointer for each in found.differences[:SHOWN])
        versions = f"{found.engine_then} -> {found.engine_now}"
        self.stdout.write(f"{assessment.pk} {word} {versions}: {len(found.differences)} at {pointers}")
        return word
