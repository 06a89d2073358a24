"""A client may have a copy of everything: gathered by a job, handed out as an attachment, forgotten after a week."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from accounts.exports.services import KEPT, prune
from accounts.jobs.services.run import run_jobs
from accounts.models import AuditEvent, ClientExport, Person
from config import clock
from tests.access.admin_world import work_on
from tests.world import NUMBER, World, api, browser

pytestmark = pytest.mark.django_db


def asked(world: World, person: Person | None = None) -> Any:
    return api(person or world.alice).get(f"/api/v1/clients/{world.chen.pk}/export/")


def gathered(world: World) -> str:
    job = asked(world)
    run_jobs(now=clock.now)
    assert api(world.alice).get(job["Location"]).json()["state"] == "succeeded"
    return f"/api/v1/exports/{job.json()['id']}/"


def content_of(answer: Any) -> bytes:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def opened(answer: Any) -> ZipFile:
    return ZipFile(BytesIO(content_of(answer)))


def test_asking_gives_a_job_and_asking_again_the_same_one(world: World) -> None:
    first, again = asked(world), asked(world)

    assert first.status_code == again.status_code == 202
    assert first["Location"] == again["Location"] == f"/api/v1/jobs/{first.json()['id']}/"
    assert AuditEvent.objects.filter(act="export", object_id=world.chen.pk, actor=world.alice).count() == 1


def test_the_copy_holds_every_section_with_the_clients_own_numbers_in_clear(world: World) -> None:
    work_on(world)

    bundle = opened(api(world.alice).get(f"{gathered(world)}content/"))

    told = json.loads(bundle.read("export.json"))["sections"]
    assert told["clients"][0]["identity_number"] == NUMBER
    for name in ("consents", "engagements", "credit-accounts", "notices", "assessments", "cases", "steps", "referrals"):
        assert told[name], name
    assert told["assessments"][0]["content"]["status"] == "unknown"
    assert [name for name in bundle.namelist() if name.startswith("documents/") and name.endswith(".txt")]


def test_lawyers_notes_who_may_see_and_sealed_bytes_are_not_in_it(world: World) -> None:
    work_on(world)

    text = opened(api(world.alice).get(f"{gathered(world)}content/")).read("export.json").decode()

    sections = json.loads(text)["sections"]
    assert not {"lawyer-notes", "grants", "conflict-parties", "exports", "audit-events"} & sections.keys()
    assert "kept among lawyers" not in text
    assert "sealed" not in text
    assert world.wu.name not in text


def test_another_office_asks_in_vain_and_a_colleague_cannot_fetch_it(world: World) -> None:
    address = gathered(world)

    assert asked(world, world.zoe).status_code == asked(world, world.bob).status_code == 404
    assert api(world.bob).get(f"{address}content/").status_code == 404
    assert asked(world, world.sun).status_code == 403  # until glass is broken


def test_it_is_an_attachment_and_fetching_it_is_recorded(world: World) -> None:
    address = gathered(world)

    answer = api(world.alice).get(f"{address}content/")
    content_of(answer)

    assert answer["Content-Disposition"] == f'attachment; filename="client-{world.chen.pk}.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    assert AuditEvent.objects.filter(act="download", kind="clientexport", actor=world.alice).exists()


def test_nothing_of_it_lies_in_clear_and_after_a_week_nothing_at_all(world: World) -> None:
    address = gathered(world)
    row = ClientExport.objects.get()
    assert NUMBER.encode() not in bytes(row.sealed)

    assert prune(at=clock.now()) == 0
    assert prune(at=clock.now() + KEPT + timedelta(seconds=1)) == 1

    assert api(world.alice).get(f"{address}content/").json()["code"] == "not_ready"


def test_who_left_gathers_nothing(world: World) -> None:
    job = asked(world).json()
    Person.objects.filter(pk=world.alice.pk).update(is_active=False)

    run_jobs(now=clock.now)

    assert api(world.sun).get(f"/api/v1/jobs/{job['id']}/").json()["state"] == "failed"
    assert bytes(ClientExport.objects.get().sealed) == b""


def test_the_clients_page_offers_it(world: World) -> None:
    visitor = browser(world.alice)

    answer = visitor.post(f"/admin/accounts/client/{world.chen.pk}/do/export/")

    assert answer["Location"] == f"/admin/accounts/clientexport/{ClientExport.objects.get().pk}/change/"
