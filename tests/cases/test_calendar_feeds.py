"""A person's days for their own calendar: by a secret address, without a private word, and only what is theirs now."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser

from accounts.audit.models import AuditEvent
from accounts.credit_accounts.models import CreditAccount
from cases.calendar_feeds.models import CalendarFeed
from cases.files.services.cases import change_case
from cases.files.services.steps import skip_step
from cases.models import CaseFile, Deadline
from config import clock
from tests.cases.stories import opened, planned, step_of, term
from tests.world import World, api, browser

pytestmark = pytest.mark.django_db


def made(world: World, who: str = "alice") -> dict[str, Any]:
    answer = api(world.people[who]).post("/api/v1/calendar-feeds/", {"name": "phone"}, format="json")
    assert answer.status_code == 201, answer.content
    body: dict[str, Any] = answer.json()
    return body


def read(feed: dict[str, Any]) -> Any:
    return Browser().get("/" + feed["address"].split("/", 3)[3])


def events(feed: dict[str, Any]) -> list[dict[str, str]]:
    text = read(feed).content.decode()
    assert re.search(r"(?<!\r)\n", text) is None
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    found = re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", whole, re.S)
    return [dict(line.split(":", 1) for line in part.strip().split("\r\n")) for part in found]


@pytest.fixture
def case(world: World) -> CaseFile:
    return opened(
        world,
        planned("ask", due="2190-05-01"),
        planned("answer", deadline=term("2190-06-01", clock="court")),
        planned("complain", deadline=term("2190-07-01", clock="lender", check="2190-07-03")),
    )


def test_it_shows_days_by_case_number_and_kind_of_action_alone(world: World, case: CaseFile) -> None:
    feed = made(world)

    shown = events(feed)

    assert [(one["DTSTART;VALUE=DATE"], one["DTEND;VALUE=DATE"]) for one in shown] == [
        ("21900501", "21900502"), ("21900601", "21900602"), ("21900703", "21900704"),
    ]  # fmt: skip
    assert {one["SUMMARY"].rpartition(" ")[2] for one in shown} == {case.reference}
    text = read(feed).content.decode()
    account = CreditAccount.objects.select_related("product").get()
    for private in ("Chen", account.product.name, "jiebei", "lender"):
        assert private not in text
    assert {one["UID"].split("@")[0] for one in shown} == {str(one.pk) for one in Deadline.objects.all()}


def test_who_has_nothing_to_do_reads_a_calendar_all_the_same(world: World) -> None:
    """By RFC 5545 it holds at least one component, and a zone has all that one needs; there is no day in it."""
    text = read(made(world)).content.decode()

    assert re.findall(r"BEGIN:(\w+)", text) == ["VCALENDAR", "VTIMEZONE", "STANDARD"]
    zone = text.partition("BEGIN:VTIMEZONE\r\n")[2].partition("END:VTIMEZONE")[0]
    told = dict(line.split(":", 1) for line in zone.strip().split("\r\n"))
    assert told.keys() >= {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO"}
    opened(world, planned("ask", due="2190-05-01"))
    assert "VTIMEZONE" not in read(made(world)).content.decode()


def test_a_step_that_ends_is_cancelled_under_the_same_uid(world: World, case: CaseFile) -> None:
    feed = made(world)
    before = {one["UID"]: one for one in events(feed)}

    skip_step(actor=world.alice, step=step_of(case, "ask"), reason="x", at=clock.now())

    after = {one["UID"]: one for one in events(feed)}
    ended = str(step_of(case, "ask").deadline.pk)
    (uid,) = [uid for uid in after if uid.startswith(ended)]
    assert before.keys() == after.keys()
    assert (before[uid]["STATUS"], after[uid]["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert int(after[uid]["SEQUENCE"]) > int(before[uid]["SEQUENCE"])


def test_what_is_handed_over_leaves_the_feed_and_who_leaves_reads_nothing(world: World, case: CaseFile) -> None:
    feed = made(world)
    case.refresh_from_db()
    change_case(actor=world.alice, case=case, seen=case.version, changes={"owner": world.sun.pk}, at=clock.now())

    assert events(feed) == []
    assert len(events(made(world, "sun"))) == 3
    world.alice.is_active = False
    world.alice.save()
    assert read(feed).status_code == 404


def test_the_secret_is_shown_once_and_ends_by_renewing_and_revoking(world: World, case: CaseFile) -> None:
    feed = made(world)
    path = f"/api/v1/calendar-feeds/{feed['id']}/"
    token = feed["address"].rpartition("/")[2].removesuffix(".ics")

    assert "address" not in api(world.alice).get(path).json()
    assert token not in str(CalendarFeed.objects.values().get())
    assert api(world.sun).get(path).status_code == 404
    again = api(world.alice).post(f"{path}renew/").json()
    assert (read(feed).status_code, read(again).status_code) == (404, 200)
    assert api(world.alice).post(f"{path}revoke/").status_code == 200
    assert read(again).status_code == 404


def test_guessing_is_stopped_and_reading_too_often_too(world: World, case: CaseFile) -> None:
    from cases.calendar_feeds import pages

    feed = made(world)
    answers = [read(feed).status_code for _ in range(pages.READ_BY_ONE_FEED + 1)]
    assert (answers[-2], answers[-1]) == (200, 429)

    wrong = {"address": "x/x/x/calendar/nobodys.ics"}
    guesses = [read(wrong).status_code for _ in range(pages.WRONG_FROM_ONE_PLACE + 1)]
    assert (guesses[-2], guesses[-1]) == (404, 429)


def test_wrong_addresses_of_feeds_and_of_links_are_counted_apart_and_stop_no_right_one(
    world: World, case: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases.calendar_feeds import pages
    from cases.client_links import limits

    monkeypatch.setattr(pages, "WRONG_FROM_ONE_PLACE", 2)
    monkeypatch.setattr(limits, "WRONG_LINKS", 2)
    feed = made(world)

    def statuses(path: str) -> list[int]:
        return [Browser().get(path).status_code for _ in range(3)]

    assert statuses("/c/open/nobodys/") == [404, 404, 429]
    assert statuses("/calendar/nobodys.ics") == [404, 404, 429]
    assert read(feed).status_code == 200


def test_the_audit_log_and_the_logs_know_the_reading_and_not_the_secret(
    world: World, case: CaseFile, caplog: pytest.LogCaptureFixture
) -> None:
    feed = made(world)
    token = feed["address"].rpartition("/")[2].removesuffix(".ics")
    before = AuditEvent.objects.count()

    read(feed)

    assert AuditEvent.objects.count() == before + 1
    assert all(token not in str(vars(event)) for event in AuditEvent.objects.all())
    assert token not in caplog.text


FEEDS = "/admin/cases/calendarfeed/"
ADDRESS = re.compile(r"/calendar/[^<\s]+")


def test_in_the_admin_a_person_makes_renews_and_revokes_a_feed_and_sees_each_address_once(world: World) -> None:
    visitor = browser(world.alice)

    made = visitor.post(f"{FEEDS}add/", {"name": "phone"}).content.decode()

    feed = CalendarFeed.objects.get()
    (first,) = ADDRESS.findall(made)
    assert (feed.person, feed.name) == (world.alice, "phone")
    assert browser(world.bob).get(f"{FEEDS}{feed.pk}/change/").status_code == 404
    assert not ADDRESS.findall(visitor.get(f"{FEEDS}{feed.pk}/change/").content.decode())
    (second,) = ADDRESS.findall(visitor.post(f"{FEEDS}{feed.pk}/do/renew/").content.decode())
    assert [Browser().get(path).status_code for path in (first, second)] == [404, 200]
    assert visitor.post(f"{FEEDS}{feed.pk}/do/revoke/").status_code == 302
    assert Browser().get(second).status_code == 404
    assert visitor.post(f"{FEEDS}{feed.pk}/do/renew/").status_code == 302
    assert "ended already" in visitor.get(f"{FEEDS}{feed.pk}/change/").content.decode()


def test_a_sixth_feed_is_refused_in_words(world: World) -> None:
    visitor = browser(world.alice)
    for number in range(5):
        visitor.post(f"{FEEDS}add/", {"name": str(number)})

    assert "You have 5 feeds" in visitor.post(f"{FEEDS}add/", {"name": "sixth"}).content.decode()
    assert CalendarFeed.objects.count() == 5
