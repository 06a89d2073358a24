"""The Celery application. A message only says "look now"; rows decide what is due."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

from config.environment import default_settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", default_settings())

TICK = "cases.tick"

app = Celery("reinstate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_at_once(sender: Any, **_: Any) -> None:
    """A worker that starts looks for what fell due while none was running."""
    with sender.app.connection() as connection:
        sender.app.send_task(TICK, connection=connection, expires=60)
