"""Erasure: asked by one, confirmed by another, blocked by a hold; afterwards no word of the client's is anywhere."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.documents import store
from accounts.documents.services import store_document, sweep_orphans
from accounts.erasures import fates, services
from accounts.erasures.selectors import is_held
from accounts.erasures.services import commitment_of
from accounts.models import AuditEvent, Client, CreditAccount, Document, ErasedRecord, Erasure, Job, LegalHold, Person
from assessments.models import Assessment, Drawdown, Notice, Statement
from config import clock
from tests.access.admin_world import record, work_on
from tests.world import World, api, browser, person

pytestmark = pytest.mark.django_db
ERASURES, HOLDS = "/api/v1/erasures/", "/api/v1/legal-holds/"
WORDS = ("Canaria", "canary@example.net", "金丝雀一号", "金丝雀二号", "canary.txt", "金丝雀三号", "canary-ref-4711")


def fill(world: World) -> None:
    """A file that was worked on, with words of its own in every kind of place."""
    work_on(world)
    Client.objects.filter(pk=world.chen.pk).update(name=WORDS[0], email=WORDS[1])
    record(world, Notice, received_at=clock.now(), channel="sms", text=WORDS[2])
    record(world, Statement, made_at=clock.now(), text=WORDS[3], reason="")
    record(world, Drawdown, at=clock.now(), amount=Decimal("1.00"), stated_use=WORDS[3], source="x", source_ref="1")
    upload = SimpleUploadedFile(WORDS[4], WORDS[5].encode())
    store_document(actor=world.alice, upload=upload, values={"client": world.chen.pk}, at=clock.now())
    CreditAccount.objects.filter(pk=world.account.pk).update(reference=WORDS[6])
    api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")


def ask(who: Person, world: World, **values: Any) -> Any:
    given = {"client": str(world.chen.pk), "basis": "client_asks", "reason": "by letter", **values}
    return api(who).post(ERASURES, given, format="json")


def confirm(who: Person, ident: str) -> Any:
    return api(who).post(f"{ERASURES}{ident}/confirm/")


def erased(world: World) -> Erasure:
    ident = ask(world.alice, world).json()["id"]
    with_commit = confirm(world.sun, ident)
    assert with_commit.status_code == 200, with_commit.content
    services.finish(at=clock.now())  # the tests' own transaction never commits: files go at the nightly look
    return Erasure.objects.get(pk=ident)


def dump() -> str:
    """Every cell of every table, bytes as text where they are any."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                told += [
                    bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell)
                    for cell in row
                ]
    return "\n".join([*told, *(json.loads(f'"{text}"') for text in told if text.startswith("\\u"))])


def bytes_kept() -> str:
    files = [path for path in Path(settings.DOCUMENTS).rglob("*") if path.is_file()]
    return "\n".join(path.read_bytes().decode("utf-8", "replace") for path in files)


def test_afterwards_no_word_of_the_clients_is_in_the_database_or_the_folder(world: World) -> None:
    fill(world)
    before = dump() + bytes_kept()
    assert [word for word in WORDS if word not in before] == []
    others = {model: model._default_manager.exclude(client=world.chen).count() for model in fates.tables()
              if model is not Client}  # fmt: skip

    erased(world)

    after = dump() + bytes_kept()
    assert [word for word in WORDS if word in after] == []
    assert str(world.chen.pk) in after
    assert {model: model._default_manager.exclude(client=world.chen).count() for model in others} == others
    assert Client.objects.get(pk=world.wu.pk).name == "Wu"
    assert Client.objects.get(pk=world.chen.pk).identity_number == ""


def test_what_stays_says_who_why_when_and_commits_to_every_record(world: World) -> None:
    fill(world)
    notice = Notice.objects.latest("created_at")
    was, paper = commitment_of(notice), Document.objects.latest("created_at")
    count = sum(fates.rows_of(model, world.chen).count() for model in fates.tables())

    done = erased(world)

    assert (done.asked_by, done.decided_by, done.reason) == (world.alice, world.sun, "by letter")
    assert done.records == ErasedRecord.objects.filter(erasure=done).count() >= count
    entry = ErasedRecord.objects.get(object_id=str(notice.pk))
    assert (entry.kind, entry.commitment, entry.recorded_at) == ("assessments.notice", was, notice.created_at)
    kept = Document.objects.get(pk=paper.pk)
    assert (kept.sha256, kept.size, kept.name) == (paper.sha256, paper.size, "")


def test_replay_and_the_answer_itself_say_that_they_were_erased(world: World) -> None:
    fill(world)
    path = f"/api/v1/assessments/{Assessment.objects.latest('created_at').pk}/"
    paper = Document.objects.latest("created_at")
    assert api(world.alice).get(f"{path}replay/").status_code == 200

    erased(world)

    for ending in ("", "replay/", "explanation/"):
        answer = api(world.alice).get(f"{path}{ending}")
        assert (answer.status_code, answer.json()["code"]) == (410, "erased"), ending
    assert api(world.alice).get(f"/api/v1/documents/{paper.pk}/content/").status_code == 410
    page = path.replace("/api/v1/assessments/", "/admin/assessments/assessment/")
    assert browser(world.alice).get(f"{page}change/").status_code == 410
    for path in ("clients", "credit-accounts", "assessments", "documents", "notices", "cases", "erasures"):
        assert api(world.sun).get(f"/api/v1/{path}/").status_code == 200, path


