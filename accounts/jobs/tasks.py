from __future__ import annotations

from accounts.jobs.services.claims import RUN
from accounts.jobs.services.run import run_jobs
from config import clock
from config.celery import app


@app.task(name=RUN)
def run_due_jobs() -> None:
    run_jobs(now=clock.now)
