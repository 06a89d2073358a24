"""Whoever sees client data leaves a trace of what they saw, and of nothing that it says."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.audit.services import record, recording
from accounts.models import AuditEvent
from accounts.offices.models import Office
from config.ids import uuid7
from tests.documents.files import PDF, download, hand_in, upload
from tests.world import NUMBER, PHONE, World, account_of, api, browser, client_of

pytestmark = pytest.mark.django_db
CHEN = "/api/v1/clients/{}/"


def views() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(act="view").order_by("created_at", "id"))


def only_view() -> AuditEvent:
    (event,) = views()
    return event


def test_reading_a_client_says_who_saw_what_from_where_in_which_request(world: World) -> None:
    answer = api(world.alice).get(CHEN.format(world.chen.pk), headers={"X-Request-ID": str(uuid7())})

    event = only_view()
    assert (event.actor, event.role, event.office) == (world.alice, "advisor", world.east)
    assert (event.kind, event.object_id, event.clients) == ("client", world.chen.pk, {str(world.chen.pk): {}})
    assert event.fields == sorted(answer.json())
    assert (str(event.request_id), event.method, event.address) == (answer["X-Request-ID"], "GET", "127.0.0.1")
    assert event.route == "api/v1/clients/{id}/"


def test_a_page_of_a_list_is_one_event_that_names_each_record_and_its_client(world: World) -> None:
    li = client_of(world.alice, "Li")
    theirs = account_of(li, world.jiebei)

    api(world.alice).get("/api/v1/credit-accounts/?limit=10")

    event = only_view()
    assert (event.kind, event.object_id) == ("creditaccount", None)
    assert event.clients == {
        str(world.chen.pk): {"creditaccount": [str(world.account.pk)]},
        str(li.pk): {"creditaccount": [str(theirs.pk)]},
    }


def test_what_lies_beyond_the_page_was_not_seen(world: World) -> None:
    client_of(world.alice, "Li")

    shown = api(world.alice).get("/api/v1/clients/?limit=1").json()["results"]

    assert list(only_view().clients) == [shown[0]["id"]]


@pytest.mark.parametrize("path", ["users/", "lenders/", "offices/", "clients/?limit=0", "clients/?search=nobody"])
def test_what_shows_no_client_is_no_view(world: World, path: str) -> None:
    api(world.alice).get(f"/api/v1/{path}")

    assert views() == []


def test_what_is_refused_or_hidden_was_not_seen(world: World) -> None:
    assert api(world.zoe).get(CHEN.format(world.chen.pk)).status_code == 404
    assert api(world.ada).get("/api/v1/clients/").status_code == 403

    assert views() == []


def test_an_act_is_one_event_of_its_own_and_no_view_besides(world: World) -> None:
    caller = api(world.alice)
    made = caller.post("/api/v1/clients/", {"name": "Li"}, format="json").json()
    caller.patch(CHEN.format(made["id"]), {"name": "Li Min"}, format="json", headers={"If-Match": '"1"'})
    caller.get(f"{CHEN.format(world.chen.pk)}identity/")

    events = list(AuditEvent.objects.order_by("created_at", "id"))
    assert [event.act for event in events] == ["create", "change", "reveal"]
    assert [event.method for event in events] == ["POST", "PATCH", "GET"]
    assert {event.role for event in events} == {"advisor"}
    assert [list(event.clients) for event in events] == [[made["id"]], [made["id"]], [str(world.chen.pk)]]


def test_a_kept_answer_given_again_is_a_view(world: World) -> None:
    caller, key = api(world.alice), {"Idempotency-Key": "once"}
    first = caller.post("/api/v1/clients/", {"name": "Li"}, format="json", headers=key).json()

    caller.post("/api/v1/clients/", {"name": "Li"}, format="json", headers=key)

    assert list(only_view().clients) == [first["id"]]


def test_a_what_if_shows_the_account_it_is_about(world: World) -> None:
    body = {"evidence": {"statements": [{"made_at": "2026-11-20T10:00:00+08:00"}]}}

    answer = api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/what-if/", body, format="json")

    assert answer.status_code == 200, answer.content
    assert only_view().object_id == world.account.pk


def test_a_download_is_recorded_as_such(world: World) -> None:
    made = hand_in(world, upload("a.pdf", PDF, "application/pdf")).json()

    download(world, made["id"])

    assert AuditEvent.objects.filter(act="download", object_id=made["id"], role="advisor", method="GET").count() == 1
    assert views() == []


def test_pages_of_the_admin_are_views_too(world: World) -> None:
    visitor = browser(world.alice)
    visitor.get(reverse("admin:accounts_client_changelist"))
    visitor.get(reverse("admin:accounts_client_change", args=[world.chen.pk]))

    listed, opened = views()
    assert (listed.kind, listed.object_id, list(listed.clients)) == ("client", None, [str(world.chen.pk)])
    assert "name" in listed.fields
    assert (opened.kind, opened.object_id) == ("client", world.chen.pk)
    assert opened.clients == {str(world.chen.pk): {"creditaccount": [str(world.account.pk)]}}
    assert {"name", "identity_number_masked"} <= set(opened.fields)


def test_the_start_page_and_choices_offered_while_typing_are_views(world: World) -> None:
    visitor = browser(world.alice)
    visitor.get(reverse("admin:index"))
    query = {"term": "Chen", "app_label": "accounts", "model_name": "creditaccount", "field_name": "client"}
    answer = visitor.get(reverse("admin:autocomplete"), query)

    assert answer.json()["results"]
    assert [list(event.clients) for event in views()] == [[str(world.chen.pk)]] * 2


def test_no_event_holds_what_a_field_says(world: World) -> None:
    caller, visitor = api(world.alice), browser(world.alice)
    for path in ("clients/", f"clients/{world.chen.pk}/", f"clients/{world.chen.pk}/identity/", "clients/?search=Chen"):
        caller.get(f"/api/v1/{path}")
    visitor.get(reverse("admin:accounts_client_changelist"), {"q": "Chen"})
    visitor.get(reverse("admin:accounts_client_change", args=[world.chen.pk]))

    written = repr(list(AuditEvent.objects.values()))
    assert len(views()) == 5
    assert not [secret for secret in ("Chen", NUMBER, PHONE) if secret in written]


def test_an_answer_is_not_given_where_the_view_cannot_be_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError

    monkeypatch.setattr(recording, "_write", lambda: broken)
    caller = api(world.alice)
    caller.raise_request_exception = False

    answer = caller.get(CHEN.format(world.chen.pk))

    assert answer.status_code == 500
    assert b"Chen" not in answer.content


def test_many_records_are_several_events_of_one_statement(
    world: World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        client_of(world.alice, f"C{number}")
    monkeypatch.setattr(recording, "LARGEST", 2)

    with django_assert_num_queries(3):
        api(world.alice).get("/api/v1/clients/")

    assert sorted(len(event.clients) for event in views()) == [1, 2, 2]


def test_who_sees_a_client_of_another_office_is_in_that_offices_log(world: World) -> None:
    firm = Office.objects.create(name="Firm")
    world.alice.office = firm

    record(actor=world.alice, act="change", row=world.chen, at=world.chen.created_at)

    assert AuditEvent.objects.get().office == world.east
