"""Several web processes count failed log-ins together, and let a busy caller through."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.crash.installation import Installation, greeting_of, installation

BUSY = 300  # requests in a row: far over 6,000 a minute where nothing holds them back


def asked(made: Installation, path: str, body: Any = None, token: str = "") -> tuple[int, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"http://127.0.0.1:{made.port}/api/v1/{path}", data, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def sign_in(made: Installation, name: str, password: str) -> tuple[int, Any]:
    return asked(made, "auth/tokens/", {"email": f"{name}@reinstate.example", "password": password})


def test_failures_are_counted_by_all_processes_together_and_work_goes_on(tmp_path: Path) -> None:
    with installation(tmp_path / "data", migrated=True) as made:
        made.environment["REINSTATE_WEB_PROCESSES"] = "3"
        greeting_of(made.start())
        right = made.environment["REINSTATE_DEMO_PASSWORD"]
        failed = [sign_in(made, "lawyer", "wrong")[0] for _ in range(12)]
        _status, signed_in = sign_in(made, "advisor", right)
        began = time.monotonic()
        with ThreadPoolExecutor(4) as callers:
            answers = callers.map(lambda _n: asked(made, "offices/", token=signed_in["token"])[0], range(BUSY))
            statuses = Counter(answers)
        print(f"{BUSY / (time.monotonic() - began) * 60:.0f} requests a minute")

        assert failed == [401] * 10 + [429] * 2
        assert sign_in(made, "lawyer", right)[0] == 429
        assert statuses == {200: BUSY}
