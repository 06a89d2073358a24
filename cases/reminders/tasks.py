from __future__ import annotations

from cases.reminders.services.tick import tick
from config import clock
from config.celery import TICK, app


@app.task(name=TICK)
def run_tick() -> None:
    tick(now=clock.now)
