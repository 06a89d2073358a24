"""`after_commit` sends one "look now" message. Losing it loses nothing: the next tick looks anyway."""

from __future__ import annotations

import structlog
from django.db import transaction

from config.celery import app

EXPIRES_SECONDS = 60

log = structlog.get_logger(__name__)


def after_commit(task: str) -> None:
    """Once the transaction is in, wake a worker for `task` (a task's name)."""
    transaction.on_commit(lambda: _send(task), robust=True)


def _send(task: str) -> None:
    try:
        app.send_task(task, retry=False, expires=EXPIRES_SECONDS, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - a broker that is down must never fail the act that was committed
        log.warning("wake_failed", task=task, error=type(error).__name__)
