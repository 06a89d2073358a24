"""Of many overrides at once one stands, and the others name it; of many ends one comes first."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from assessments.models import Override
from config import clock
from tests.cases.stories import evaluated
from tests.racing import CALLERS, at_once
from tests.world import World, api, build_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(on_a_file: None) -> World:
    return build_world()


def test_of_many_at_once_one_stands_and_one_ends_it(world: World) -> None:
    path = f"/api/v1/assessments/{evaluated(world, clock.now() - timedelta(hours=1)).pk}/override/"
    body = {"status": "closed", "reason": "x", "ends_at": (clock.now() + timedelta(days=1)).isoformat()}

    made = at_once(lambda number: api(world.sun).post(path, body, format="json"))

    assert Counter(answer.status_code for answer in made) == {201: 1, 409: CALLERS - 1}
    assert {answer.json()["override"] for answer in made if answer.status_code == 409} == {
        str(Override.objects.get().pk)
    }

    ended = at_once(lambda number: api(world.sun).post(f"{path}end/", {"reason": f"{number}"}, format="json"))

    assert Counter(answer.status_code for answer in ended) == {200: 1, 409: CALLERS - 1}
