"""A backup brought back elsewhere is the same installation; what was touched or does not fit is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.installation import ROOT, Installation, installation

SHOW = """
import json
from hashlib import sha256
from django.apps import apps
from django.db import connection
from accounts.models import Client, Document
from accounts.documents import store
from config import guards
with connection.cursor() as cursor:
    counted = {}
    for table in sorted(connection.introspection.table_names(cursor)):
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        counted[table] = cursor.fetchone()[0]
print(json.dumps({
    "counted": counted,
    "clients": [[str(c.pk), c.name, c.identity_number, str(c.created_at)] for c in Client.objects.order_by("pk")],
    "documents": [sha256(store.path_of(d.pk).read_bytes()).hexdigest() == d.sha256 for d in Document.objects.all()],
    "guards": len(guards.installed()),
}))
"""
FILL = """
from django.core.files.uploadedfile import SimpleUploadedFile
from accounts.clients.services import create_client
from accounts.documents.services import store_document
from accounts.models import Person
from config import clock
advisor = Person.objects.get(email="advisor@reinstate.example")
made = create_client(actor=advisor, values={"name": "甲", "identity_number": "11010519491231002X"}, at=clock.now())
paper = SimpleUploadedFile("n.txt", "一份通知".encode())
store_document(actor=advisor, upload=paper, values={"client": made.pk}, at=clock.now())
"""


def manage(made: Installation, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT, env=made.environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def done(made: Installation, *command: str) -> str:
    result = manage(made, *command)
    assert result.returncode == 0, result.stderr[-2000:]
    return result.stdout


def shown(made: Installation) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(done(made, "shell", "--no-imports", "-c", SHOW).splitlines()[-1])
    return told


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("source"), migrated=True) as made:
        done(made, "prepare")
        done(made, "shell", "--no-imports", "-c", FILL)
        done(made, "backup", str(made.data / "copy"))
        yield made


@pytest.fixture
def target(source: Installation, tmp_path: Path) -> Iterator[Installation]:
    """Another place with the same keys and nothing else."""
    with installation(tmp_path / "target") as made:
        made.data.mkdir()
        shutil.copytree(source.data / "secrets", made.data / "secrets")
        yield made


def test_what_is_restored_is_what_was_backed_up(source: Installation, target: Installation) -> None:
    done(target, "restore", str(source.data / "copy"))

    assert shown(target) == shown(source)
    assert set(shown(target)["documents"]) == {True}
    done(target, "check", "--database", "default")
    done(target, "shell", "--no-imports", "-c", FILL)  # ids, sequences and keys go on
    again = manage(target, "restore", str(source.data / "copy"))
    assert (again.returncode, "in use" in again.stderr) == (1, True)


@pytest.mark.parametrize("harm", ["changed", "removed", "added", "unfinished"])
def test_a_backup_that_was_touched_is_refused_and_nothing_is_written(
    source: Installation, target: Installation, tmp_path: Path, harm: str
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(source.data / "copy", copy)
    paper = next(path for path in (copy / "documents").rglob("*") if path.is_file())
    match harm:
        case "changed":
            paper.write_bytes(paper.read_bytes()[:-1] + b"x")
        case "removed":
            paper.unlink()
        case "added":
            (copy / "database" / "more").write_text("x")
        case _:
            (copy / "manifest.json").unlink()

    refused, checked = manage(target, "restore", str(copy)), manage(target, "restore", "--check", str(copy))

    assert (refused.returncode, checked.returncode) == (1, 1)
    assert "Traceback" not in refused.stderr
    assert not (target.data / "documents").exists()
    assert manage(source, "restore", "--check", str(source.data / "copy")).returncode == 0


def test_other_keys_are_refused_before_anything_is_written(source: Installation, target: Installation) -> None:
    (target.data / "secrets" / "field_key.secret").unlink()

    refused = manage(target, "restore", str(source.data / "copy"))

    assert (refused.returncode, "FIELD_KEYS" in refused.stderr) == (1, True)
    assert not (target.data / "documents").exists()


def test_a_backup_goes_into_an_empty_folder_only(source: Installation) -> None:
    assert manage(source, "backup", str(source.data / "copy")).returncode == 1
