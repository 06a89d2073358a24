"""Long work: checkpoints with what was written, leases, cancelling; and the sweep of a portfolio."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.jobs.models import Job
from accounts.jobs.services.claims import LEASE, claim_next
from accounts.jobs.services.run import ClaimLost, _one_batch, run_jobs
from accounts.models import Person
from assessments.models import Assessment
from config import clock
from tests.world import World, account_of, api

pytestmark = pytest.mark.django_db
SWEEPS = "/api/v1/portfolio/sweeps/"


def swept(person: Person) -> dict[str, Any]:
    started = api(person).post(SWEEPS, {}, format="json")
    assert (started.status_code, started.json()["state"]) == (202, "queued")
    run_jobs(now=clock.now)
    body: dict[str, Any] = api(person).get(started["Location"]).json()
    return body


def test_a_sweep_stores_what_is_new_and_only_that(world: World) -> None:
    for _ in range(24):
        account_of(world.chen, world.jiebei)

    first, again = swept(world.alice), swept(world.alice)

    assert (first["state"], first["done"], first["total"], first["result"]) == ("succeeded", 25, 25, {"stored": 25})
    assert again["result"] == {"unchanged": 25}
    assert Assessment.objects.count() == 25


def test_a_sweep_covers_what_its_starter_sees(world: World) -> None:
    account_of(world.wu, world.jiebei)

    assert swept(world.sun)["result"] == {"stored": 1}
    assert swept(world.bob)["done"] == 0
    assert api(world.lin).post(SWEEPS, {}, format="json").status_code == 403


def test_a_worker_that_dies_loses_only_its_batch_and_late_it_writes_nothing(world: World) -> None:
    for _ in range(14):
        account_of(world.chen, world.jiebei)
    path = api(world.alice).post(SWEEPS, {}, format="json")["Location"]
    at = clock.now()
    dead = claim_next(at)
    assert dead and _one_batch(dead, at)

    assert claim_next(at) is None
    Job.objects.update(claimed_until=at)
    other = claim_next(clock.now())
    with pytest.raises(ClaimLost):
        _one_batch(dead, at)
    assert Assessment.objects.count() == 10
    Job.objects.update(claimed_until=at - LEASE)
    run_jobs(now=clock.now)

    assert other is not None
    assert api(world.alice).get(path).json()["result"] == {"stored": 15}


def test_a_cancelled_job_is_worked_on_no_more(world: World) -> None:
    path = api(world.alice).post(SWEEPS, {}, format="json")["Location"]
    held = claim_next(clock.now())

    cancelled = api(world.sun).post(f"{path}cancel/")

    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    assert api(world.alice).post(f"{path}cancel/").json()["code"] == "job_ended"
    with pytest.raises(ClaimLost):
        _one_batch(held, clock.now())  # type: ignore[arg-type]
    assert not Assessment.objects.exists()


def test_jobs_are_seen_by_their_starter_and_the_supervisor(world: World) -> None:
    path = api(world.alice).post(SWEEPS, {}, format="json")["Location"]

    statuses = {name: api(person).get(path).status_code for name, person in world.people.items()}

    assert statuses == {"alice": 200, "sun": 200, "bob": 404, "lin": 404, "ada": 404, "zoe": 404}


def test_a_job_that_fails_again_and_again_ends_and_says_so(world: World) -> None:
    path = api(world.alice).post(SWEEPS, {}, format="json")["Location"]
    Job.objects.update(attempts=5)

    run_jobs(now=clock.now)

    job = api(world.alice).get(path).json()
    assert (job["state"], [error["code"] for error in job["errors"]]) == ("failed", ["gave_up"])


def test_who_works_here_no_more_starts_nothing_that_goes_on(world: World) -> None:
    path = api(world.alice).post(SWEEPS, {}, format="json")["Location"]
    Person.objects.filter(pk=world.alice.pk).update(is_active=False)

    run_jobs(now=lambda: clock.now() + timedelta(seconds=1))

    assert api(world.sun).get(path).json()["errors"][0]["code"] == "starter_gone"
