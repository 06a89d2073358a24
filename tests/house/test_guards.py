"""The database itself refuses what no service should ever do."""

import pytest
from django.db import DatabaseError, transaction

from accounts.models import AuditEvent, Client, Office, Person
from config import guards
from config.ids import uuid7

pytestmark = pytest.mark.django_db


@pytest.fixture
def advisor() -> Person:
    office = Office.objects.create(name="East")
    return Person.objects.create(email="a@example.org", name="A", role="advisor", office=office)


def test_every_guard_is_installed() -> None:
    assert guards.check_guards(["default"]) == []


@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_audit_event_cannot_be_changed_or_removed(advisor: Person, act: str) -> None:
    event = AuditEvent.objects.create(
        office=advisor.office, actor=advisor, act="create", kind="client", object_id=uuid7(), request_id=uuid7()
    )
    rows = AuditEvent.objects.filter(pk=event.pk)

    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(act="x") if act == "update" else rows.delete()

    assert AuditEvent.objects.get(pk=event.pk).act == "create"


def test_a_client_cannot_belong_to_another_office_than_its_advisor(advisor: Person) -> None:
    other = Office.objects.create(name="West")

    with pytest.raises(DatabaseError), transaction.atomic():
        Client.objects.create(office=other, advisor=advisor, name="C")

    assert Client.objects.create(office=advisor.office, advisor=advisor, name="C").version == 1
