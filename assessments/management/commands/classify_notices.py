"""`classify_notices < texts.txt > results.jsonl`: one answer for each input line, in order, blank ones too."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand

from assessments.engine import read_notice, reading_data
from assessments.packs import packs


class Command(BaseCommand):
    help = "Read notice texts from standard input, one a line; write what each says as JSON lines."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        lexicon = packs()["base"].lexicon
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
        for line in sys.stdin:
            answer = reading_data(read_notice(line.rstrip("\r\n"), lexicon))
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
