from __future__ import annotations

from accounts.documents.services import sweep_orphans
from accounts.erasures import services
from accounts.sessions import services as sessions
from config import clock
from config.celery import app


@app.task(name="accounts.nightly")
def look_at_what_is_kept() -> None:
    """A night that is missed is made up for by the next."""
    services.finish(at=clock.now())
    services.propose_due(at=clock.now())
    sweep_orphans(at=clock.now())
    sessions.prune(at=clock.now())
