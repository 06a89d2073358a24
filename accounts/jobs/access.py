"""A job is seen and cancelled by who started it and by the supervisors of the office."""

from __future__ import annotations

from accounts.access import reach, registry
from accounts.access.reach import Columns, Reach
from accounts.jobs.models import Job


def register() -> None:
    sees = registry.seen_by(registry.EVERYONE, reach.SELF) | {registry.SUPERVISOR: (reach.OFFICE,)}
    acts = registry.reading(registry.EVERYONE) | {"cancel": registry.EVERYONE, "sweep": registry.CASEWORKERS}
    registry.register(registry.Row("jobs", Job, Reach(sees, Columns(person=("started_by_id",))), acts))