def test_nothing_new_is_taken(world: World) -> None:
    fill(world)
    notice, account, chen = Notice.objects.latest("created_at"), str(world.account.pk), str(world.chen.pk)
    erased(world)
    caller = api(world.alice)
    told = {"credit_account": account, "provenance": "client_stated"}
    posts = {
        "notices": {**told, "received_at": clock.now().isoformat(), "channel": "sms", "text": "x"},
        "statements/bulk": {"items": [{**told, "made_at": clock.now().isoformat(), "text": "x"}]},
        "consents": {
            "client": chen, "purpose": "email_reminders", "wording": "1", "how": "click",
            "given_at": clock.now().isoformat(),
        },
        "credit-accounts": {"client": chen, "product": str(world.jiebei.pk)},
        f"credit-accounts/{account}/evaluate": {},
        "erasures": {"client": chen, "basis": "client_asks", "reason": "again"},
    }  # fmt: skip

    for path, body in posts.items():
        answer = caller.post(f"/api/v1/{path}/", body, format="json")
        assert (answer.status_code, answer.json()["code"]) == (409, "client_erased"), (path, answer.content)
    assert not Notice.objects.filter(client=world.chen).exists()
    assert caller.get(f"/api/v1/notices/{notice.pk}/").status_code == 404
    seen = caller.get(f"/api/v1/clients/{chen}/")
    changed = caller.patch(f"/api/v1/clients/{chen}/", {"name": "X"}, format="json", headers={"If-Match": seen["ETag"]})
    assert (seen.json()["name"], changed.status_code) == ("", 409)


def test_one_asks_and_another_confirms(world: World) -> None:
    own = ask(world.sun, world).json()["id"]
    moon = person(world.east, "moon", "supervisor")

    assert confirm(world.sun, own).status_code == 403
    assert confirm(world.alice, own).status_code == 403
    assert confirm(world.zoe, own).status_code == 404
    assert Client.objects.get(pk=world.chen.pk).erased_at is None
    assert ask(world.alice, world).json()["code"] == "already_asked"
    assert confirm(moon, own).status_code == 200
    assert confirm(moon, own).status_code == 409


def test_an_administrator_confirms_without_seeing_the_client(world: World) -> None:
    ident = ask(world.alice, world).json()["id"]

    assert api(world.ada).get(f"/api/v1/clients/{world.chen.pk}/").status_code == 404
    assert confirm(world.ada, ident).status_code == 200


def test_a_declined_one_erases_nothing_and_may_be_asked_for_again(world: World) -> None:
    ident = ask(world.alice, world).json()["id"]
    declined = api(world.sun).post(f"{ERASURES}{ident}/decline/", {"note": "a claim runs"}, format="json")

    assert declined.json()["state"] == "declined"
    assert confirm(world.ada, ident).status_code == 409
    assert Client.objects.get(pk=world.chen.pk).name == "Chen"
    assert ask(world.alice, world).status_code == 201


def test_a_legal_hold_blocks_it_until_it_is_lifted_or_over(world: World) -> None:
    ident = ask(world.alice, world).json()["id"]
    held = {
        "client": str(world.chen.pk),
        "reason": "a suit",
        "until": (clock.now().date() + timedelta(days=1)).isoformat(),
    }
    hold = api(world.sun).post(HOLDS, held, format="json")
    refused = confirm(world.sun, ident)

    assert hold.status_code == 201
    assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    assert api(world.alice).post(HOLDS, held, format="json").status_code == 403
    assert api(world.sun).post(f"{HOLDS}{hold.json()['id']}/lift/").json()["lifted_by"] == str(world.sun.pk)
    assert confirm(world.sun, ident).status_code == 200
    assert not is_held(Client.objects.get(pk=world.wu.pk), clock.now())


def test_a_hold_that_is_over_holds_nothing(world: World) -> None:
    yesterday = clock.now().date() - timedelta(days=2)
    LegalHold.objects.create(office=world.east, client=world.chen, reason="x", placed_by=world.sun, until=yesterday)

    assert confirm(world.sun, ask(world.alice, world).json()["id"]).status_code == 200


def test_the_nightly_look_proposes_what_nobody_needs_any_more_and_erases_nothing(world: World) -> None:
    fill(world)  # Chen has an open case
    later = clock.now() + timedelta(days=3 * 366)

    assert services.propose_due(at=clock.now() + timedelta(days=3 * 365 - 30)) == 0
    assert services.propose_due(at=later) == 1
    assert services.propose_due(at=later) == 0
    proposed = Erasure.objects.get(basis="retention_over")
    assert (proposed.client, proposed.state, proposed.asked_by) == (world.wu, "proposed", None)
    assert Client.objects.get(pk=world.wu.pk).name == "Wu"
    taken_up = api(world.zoe).post(
        ERASURES, {"client": str(world.wu.pk), "basis": "retention_over", "reason": "due"}, format="json"
    )
    assert (taken_up.status_code, taken_up.json()["id"]) == (201, str(proposed.pk))


