"""An office reads what is shipped and what is its own; what another office wrote is that office's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access.decide import scope
from accounts.access.statements import Scoped
from accounts.models import Job, Office, Person
from assessments.models import PackBacktest, PackDraft, PackRelease, RulePack
from assessments.packs import packs
from config import clock
from config.ids import uuid7
from tests.access.admin_world import base_of
from tests.cases.stories import evaluated
from tests.world import World, browser, person

pytestmark = pytest.mark.django_db


def kept(digest: str, key: str = "jiebei") -> RulePack:
    made, _new = RulePack.objects.get_or_create(
        digest=digest, defaults={"key": key, "version": "1", "content": b"{}", "created_at": clock.now()}
    )
    return made


def published(office: Office, uploader: Person, publisher: Person, **digests: str) -> None:
    now = {key: pack.digest for key, pack in packs().items()} | digests
    number = PackRelease.objects.filter(office=office).count() + 1
    draft = PackDraft.objects.create(office=office, files={}, note="x", uploaded_by=uploader, problems=[])
    job = Job.objects.create(id=uuid7(), office=office, kind="x", started_by=publisher, next_try_at=clock.now())
    tested: Any = {"id": job.pk, "draft": draft, "job": job, "before": now, "after": now, "started_by": publisher}
    backtest = PackBacktest.objects.create(office=office, **tested)
    release: dict[str, Any] = {"number": number, "draft": draft, "backtest": backtest, "packs": now}
    PackRelease.objects.create(office=office, uploaded_by=uploader, published_by=publisher, **release)


@pytest.fixture
def own(world: World) -> RulePack:
    """East's own, in force there."""
    row = kept("sha256:east")
    published(world.east, world.ada, world.sun, jiebei=row.digest)
    return row


def seen(who: Person) -> set[str]:
    return set(scope(who, RulePack).values_list("digest", flat=True))


def test_what_one_office_published_another_does_not_see(world: World, own: RulePack) -> None:
    shipped, earlier = kept(packs()["jiebei"].digest), kept("sha256:an earlier version's")

    assert seen(world.alice) == {own.digest, shipped.digest, earlier.digest}
    assert seen(world.zoe) == {shipped.digest, earlier.digest}


def test_its_page_is_as_if_it_never_was(world: World, own: RulePack) -> None:
    page = f"{base_of(RulePack)}{own.pk.replace(':', '_3A')}/change/"

    assert browser(world.alice).get(page).status_code == 200
    assert browser(world.zoe).get(page).status_code == 404
    assert own.digest not in browser(world.zoe).get(base_of(RulePack)).content.decode()


def test_what_both_published_is_seen_by_both(world: World, own: RulePack) -> None:
    common, west = kept("sha256:both"), kept("sha256:west")
    mona, wanda = person(world.west, "mona", "supervisor"), person(world.west, "wanda", "administrator")
    published(world.east, world.ada, world.sun, jiebei=common.digest)
    published(world.west, wanda, mona, jiebei=common.digest)
    published(world.west, wanda, mona, jiebei=west.digest)

    assert {common.digest, own.digest} == seen(world.alice)
    assert {common.digest, west.digest} == seen(world.zoe)


def test_what_an_own_assessment_was_concluded_by_is_seen_whoever_published_it_since(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    concluded = evaluated(world).pack
    mona, wanda = person(world.west, "mona", "supervisor"), person(world.west, "wanda", "administrator")
    published(world.west, wanda, mona)
    monkeypatch.setattr("assessments.evaluations.access.packs", dict)  # not shipped any more

    assert concluded.digest in seen(world.alice)
    assert concluded.digest in seen(world.zoe)
    assert concluded.digest not in seen(person(Office.objects.create(name="North"), "nora", "advisor"))


def test_what_is_in_sight_is_asked_with_the_rows_and_not_before(world: World, own: RulePack) -> None:
    with CaptureQueriesContext(connection) as queries:
        rows = scope(world.zoe, RulePack)

    assert not queries.captured_queries
    assert own not in rows


def test_its_scope_can_be_prepared(world: World, own: RulePack) -> None:
    packs_in_sight = Scoped(lambda actor: scope(actor, RulePack))

    for who in (world.alice, world.zoe, world.alice):
        assert {row.digest for row in packs_in_sight(who)} == seen(who)
