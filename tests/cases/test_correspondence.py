"""Correspondence is recorded once, in a chain for each case; promises become deadlines; nothing is ever changed."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from cases.correspondence import chain
from cases.correspondence.models import LATE_AFTER
from cases.files.services.cases import close_case
from cases.models import CaseFile, Communication, CommunicationContent, Reminder, Step
from config import clock
from tests.cases.correspondence import URL, ago, case_of, correct, record, told
from tests.cases.stories import opened, planned, step_of
from tests.documents.files import PDF, hand_in, upload
from tests.world import World, api, browser, client_of, problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> CaseFile:
    return case_of(world)


def in_days(days: int) -> str:
    return str(clock.today("Asia/Shanghai") + timedelta(days=days))


def listed(world: World, **query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api(world.alice).get(URL, query).json()["results"]
    return rows


def test_what_was_said_is_kept_as_it_was_told(world: World, case: CaseFile) -> None:
    paper = hand_in(world).json()

    made = record(world, case, channel="95188", enclosures=[paper["id"]])

    body = made.json()
    assert made.status_code == 201
    assert (body["seq"], body["counterpart"], body["agent_number"]) == (1, "customer service", "8812")
    assert body["enclosures"][0]["sha256"] == paper["sha256"]
    assert api(world.alice).get(f"{URL}{body['id']}/").json() == body
    assert AuditEvent.objects.filter(object_id=body["id"], act="create", actor=world.alice).exists()


def test_each_entry_is_bound_to_all_before_it(world: World, case: CaseFile) -> None:
    for number in range(3):
        record(world, case, summary=f"call {number}")

    before = chain.origin_of(case.pk)
    for seq, row in enumerate(Communication.objects.select_related("content").order_by("seq"), start=1):
        payload, salt = bytes(row.content.payload), bytes(row.content.salt)
        assert (row.seq, row.previous, len(salt)) == (seq, before, chain.SALT_BYTES)
        assert row.commitment == chain.commitment_of(salt, payload)
        before = chain.link_of(before, seq, row.commitment)
        assert row.link == before
        assert json.loads(payload)["summary"] == f"call {seq - 1}"


@pytest.mark.parametrize(("minutes", "late"), [(-1, False), (1, True)])
def test_what_is_recorded_a_day_later_is_marked_late(world: World, case: CaseFile, minutes: int, late: bool) -> None:
    happened = clock.now() - LATE_AFTER - timedelta(minutes=minutes)

    body = record(world, case, happened_at=happened.isoformat()).json()

    assert body["late"] is late
    assert (len(listed(world)), len(listed(world, late="true")), len(listed(world, late="false"))) == (
        1,
        late,
        not late,
    )


def test_a_promise_becomes_a_deadline_of_the_lenders_clock(world: World, case: CaseFile) -> None:
    body = record(world, case, promise="call back with the reason", promised_on=in_days(3)).json()

    step = Step.objects.select_related("deadline").get(pk=body["step"])
    assert (step.own_title, step.actor, step.state) == ("call back with the reason", "lender", "ready")
    assert (step.deadline.clock, str(step.deadline.due_on)) == ("lender", in_days(3))
    assert step.deadline.check_on >= step.deadline.due_on
    assert Reminder.objects.filter(deadline=step.deadline).exists()


def test_a_promise_recorded_after_its_day_is_overdue_at_once(world: World, case: CaseFile) -> None:
    body = record(world, case, happened_at=ago(days=9), promise="restore it", promised_on=in_days(-5)).json()

    case.refresh_from_db()
    assert str(Step.objects.get(pk=body["step"]).deadline.due_on) == in_days(-5)
    assert case.next_step_id is not None and str(case.next_step_id) == body["step"]
    assert case.next_action_on is not None and str(case.next_action_on) < in_days(0)


def test_the_clients_own_promise_runs_on_our_clock(world: World, case: CaseFile) -> None:
    body = record(world, case, promise="pay 900.00", promised_by="client", promised_on=in_days(2)).json()

    assert Step.objects.get(pk=body["step"]).deadline.clock == "client"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"happened_at": "2150-01-01T00:00:00Z"}, "/happened_at"),
        ({"promise": "x"}, "/promised_on"),
        ({"promised_on": "2099-01-01"}, "/promise"),
        ({"promise": "x", "promised_on": "2020-01-01"}, "/promised_on"),
        ({"promise": "x", "promised_on": "2099-01-01", "promised_by": "advisor"}, "/promised_by"),
        ({"kind": "telepathy"}, "/kind"),
        ({"enclosures": ["01a20d31-262b-790c-a5f9-86069a28e17f"]}, "/enclosures/0"),
        ({"case": "01a20d31-262b-790c-a5f9-86069a28e17f"}, "/case"),
        ({"summary": "密码：abc12345"}, "/summary"),
        ({"seq": 7}, "/seq"),
        ({"late": False}, "/late"),
    ],
)
def test_wrong_entries_are_refused_by_field(world: World, case: CaseFile, change: Any, pointer: str) -> None:
    assert set(problems(record(world, case, **change))) == {pointer}
    assert not Communication.objects.exists()


def test_a_verification_code_that_was_read_out_is_masked(world: World, case: CaseFile) -> None:
    assert record(world, case, summary="验证码123456，请勿泄露").json()["summary"] == "验证码******，请勿泄露"


def test_papers_of_another_client_are_no_enclosure(world: World, case: CaseFile) -> None:
    other = client_of(world.alice, "Other")
    paper = hand_in(world, upload("o.pdf", PDF, "application/pdf"), client=str(other.pk)).json()["id"]
    own = hand_in(world).json()["id"]

    assert problems(record(world, case, enclosures=[own, paper])) == {"/enclosures/1": "does_not_exist"}
    assert problems(record(world, case, enclosures=[own, own])) == {"/enclosures/1": "repeated"}


def test_a_correction_is_a_further_entry_and_has_one_successor(world: World, case: CaseFile) -> None:
    first = record(world, case).json()
    entry = {name: value for name, value in told(case, summary="asked twice").items() if name != "case"}

    second = correct(world, first["id"], reason="misheard", record=entry)
    again = correct(world, first["id"], reason="misheard", record=entry)

    body = second.json()
    assert (second.status_code, body["seq"], body["corrects"], body["reason"]) == (201, 2, first["id"], "misheard")
    assert (again.status_code, again.json()["superseded_by"]) == (409, body["id"])
    assert [row["id"] for row in listed(world)] == [body["id"]]
    assert {row["id"] for row in listed(world, include_superseded="true")} == {first["id"], body["id"]}
    assert api(world.alice).get(f"{URL}{first['id']}/").json()["superseded_by"] == body["id"]


def test_a_correction_moves_the_promise_only_where_it_says_another(world: World, case: CaseFile) -> None:
    promise: dict[str, Any] = {"promise": "call back", "promised_on": in_days(3)}
    first = record(world, case, **promise).json()
    same = {name: value for name, value in told(case, **promise).items() if name != "case"}

    second = correct(world, first["id"], reason="agent number", record={**same, "agent_number": "9"}).json()
    third = correct(world, second["id"], reason="misheard", record={**same, "promised_on": in_days(4)}).json()

    assert first["step"] == second["step"] != third["step"]
    assert Step.objects.get(pk=first["step"]).state == "skipped"
    assert str(Step.objects.get(pk=third["step"]).deadline.due_on) == in_days(4)


def test_a_withdrawn_entry_stays_in_the_chain_and_its_promise_ends(world: World, case: CaseFile) -> None:
    first = record(world, case, promise="call back", promised_on=in_days(3)).json()

    gone = correct(world, first["id"], reason="another client's call", withdrawn=True).json()

    assert (gone["seq"], gone["withdrawn"], gone["summary"]) == (2, True, first["summary"])
    assert Step.objects.get(pk=first["step"]).state == "skipped"
    assert listed(world) == []
    assert correct(world, gone["id"], reason="again", withdrawn=True).json()["code"] == "withdrawn"


@pytest.mark.parametrize(
    "body", [{"reason": "x"}, {"reason": "x", "withdrawn": True, "record": {}}, {"withdrawn": True}]
)
def test_half_a_correction_is_refused(world: World, case: CaseFile, body: Any) -> None:
    assert problems(correct(world, record(world, case).json()["id"], **body))


def test_a_closed_case_takes_correspondence_but_no_promise(world: World, case: CaseFile) -> None:
    close_case(actor=world.alice, case=case, outcome="closed_settled", note="", at=clock.now())

    assert record(world, case).status_code == 201
    answer = record(world, case, promise="x", promised_on=in_days(3))
    assert (answer.status_code, answer.json()["code"]) == (409, "case_not_live")


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_every_change(world: World, case: CaseFile, act: str) -> None:
    record(world, case)

    for rows, change in ((Communication.objects, {"late": True}), (CommunicationContent.objects, {"payload": b"{}"})):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change) if act == "update" else rows.all().delete()


def test_words_may_be_emptied_and_the_entry_says_that_they_were_erased(world: World, case: CaseFile) -> None:
    ident = record(world, case).json()["id"]
    with pytest.raises(DatabaseError), transaction.atomic():
        CommunicationContent.objects.update(payload=b"")  # half of it: the salt would still tell

    CommunicationContent.objects.update(payload=b"", salt=b"")

    body = api(world.alice).get(f"{URL}{ident}/").json()
    assert (body["erased"], body["summary"], body["enclosures"]) == (True, "", [])
    assert correct(world, ident, reason="x", withdrawn=True).json()["code"] == "erased"


def test_only_who_sees_the_case_sees_what_was_said(world: World, case: CaseFile) -> None:
    ident = record(world, case).json()["id"]

    statuses = {name: api(who).get(f"{URL}{ident}/").status_code for name, who in world.people.items()}

    assert statuses == {"alice": 200, "sun": 200, "bob": 404, "lin": 404, "ada": 404, "zoe": 404}
    assert problems(record(world, case, who=world.bob)) == {"/case": "does_not_exist"}
    assert record(world, case, who=world.lin).status_code == 403


def queries(call: Any) -> int:
    with CaptureQueriesContext(connection) as made:
        assert call().status_code in (200, 201)
    return len(made)


def test_recording_and_reading_ask_the_same_number_of_queries_however_much_there_is(
    world: World, case: CaseFile
) -> None:
    papers = [hand_in(world).json()["id"] for _ in range(6)]
    record(world, case, enclosures=papers[:1])
    few = queries(lambda: api(world.alice).get(URL)), queries(lambda: record(world, case, enclosures=papers[:1]))
    for _ in range(20):
        record(world, case)

    many = queries(lambda: api(world.alice).get(URL)), queries(lambda: record(world, case, enclosures=papers))

    assert few == many


def test_an_advisor_records_corrects_and_withdraws_on_the_pages(world: World, case: CaseFile) -> None:
    at = clock.now() - timedelta(hours=3)
    form = {"kind": "call", "direction": "incoming", "happened_at_0": f"{at:%Y-%m-%d}", "happened_at_1": f"{at:%H:%M}"}
    form |= {"summary": "they called", "promised_by": "lender"}
    page = f"/admin/cases/casefile/{case.pk}/"

    made = browser(world.alice).post(f"{page}do/communication/", form)

    assert made.status_code == 302, made.context["form"].errors
    assert "they called" in browser(world.alice).get(f"{page}change/").content.decode()
    own = made["Location"].removesuffix("change/")
    filled = browser(world.alice).get(f"{own}do/correct/").content.decode()
    assert "they called" in filled
    corrected = browser(world.alice).post(f"{own}do/correct/", {**form, "summary": "we called", "reason": "mixed up"})
    last = corrected["Location"].removesuffix("change/")
    assert browser(world.alice).post(f"{last}do/withdraw/", {"reason": "wrong case"}).status_code == 302
    told = [row.told["summary"] for row in Communication.objects.order_by("seq").select_related("content")]
    assert told == ["they called", "we called", "we called"]


def test_a_reply_completes_the_step_that_waited_for_it(world: World) -> None:
    case = opened(world, planned("ask", actor="lender"), planned("complain", after=("ask",)))
    step, behind = step_of(case, "ask"), step_of(case, "complain")

    answer = record(world, case, answers=str(step.pk), direction="incoming", happened_at="2026-11-02T23:30:00+08:00")

    assert answer.status_code == 201, answer.content
    step.refresh_from_db()
    behind.refresh_from_db()
    assert (step.state, str(step.done_on), behind.state) == ("done", "2026-11-02", "ready")
    assert step.note.endswith(str(answer.json()["seq"]))


def test_what_answers_no_step_records_nothing(world: World) -> None:
    case = opened(world, planned("ask", actor="lender"), planned("complain", after=("ask",)))
    step, behind = step_of(case, "ask"), step_of(case, "complain")

    out = record(world, case, answers=str(step.pk), direction="outgoing")
    nowhere = record(world, case, answers="00000000-0000-7000-8000-000000000000", direction="incoming")
    waiting = record(world, case, answers=str(behind.pk), direction="incoming")

    assert (problems(out), problems(nowhere)) == ({"/answers": "outgoing"}, {"/answers": "does_not_exist"})
    assert (waiting.status_code, waiting.json()["code"]) == (409, "predecessors_open")
    assert not Communication.objects.exists()
