"""Keys are changed while the work goes on: add the new one first, rotate, take the old one out."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command

from accounts.models import Client, SecondFactor
from cases.models import LawyerNote
from config import crypto, rotation
from config.rotation import Column, Counted, rotate, sealed_columns
from tests.access.admin_world import work_on
from tests.world import NUMBER, PHONE, World, api, client_of

pytestmark = pytest.mark.django_db


def told(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def old_and_new(world: World, settings: Any) -> tuple[str, str]:
    work_on(world)
    old, new = settings.FIELD_KEYS[0], Fernet.generate_key().decode()
    settings.FIELD_KEYS = [new, old]
    return old, new


def test_afterwards_the_newest_key_alone_opens_everything(
    world: World, settings: Any, old_and_new: tuple[str, str]
) -> None:
    assert "accounts.client.identity_number_sealed: 0 under the newest key, 0 moved to it, 2 under" in told("--check")

    said = told()
    settings.FIELD_KEYS = [old_and_new[1]]

    assert "accounts.client.phone_sealed: 0 under the newest key, 2 moved to it, 0 under older ones" in said
    assert [(one.identity_number, one.phone) for one in Client.objects.all()] == [(NUMBER, PHONE)] * 2
    assert crypto.decrypt(SecondFactor.objects.get().secret_sealed)
    assert api(world.alice).get(f"/api/v1/clients/?search={PHONE}").json()["results"][0]["name"] == "Chen"
    assert "0 moved to it, 0 under older ones" in told()


def test_one_that_was_ended_goes_on_where_it_was(
    world: World, settings: Any, old_and_new: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        client_of(world.alice, f"C{number}")
    Client.objects.update(phone_sealed=Fernet(old_and_new[0]).encrypt(PHONE.encode()))
    column, moved = Column(Client, "phone_sealed"), rotation._moved

    def dying(*given: Any) -> bool:
        if count.moved == 3:
            raise KeyboardInterrupt
        return moved(*given)

    count = Counted()
    monkeypatch.setattr(rotation, "_moved", dying)
    with pytest.raises(KeyboardInterrupt):
        rotate(column, write=True, counted=count, batch=2)
    monkeypatch.setattr(rotation, "_moved", moved)

    again = rotate(column, write=True, counted=Counted(), batch=2)

    assert (again.current, again.moved) == (2, 5)  # the batch of two that was under way was taken back
    settings.FIELD_KEYS = [old_and_new[1]]
    assert {one.phone for one in Client.objects.all()} == {PHONE}


def test_what_somebody_writes_meanwhile_is_not_overwritten(old_and_new: tuple[str, str]) -> None:
    chen = Client.objects.get(name="Chen")
    fresh = crypto.encrypt("13900005678")
    read = bytes(chen.phone_sealed)
    Client.objects.filter(pk=chen.pk).update(phone_sealed=fresh)

    assert not rotation._moved(Column(Client, "phone_sealed"), chen.pk, read, b"late")
    assert Client.objects.get(pk=chen.pk).phone == "13900005678"


def test_a_lost_key_is_named_and_nothing_of_it_is_touched(settings: Any, old_and_new: tuple[str, str]) -> None:
    settings.FIELD_KEYS = [old_and_new[1]]
    before = bytes(Client.objects.get(name="Chen").phone_sealed)

    with pytest.raises(CommandError, match="put their key back"):
        told()

    assert bytes(Client.objects.get(name="Chen").phone_sealed) == before


def test_lawyers_notes_are_counted_and_never_written_again(settings: Any, old_and_new: tuple[str, str]) -> None:
    before = bytes(LawyerNote.objects.get().sealed)
    settings.LAWYER_KEYS = [Fernet.generate_key().decode(), *settings.LAWYER_KEYS]

    assert "1 under older ones (never written again: keep its older keys)" in told()
    assert bytes(LawyerNote.objects.get().sealed) == before


def test_every_sealed_column_is_found() -> None:
    assert {str(column) for column in sealed_columns()} >= {
        "accounts.client.identity_number_sealed",
        "accounts.clientexport.sealed",
        "accounts.passwordlink.address_sealed",
        "accounts.secondfactor.secret_sealed",
        "cases.lawyernote.sealed",
        "config.keptanswer.body",
    }
