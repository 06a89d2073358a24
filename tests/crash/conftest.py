from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.installation import Installation, greeting_of, installation


@pytest.fixture(scope="session")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One that runs for all tests which leave it running: two web processes with four threads each."""
    with installation(tmp_path_factory.mktemp("at_work") / "data", migrated=True) as made:
        made.environment["REINSTATE_WEB_PROCESSES"] = "2"
        greeting_of(made.start())
        yield made
