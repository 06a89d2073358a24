from __future__ import annotations

from accounts.password_links.services import SEND, send_due
from config import clock
from config.celery import app


@app.task(name=SEND)
def send_password_links() -> None:
    send_due(at=clock.now())
