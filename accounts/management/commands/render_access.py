"""`render_access > docs/access.md`: the access matrix as a page."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.access.rendering import matrix_page


class Command(BaseCommand):
    help = "Write the access matrix as a Markdown page to standard output."

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self.stdout.write(matrix_page(), ending="")
