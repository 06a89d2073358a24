from __future__ import annotations

from cases.client_links.services.entering import SEND, send_due
from config import clock
from config.celery import app


@app.task(name=SEND)
def send_client_codes() -> None:
    send_due(at=clock.now())
