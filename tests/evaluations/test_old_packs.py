"""An answer stays readable whatever became of packs since: rendering needs the texts of its pack and nothing else."""

from __future__ import annotations

import json

import pytest

from assessments.engine import pack_to_bytes, wording_from_bytes
from assessments.engine.packs.words import TO_VERIFY
from assessments.evaluations import stored_packs
from assessments.packs import packs
from tests.cases.stories import evaluated
from tests.world import World, api

pytestmark = pytest.mark.django_db


def test_stored_wording_is_that_of_the_whole_pack() -> None:
    for pack in packs().values():
        assert dict(wording_from_bytes(pack_to_bytes(pack)).texts) == dict(pack.wording.texts)


def test_an_answer_of_a_pack_that_todays_engine_refuses_is_still_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    assessment = evaluated(world)
    answer = api(world.alice).get(f"/api/v1/assessments/{assessment.pk}/").json()
    old = json.loads(bytes(assessment.pack.content))
    del old["risk"], old["wording"][TO_VERIFY]
    monkeypatch.setattr(stored_packs, "packs", dict)
    monkeypatch.setattr("assessments.evaluations.selectors.pack_content", lambda digest: json.dumps(old).encode())
    for cached in (stored_packs.wording_by_digest, stored_packs.stored_pack):
        cached.cache_clear()
        request.addfinalizer(cached.cache_clear)

    shown = api(world.alice).get(f"/api/v1/assessments/{assessment.pk}/")

    assert shown.status_code == 200
    assert shown.json()["status_reasons"] == answer["status_reasons"]
    assert api(world.alice).get(f"/api/v1/assessments/{assessment.pk}/replay/").status_code == 409
