"""A person with several files is erased as a whole, or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.documents.services import store_document
from accounts.erasures import services
from accounts.merges.services import merge_clients
from accounts.models import AuditEvent, Client, ClientMerge, CreditAccount, ErasedRecord, Erasure
from assessments.models import Notice, Statement
from cases.models import CaseFile
from config import clock
from tests.access.admin_world import record
from tests.cases.stories import opened, planned
from tests.privacy.test_erasure import ERASURES, HOLDS, WORDS, ask, bytes_kept, confirm, dump
from tests.world import World, account_of, api, browser, client_of

pytestmark = pytest.mark.django_db
TWIN = "Doppelkanaria"
OTHER_WORDS = (TWIN, "doppel-ref-1", "金丝雀四号", "entered twice")


@pytest.fixture(autouse=True)
def empty_folder(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS = tmp_path / "documents"


@pytest.fixture
def twin(world: World) -> Client:
    """Another file of Chen's, merged into the first."""
    opened(world, planned("ask", due="2099-10-16"))
    Client.objects.filter(pk=world.chen.pk).update(name=WORDS[0])
    record(world, Statement, made_at=clock.now(), text=WORDS[3], reason="")
    upload = SimpleUploadedFile(WORDS[4], WORDS[5].encode())
    store_document(actor=world.alice, upload=upload, values={"client": world.chen.pk}, at=clock.now())
    made = client_of(world.alice, TWIN)
    account = account_of(made, world.jiebei)
    CreditAccount.objects.filter(pk=account.pk).update(reference="doppel-ref-1")
    body = {"credit_account": str(account.pk), "received_at": clock.now().isoformat(), "channel": "sms",
            "text": "金丝雀四号", "provenance": "client_stated"}  # fmt: skip
    assert api(world.alice).post("/api/v1/notices/", body, format="json").status_code == 201
    merge_clients(actor=world.sun, kept=world.chen, duplicate=made.pk, reason="entered twice", at=clock.now())
    return made


def erased(world: World) -> Erasure:
    ident = ask(world.alice, world).json()["id"]
    assert confirm(world.sun, ident).status_code == 200
    return Erasure.objects.get(pk=ident)


def test_no_word_of_any_of_the_files_is_left_and_each_has_its_proof(world: World, twin: Client) -> None:
    notice = Notice.objects.get(client=twin)
    was = services.commitment_of(notice)
    merge = ClientMerge.objects.get()
    merged = services.commitment_of(merge)

    done = erased(world)
    services.finish(at=clock.now())

    left = dump() + bytes_kept()
    assert [word for word in (*WORDS, *OTHER_WORDS) if word in left] == []
    part = Erasure.objects.get(client=twin)
    assert (part.part_of, part.state, part.asked_by, part.decided_by) == (done, "done", world.alice, world.sun)
    assert (part.reason, part.basis, part.decided_at) == ("by letter", "client_asks", done.decided_at)
    assert part.records == ErasedRecord.objects.filter(erasure=part).count() > 0
    assert ErasedRecord.objects.get(object_id=str(notice.pk)).commitment == was
    assert ErasedRecord.objects.get(object_id=str(merge.pk)).commitment == merged
    assert set(Client.objects.filter(office=world.east).exclude(erased_at=None)) == {world.chen, twin}
    told = {row["id"]: row["part_of"] for row in api(world.sun).get(ERASURES).json()["results"]}
    assert told == {str(done.pk): None, str(part.pk): str(done.pk)}


def test_the_merged_file_alone_is_not_erased(world: World, twin: Client) -> None:
    refused = ask(world.alice, world, client=str(twin.pk))

    assert (refused.status_code, refused.json()["code"]) == (409, "client_merged")
    assert not Erasure.objects.exists()


@pytest.mark.parametrize("held", ["chen", "twin"])
def test_a_legal_hold_on_one_file_holds_all_of_them(world: World, twin: Client, held: str) -> None:
    ident = ask(world.alice, world).json()["id"]
    file = twin if held == "twin" else world.chen
    hold = api(world.sun).post(HOLDS, {"client": str(file.pk), "reason": "a suit"}, format="json").json()["id"]

    refused = confirm(world.sun, ident)
    again = ask(world.alice, world)

    assert (refused.status_code, refused.json()["code"]) == (409, "legal_hold")
    assert "one of this person's files" in refused.json()["detail"]
    assert again.json()["code"] == "legal_hold"
    assert Client.objects.filter(erased_at=None, pk__in=[twin.pk, world.chen.pk]).count() == 2
    assert CaseFile.objects.filter(client=world.chen).exists()
    api(world.sun).post(f"{HOLDS}{hold}/lift/")
    assert confirm(world.sun, ident).status_code == 200


def test_a_failure_in_the_second_file_leaves_the_first_as_it_was(
    world: World, twin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = ask(world.alice, world).json()["id"]
    real = services._erase

    def failing(erasure: Erasure, client: Client) -> int:
        if client == twin:
            raise RuntimeError
        return real(erasure, client)

    monkeypatch.setattr(services, "_erase", failing)
    with pytest.raises(RuntimeError):
        confirm(world.sun, ident)

    assert Erasure.objects.get().state == "asked"
    assert Client.objects.get(pk=world.chen.pk).name == WORDS[0]
    assert not ErasedRecord.objects.exists()


def test_a_merge_is_not_taken_back_while_an_erasure_is_open(world: World, twin: Client) -> None:
    ident = ask(world.alice, world).json()["id"]
    path, why = f"/api/v1/clients/{twin.pk}/unmerge/", {"reason": "two brothers"}

    assert api(world.sun).post(path, why, format="json").json()["code"] == "erasure_open"
    api(world.sun).post(f"{ERASURES}{ident}/decline/", {"note": "no"}, format="json")
    assert api(world.sun).post(path, why, format="json").status_code == 200


def test_what_the_log_says_of_both_files_and_nobody_else_goes_too(world: World, twin: Client) -> None:
    api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/duplicates/")
    both = AuditEvent.objects.filter(clients__has_key=str(twin.pk)).filter(clients__has_key=str(world.chen.pk))
    assert both.exists()

    erased(world)

    assert not both.filter(erased=False).exclude(act="erase").exists()
    call_command("verify_audit")


def test_the_dates_propose_a_person_once_and_only_when_no_file_is_needed(world: World, twin: Client) -> None:
    CaseFile.objects.filter(client=world.chen).update(state="closed", outcome="abandoned", closed_at=clock.now())
    later = clock.now() + timedelta(days=3 * 366)
    Client.objects.filter(pk=twin.pk).update(updated_at=later)

    services.propose_due(at=later)
    too_soon = set(Erasure.objects.values_list("client", flat=True))
    services.propose_due(at=later + timedelta(days=3 * 366))

    assert too_soon == {world.wu.pk}
    assert set(Erasure.objects.values_list("client", flat=True)) == {world.wu.pk, world.chen.pk}


def test_the_page_of_an_erasure_says_how_many_files_it_concerns(world: World, twin: Client) -> None:
    ident = ask(world.alice, world).json()["id"]

    def page() -> Any:
        return browser(world.sun).get(f"/admin/accounts/erasure/{ident}/change/").content.decode()

    before = page()
    confirm(world.sun, ident)
    after = page()

    for text in (before, after):
        start = text.lower().index("files of this person")
        assert ">2<" in text[start : start + 600].replace(" ", "").replace("\n", "")
