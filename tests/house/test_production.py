"""Production starts on safe values only, and Django's own deployment check finds nothing in them."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FIELD_KEY = base64.urlsafe_b64encode(b"f" * 32).decode()  # the same in each worker that names these tests
SAFE = {
    "SECRET_KEY": "".join(chr(33 + index % 80) for index in range(0, 300, 3)),
    "REINSTATE_FIELD_KEYS": FIELD_KEY,
    "REINSTATE_LAWYER_KEYS": base64.urlsafe_b64encode(b"l" * 32).decode(),
    "REINSTATE_BLIND_INDEX_KEY": "b" * 40,
    "ALLOWED_HOSTS": "reinstate.example",
    "REINSTATE_URL": "https://reinstate.example",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "submission://user:word@mail.example:587",
}
UNSAFE = [
    ("SECRET_KEY", "short"),
    ("REINSTATE_FIELD_KEYS", ""),
    ("REINSTATE_LAWYER_KEYS", ""),
    ("REINSTATE_LAWYER_KEYS", FIELD_KEY),
    ("REINSTATE_BLIND_INDEX_KEY", "b" * 31),
    ("ALLOWED_HOSTS", ""),
    ("ALLOWED_HOSTS", "reinstate.example,*"),
    ("REINSTATE_URL", "http://reinstate.example"),
    ("DATABASE_URL", "sqlite:///data.sqlite3"),
    ("REDIS_URL", ""),
    ("REINSTATE_TWO_FACTOR", "off"),
    ("EMAIL_URL", ""),
    ("EMAIL_URL", "smtp://user:word@mail.example:25"),
    ("EMAIL_URL", "smtp+tls://user:word@mail.example:587"),
]


def start(folder: Path, command: list[str], **values: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "REINSTATE_DATA": str(folder),
        **SAFE,
        **values,
    }
    line = [sys.executable, *command]
    return subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_deployment_check_is_clean(tmp_path: Path) -> None:
    done = start(tmp_path, ["manage.py", "check", "--deploy", "--fail-level", "INFO"])

    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_each_unsafe_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, ["-c", "import config.settings.production"], **{name: value})

    assert done.returncode != 0
    said = done.stderr.rpartition("ImproperlyConfigured: ")[2]
    assert f"Set {name}: " in said
    assert [other for other in SAFE if other != name and f"{other}: " in said] == []


def test_all_unsafe_values_are_named_at_once(tmp_path: Path) -> None:
    done = start(tmp_path, ["-c", "import config.settings.production"], **dict.fromkeys(SAFE, ""))

    assert all(f"{name}: " in done.stderr for name in SAFE)


def test_the_operators_page_names_each_value() -> None:
    page = (ROOT / "docs" / "operators" / "running.md").read_text(encoding="utf-8")

    assert [name for name in SAFE if f"`{name}`" not in page] == []