def test_the_database_takes_nothing_of_an_erased_client_whoever_asked_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(world)
    monkeypatch.setattr("assessments.evidence.checks.refuse_erased", lambda erased_at: None)  # asked a moment before
    told = {"credit_account": str(world.account.pk), "made_at": clock.now().isoformat(), "text": WORDS[3]}

    answer = api(world.alice).post("/api/v1/statements/", {**told, "provenance": "client_stated"}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (409, "client_erased")
    account, chen = CreditAccount.objects.filter(pk=world.account.pk), Client.objects.filter(pk=world.chen.pk)
    for rows, change in ((account, {"reference": "x"}), (chen, {"name": "x"}), (chen, {"erased_at": None})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    chen.update(advisor=world.bob)  # a handover takes the empty file along


def test_every_table_that_is_erased_is_closed_to_new_rows() -> None:
    closed = {guard.table for guard in fates.closings()}

    assert closed == {model._meta.db_table for model in apps.get_models() if hasattr(model, "client_id")} - {
        Erasure._meta.db_table, LegalHold._meta.db_table
    } | {Client._meta.db_table}  # fmt: skip


def test_what_the_log_says_of_the_client_alone_goes_and_its_chain_still_verifies(world: World) -> None:
    api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/")
    late = AuditEvent(office=world.east, act="view", kind="client", clients={str(world.chen.pk): {}})
    done = erased(world)
    assert done.decided_at is not None
    late.created_at = done.decided_at + timedelta(seconds=20)
    late.save(force_insert=True)

    services.finish(at=clock.now())

    left = AuditEvent.objects.filter(clients__has_key=str(world.chen.pk), erased=False)
    assert set(left.values_list("act", flat=True)) == {"erase"}
    assert AuditEvent.objects.get(pk=late.pk).erased
    assert {"client_asks"} in [set(event.fields) for event in left]
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert "erased by policy" in out.getvalue()


def test_the_database_lets_go_of_an_erased_clients_records_only(world: World) -> None:
    fill(world)
    notice, assessment, paper = (model.objects.latest("created_at") for model in (Notice, Assessment, Document))

    def refused(act: Any) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    refused(lambda: Notice.objects.filter(pk=notice.pk)._raw_delete("default"))
    emptied: dict[str, Any] = {"input": b"", "content": b"", "status": "", "risk_level": ""}
    refused(lambda: Assessment.objects.filter(pk=assessment.pk).update(**emptied))
    refused(lambda: Document.objects.filter(pk=paper.pk).update(name=""))
    Client.objects.filter(pk=world.chen.pk).update(erased_at=clock.now())
    refused(lambda: Notice.objects.filter(pk=notice.pk).update(text="another"))
    refused(lambda: Assessment.objects.filter(pk=assessment.pk).update(content=b"another"))
    refused(lambda: Assessment.objects.filter(pk=assessment.pk).update(content_digest="x", input=b"", content=b""))
    refused(lambda: Document.objects.filter(pk=paper.pk).update(sha256="0" * 64))
    refused(lambda: Document.objects.filter(pk=paper.pk)._raw_delete("default"))
    Notice.objects.filter(pk=notice.pk)._raw_delete("default")


def test_every_table_that_hangs_on_a_client_is_erased_or_says_why_not(world: World) -> None:
    left = {model for model in apps.get_models() if hasattr(model, "client_id")} - set(fates.tables())

    assert {model.__name__ for model in left} == {"Erasure", "LegalHold"}
    assert Client in set(fates.tables())
    assert not Job.objects.filter(parameters__icontains="Chen").exists()


def test_what_points_to_a_clients_row_hangs_on_the_client_itself_or_outlives_it_knowingly() -> None:
    hanging = {model for model in apps.get_models() if hasattr(model, "client_id")} | {Client}

    loose = {
        model.__name__
        for model in set(apps.get_models()) - hanging
        if any(field.related_model in hanging for field in model._meta.concrete_fields if field.is_relation)
    }

    assert loose == {"ErasedRecord"}


def test_bytes_that_no_row_names_go_after_a_day(world: World) -> None:
    upload = SimpleUploadedFile("a.txt", b"kept")
    kept = store_document(actor=world.alice, upload=upload, values={"client": world.chen.pk}, at=clock.now())
    folder = store.path_of(kept.pk).parent
    orphan, broken = folder / ("0" * 32), Path(settings.DOCUMENTS) / "incoming-x"
    for path in (orphan, broken):
        path.write_bytes(b"left behind")

    assert sweep_orphans(at=clock.now()) == 0
    assert sweep_orphans(at=clock.now() + timedelta(days=2)) >= 2
    assert (orphan.exists(), broken.exists(), store.path_of(kept.pk).read_bytes()) == (False, False, b"kept")
