"""One look at what is due, without Celery: for a cron, for a test, and for whoever wants to see it happen."""

from __future__ import annotations

import json
from typing import Any

from django.core.management import BaseCommand

from accounts.jobs.services.run import run_jobs
from cases.reminders.services.tick import tick
from config import clock


class Command(BaseCommand):
    help = (
        "Sends the reminders that are due and says how many: sent, failed, dropped (no longer true). Works on jobs too."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = tick(now=clock.now)
        run_jobs(now=clock.now)
        self.stdout.write(json.dumps({name: done[name] for name in ("sent", "failed", "dropped")}))
