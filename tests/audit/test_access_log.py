"""Who has seen my file: told to the office's supervisors, of one client and no other."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.audit.services import record
from accounts.audit.wording import ACTS, act_words, in_words, kind_words
from accounts.models import AuditEvent
from cases.deadlines.prolonging import EXTENDED, PAUSED
from cases.files.moves import CASE_MOVES, STEP_MOVES
from config import clock
from config.ids import uuid7
from tests.audit.chains import erased
from tests.crash.installation import ROOT
from tests.world import World, account_of, api, browser, client_of

pytestmark = pytest.mark.django_db


def log_of(world: World, query: str = "") -> list[dict[str, Any]]:
    answer = api(world.sun).get(f"/api/v1/clients/{world.chen.pk}/access-log/{query}")
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def events(world: World, query: str = "") -> list[dict[str, Any]]:
    answer = api(world.sun).get(f"/api/v1/audit-events/{query}")
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_a_supervisor_is_told_who_saw_a_client_as_what_and_when(world: World) -> None:
    answer = api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/")

    (seen,) = log_of(world)
    assert (seen["person"], seen["person_name"], seen["role"]) == (str(world.alice.pk), "Alice", "advisor")
    assert (seen["action"], seen["records"]) == ("view", [{"kind": "clients", "ids": [str(world.chen.pk)]}])
    assert seen["fields"] == sorted(answer.json())
    assert (seen["request_id"], seen["method"], seen["address"]) == (answer["X-Request-ID"], "GET", "127.0.0.1")


def test_a_page_that_showed_several_clients_tells_each_of_its_own_records_alone(world: World) -> None:
    li = client_of(world.alice, "Li")
    other = account_of(li, world.jiebei)
    api(world.alice).get("/api/v1/credit-accounts/")

    told = log_of(world)

    assert told[0]["records"] == [{"kind": "credit-accounts", "ids": [str(world.account.pk)]}]
    assert str(other.pk) not in repr(told) and str(li.pk) not in repr(told)


def test_acts_and_downloads_stand_beside_views_and_reading_the_log_is_a_view_too(world: World) -> None:
    record(actor=world.alice, act="change", row=world.account, at=clock.now(), fields=["currency"])
    first = log_of(world)

    assert [(one["action"], one["records"][0]["kind"]) for one in first] == [("change", "credit-accounts")]
    assert (log_of(world)[0]["person"], log_of(world)[0]["action"]) == (str(world.sun.pk), "view")


def test_the_log_is_walked_page_by_page_and_narrowed_by_time(world: World) -> None:
    begin = clock.now() - timedelta(days=9)
    for number in range(7):
        record(actor=world.alice, act="change", row=world.chen, at=begin + timedelta(days=number))
    caller = api(world.sun)

    page = caller.get(f"/api/v1/clients/{world.chen.pk}/access-log/?limit=3").json()
    rest = caller.get(page["next"]).json()
    since = (begin + timedelta(days=5)).isoformat().replace("+", "%2B")

    days = [one["at"][:10] for one in page["results"] + rest["results"]]
    assert days == [(begin + timedelta(days=6 - number)).date().isoformat() for number in range(6)]
    assert [one["action"] for one in log_of(world, f"?since={since}")].count("change") == 2
    assert caller.get(f"/api/v1/clients/{world.chen.pk}/access-log/?colour=red").status_code == 400


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("bob", 404), ("lin", 404), ("ada", 404), ("zoe", 404)])
def test_nobody_else_is_told(world: World, who: str, status: int) -> None:
    answer = api(world.people[who]).get(f"/api/v1/clients/{world.chen.pk}/access-log/")

    assert answer.status_code == status


@pytest.mark.parametrize("who", ["alice", "lin", "ada", "zoe"])
def test_the_office_log_is_its_supervisors(world: World, who: str) -> None:
    record(actor=world.alice, act="change", row=world.chen, at=clock.now())

    assert api(world.people[who]).get("/api/v1/audit-events/").status_code == 403
    assert [one["action"] for one in events(world)] == ["change"]


def test_the_office_log_is_narrowed_by_actor_object_client_action_and_time(world: World) -> None:
    past = clock.now() - timedelta(days=3)
    record(actor=world.alice, act="change", row=world.chen, at=past)
    record(actor=world.bob, act="change", row=world.account, at=past)
    record(actor=world.bob, act="sign_in", row=world.bob, at=clock.now())
    since = (clock.now() - timedelta(days=1)).isoformat().replace("+", "%2B")

    counts = [
        len(events(world, query))
        for query in (f"?actor={world.bob.pk}", f"?object={world.chen.pk}", f"?client={world.chen.pk}",
                      "?action=sign_in", f"?updated_since={since}", f"?actor={uuid7()}")
    ]  # fmt: skip
    assert counts == [2, 1, 2, 1, 1, 0]


def test_one_event_is_read_by_its_id_and_another_offices_is_not_there(world: World) -> None:
    ours = record(actor=world.alice, act="change", row=world.chen, at=clock.now())
    theirs = record(actor=world.zoe, act="change", row=world.wu, at=clock.now())
    caller = api(world.sun)

    assert caller.get(f"/api/v1/audit-events/{ours.pk}/").json()["object"] == str(world.chen.pk)
    assert caller.get(f"/api/v1/audit-events/{theirs.pk}/").status_code == 404


def test_kinds_that_a_supervisor_never_sees_are_in_neither_log(world: World) -> None:
    AuditEvent.objects.create(
        office=world.east, actor=world.lin, act="create", kind="lawyernote", object_id=uuid7(), request_id=uuid7(),
        clients={str(world.chen.pk): {}},
    )  # fmt: skip
    AuditEvent.objects.create(
        office=world.east, actor=world.lin, act="view", kind="casefile", object_id=uuid7(), request_id=uuid7(),
        clients={str(world.chen.pk): {"lawyernote": [str(uuid7())], "step": [str(uuid7())]}},
    )  # fmt: skip

    told = log_of(world), events(world, f"?client={world.chen.pk}")

    assert [[one["action"] for one in log if one["role"] == ""] for log in told] == [["view"], ["view"]]
    assert "lawyer" not in repr(told)


def test_the_log_costs_the_same_however_long(world: World, django_assert_num_queries: Any) -> None:
    for _ in range(30):
        record(actor=world.alice, act="change", row=world.chen, at=clock.now())
    caller = api(world.sun)

    with django_assert_num_queries(4):  # what else is in sight, the client, the page with its people, and the view
        caller.get(f"/api/v1/clients/{world.chen.pk}/access-log/")
    with django_assert_num_queries(1):
        caller.get("/api/v1/audit-events/")


def test_what_was_erased_is_told_as_erased(world: World) -> None:
    record(actor=world.alice, act="change", row=world.chen, at=clock.now())
    erased(world)

    newest, emptied = events(world)
    assert (newest["action"], newest["erased"]) == ("erase", False)
    assert (emptied["action"], emptied["actor"], emptied["erased"]) == ("", None, True)


def test_the_client_page_shows_supervisors_who_has_seen_the_file(world: World) -> None:
    api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/")
    page = reverse("admin:accounts_client_change", args=[world.chen.pk])
    listed = f"{reverse('admin:accounts_auditevent_changelist')}?client={world.chen.pk}"

    mine, theirs = browser(world.alice).get(page), browser(world.sun).get(page)

    assert "Who has seen this file" not in mine.content.decode()
    assert "Who has seen this file" in theirs.content.decode()
    assert listed in theirs.content.decode()
    assert "<td>looked at</td>" in theirs.content.decode()
    assert browser(world.sun).get(listed).status_code == 200


def test_the_log_is_read_in_words(world: World) -> None:
    api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/")
    event = AuditEvent.objects.get(act="view", kind="client", object_id=world.chen.pk)

    assert in_words(event) == ("advisor", "looked at", "client")
    with override("zh-hans"):
        assert in_words(event) == ("顾问", "已查看", "客户")
    assert kind_words("casefile") == "case"
    assert (act_words("unheard_of"), kind_words("unheard_of")) == ("unheard_of", "unheard_of")


def test_whatever_is_recorded_has_words() -> None:
    sources = [path.read_text() for app in ("accounts", "assessments", "cases") for path in (ROOT / app).rglob("*.py")]
    recorded = {act for source in sources for act in re.findall(r"record(?:_many)?\([^()]*?act=\"([a-z_]+)\"", source)}

    assert len(recorded) > 60
    assert (recorded | set(CASE_MOVES) | set(STEP_MOVES) | {EXTENDED, PAUSED}) - set(ACTS) == set()


def test_the_admins_list_is_narrowed_to_one_client(world: World) -> None:
    li = client_of(world.alice, "Li")
    for row in (world.chen, li, li):
        record(actor=world.alice, act="change", row=row, at=clock.now())
    address = reverse("admin:accounts_auditevent_changelist")

    counts = [
        (browser(world.sun).get(address, {"client": value}).context_data or {})["cl"].result_count
        for value in (str(li.pk), str(world.chen.pk), str(uuid7()), "x")
    ]

    assert counts[:3] == [2, 1, 0]
    assert counts[3] == 3  # no id narrows nothing
