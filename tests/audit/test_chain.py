"""Events go into their office's chain in order, once, and nothing takes them out of it unnoticed."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from accounts.audit import verify
from accounts.audit.models import EMPTIED
from accounts.audit.services import seal_due, sealing
from accounts.models import AuditEntry, AuditEvent, AuditHead
from cases.reminders.services.tick import tick
from config import clock, guards
from tests.audit.chains import erased, events_in, exported, sealed
from tests.world import World, api, client_of

pytestmark = pytest.mark.django_db


def told() -> str:
    out = StringIO()
    call_command("verify_audit", stdout=out, stderr=out)
    return out.getvalue()


def complaint() -> str:
    errors = StringIO()
    with pytest.raises(CommandError, match="broken"):
        call_command("verify_audit", stdout=StringIO(), stderr=errors)
    return errors.getvalue()


def forge(statement: str) -> None:
    """As somebody would who owns the database."""
    guards.remove()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    guards.install()


def test_the_tick_seals_each_offices_events_in_the_order_in_which_they_happened(world: World) -> None:
    events_in(world, 12)

    tick(now=clock.now)

    east = AuditEntry.objects.filter(office=world.east).order_by("sequence")
    times = list(east.values_list("event__created_at", flat=True))
    assert list(east.values_list("sequence", flat=True)) == list(range(1, 10))
    assert times == sorted(times)
    assert AuditEntry.objects.filter(office=world.west).count() == 3
    assert not AuditEvent.objects.filter(sealed=False).exists()


def test_sealing_again_adds_only_what_is_new(world: World) -> None:
    sealed(world)
    head = AuditHead.objects.get(office=world.east)

    assert seal_due(now=clock.now) == 0
    sealed(world, 4)

    later = AuditHead.objects.get(office=world.east)
    assert (head.sequence, later.sequence) == (9, 12)
    assert told().count("whole") == 2


def test_many_events_are_sealed_batch_by_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 4)

    sealed(world, 20)

    assert AuditHead.objects.get(office=world.east).sequence == 15
    assert told().count("whole") == 2


@pytest.mark.parametrize(
    "act",
    [{"act": "x"}, {"sealed": False}, {"erased": True}, {"address": ""}, {"erased": True, "act": "", "salt": ""}],
)
def test_the_database_lets_no_sealed_event_be_changed(world: World, act: dict[str, Any]) -> None:
    sealed(world)

    for refused in (lambda: AuditEvent.objects.update(**act), AuditEvent.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    assert told().count("whole") == 2


def test_an_event_is_not_changed_while_it_is_sealed_nor_emptied_before(world: World) -> None:
    events_in(world, 4)

    for values in ({"sealed": True, "act": "x"}, {"erased": True, **EMPTIED}):
        with pytest.raises(DatabaseError), transaction.atomic():
            AuditEvent.objects.update(**values)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_entry_stays_as_it_is(world: World, act: str) -> None:
    sealed(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(digest="x") if act == "update" else AuditEntry.objects.all().delete()


@pytest.mark.parametrize(
    ("statement", "words"),
    [("UPDATE accounts_auditevent SET act = 'view' WHERE act = 'change'", "not the one that was sealed"),
     ("DELETE FROM accounts_auditentry WHERE sequence = 2", "entry 2 should stand here"),
     ("DELETE FROM accounts_auditentry WHERE sequence = 9", "ends with 9 entries, but 8"),
     ("UPDATE accounts_auditentry SET sequence = sequence + 100 WHERE sequence > 5", "9 entries, but 5 are here"),
     ("UPDATE accounts_auditentry SET commitment = digest WHERE sequence = 3", "not the one that was sealed"),
     ("UPDATE accounts_auditevent SET erased = true, salt = '' WHERE act = 'change'", "no later entry says"),
     ("UPDATE accounts_audithead SET digest = 'x'", "another digest")],
)  # fmt: skip
def test_what_a_keeper_of_the_database_changes_is_found(world: World, statement: str, words: str) -> None:
    sealed(world)

    forge(statement)

    assert words in complaint()


def test_a_lawful_erasure_empties_events_and_says_so(world: World, tmp_path: Path) -> None:
    sealed(world)

    assert erased(world) == 9

    emptied = AuditEvent.objects.filter(erased=True)
    assert emptied.count() == 9
    assert not emptied.exclude(act="", actor=None, clients={}, address="", salt="", object_id=None).exists()
    assert "10 entries, 9 erased by policy" in told()
    assert [chain.erased for chain in verify.verify(exported(tmp_path).splitlines(keepends=True))].count(9) == 1
    assert str(world.chen.pk) not in repr(list(emptied.values()))
    trace = AuditEvent.objects.get(act="erase")
    assert (trace.actor, trace.fields, list(trace.clients)) == (world.sun, ["retention"], [str(world.chen.pk)])


def test_an_erasure_leaves_what_other_clients_are_told(world: World) -> None:
    li = client_of(world.alice, "Li")
    api(world.alice).get("/api/v1/clients/")

    erased(world)

    assert AuditEvent.objects.filter(clients__has_key=str(li.pk), erased=False).count() == 1


def test_the_verifier_runs_alone_and_says_what_it_cannot_prove(world: World, tmp_path: Path) -> None:
    sealed(world)
    file, alone = tmp_path / "chain.jsonl", tmp_path / "verify.py"
    file.write_bytes(exported(tmp_path))
    alone.write_bytes(Path(verify.__file__).read_bytes())

    def run() -> tuple[int, str]:
        command = [sys.executable, "-I", "-S", str(alone), str(file)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60)
        return done.returncode, done.stdout + done.stderr

    code, words = run()
    file.write_bytes(file.read_bytes().replace(b'"act":"change"', b'"act":"viewed"', 1))

    assert (code, words.count("whole: office")) == (0, 2)
    assert "cannot prove" in words and "keeper" in words
    assert run()[0] == 1
    assert "BROKEN, line" in run()[1]
    assert len(Path(verify.__file__).read_text().splitlines()) <= 200


def test_an_export_overwrites_nothing(world: World, tmp_path: Path) -> None:
    (tmp_path / "there").touch()

    with pytest.raises(CommandError, match="already"):
        call_command("export_audit", tmp_path / "there")
