"""Two acts on one client's file at the same moment: one comes after the other, and neither is answered by a crash."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.clients import services as clients
from accounts.clients.models import Client
from accounts.erasures import fates
from accounts.erasures.services import ask_erasure, confirm_erasure
from accounts.merges.services import merge_clients
from accounts.models import ErasedRecord
from cases.client_links.models import ClientReport
from cases.client_links.services import entering, links, telling
from cases.files.services import handover, ledger, steps
from cases.models import CaseFile, Step
from config import clock
from tests.cases.client_pages import Phone, linked, mailed_code
from tests.cases.stories import opened, planned, step_of
from tests.cases.test_client_reports import page_of, picture
from tests.cases.test_hand_over import handed
from tests.cases.test_work_queue import case_with
from tests.racing import CALLERS, Meeting, at_once
from tests.world import World, api, build_world, client_of

pytestmark = pytest.mark.django_db(transaction=True)
ORDERS = pytest.mark.parametrize("turned", [False, True], ids=["one-first", "other-first"])


@pytest.fixture
def world(on_a_file: None) -> World:
    return build_world()


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Meeting:
    return Meeting(monkeypatch)


def both(meeting: Meeting, one: Any, other: Any, turned: bool) -> tuple[Any, Any]:
    if turned:
        second, first = meeting.of(other, one)
        return first, second
    first, second = meeting.of(one, other)
    return first, second


def erase(world: World) -> None:
    asked = ask_erasure(
        actor=world.alice, client_id=world.chen.pk, basis="client_asks", reason="by letter", at=clock.now()
    )
    confirm_erasure(actor=world.sun, erasure=asked, at=clock.now())


def erasing(world: World) -> Any:
    asked = {"client": str(world.chen.pk), "basis": "client_asks", "reason": "by letter"}
    ident = api(world.alice).post("/api/v1/erasures/", asked, format="json").json()["id"]
    return lambda: api(world.sun).post(f"/api/v1/erasures/{ident}/confirm/")


def adding_step(world: World, case: CaseFile) -> Any:
    body = {"case": str(case.pk), "title": "Call", "actor": "advisor"}
    return lambda: api(world.sun).post("/api/v1/steps/", body, format="json")


# The client's pages


def tells_proof(case: CaseFile, phone: Phone) -> None:
    path = page_of(case, "obtain_credit_report")
    phone.get(path)
    phone.post(path, file=picture(), words="all pages")


def tells_payment(case: CaseFile, phone: Phone) -> None:
    phone.get("/c/payment/")
    phone.post("/c/payment/", case=str(case.pk), amount="5", paid_on="2026-01-05", words="")


def asks_code(case: CaseFile, phone: Phone) -> None:
    phone.get(phone.door)
    phone.post(phone.door, ask="1")


def enters(case: CaseFile, phone: Phone) -> None:
    phone.get(phone.door)
    phone.post(phone.door, code=mailed_code())


THROUGH_A_LINK = pytest.mark.parametrize(
    ("act", "owner", "name"),
    [
        (tells_proof, telling, "tell_proof"),
        (tells_payment, telling, "tell_payment"),
        (asks_code, entering, "ask_code"),
        (enters, entering, "enter"),
    ],
)


@pytest.mark.parametrize("end", ["erase", "revoke"])
@THROUGH_A_LINK
def test_a_page_whose_link_ended_since_it_was_asked_for_is_gone(
    world: World, monkeypatch: pytest.MonkeyPatch, act: Any, owner: Any, name: str, end: str
) -> None:
    case = opened(world, planned("obtain_credit_report", due="2099-10-16"), planned("repay_overdue", due="2099-10-20"))
    link, phone = linked(world)
    phone.enter()
    gone = Phone("never-a-link").get("/c/open/never-a-link/")
    real = getattr(owner, name)

    def too_late(**given: Any) -> Any:
        if end == "erase":
            erase(world)
        else:
            links.revoke_link(actor=world.alice, link=link, at=clock.now())
        return real(**given)

    monkeypatch.setattr(owner, name, too_late)
    act(case, phone)

    assert (phone.status, phone.text) == (404, gone)
    assert ClientReport.objects.count() == 0


def test_what_a_client_sends_while_the_file_is_erased_is_taken_before_it_or_finds_the_link_gone(world: World) -> None:
    case = opened(world, planned("obtain_credit_report", due="2099-10-16"), planned("repay_overdue", due="2099-10-20"))
    phone = linked(world)[1].enter()
    page = page_of(case, "obtain_credit_report")
    key, confirm = phone.key, erasing(world)

    def one(number: int) -> int:
        if number == CALLERS // 2:
            return int(confirm().status_code)
        if number % 2:
            return int(phone.browser.get("/c/").status_code)
        return int(phone.browser.post(page, {"form_key": key, "file": picture(), "words": ""}).status_code)

    answers = at_once(one)

    assert answers.pop(CALLERS // 2) == 200
    assert set(answers) <= {200, 302, 404}
    assert ClientReport.objects.count() == 0
    assert ErasedRecord.objects.filter(kind="cases.clientreport").count() == answers.count(302)


@ORDERS
def test_a_new_link_and_a_report_through_the_one_before(world: World, meeting: Meeting, turned: bool) -> None:
    case = opened(world, planned("obtain_credit_report", due="2099-10-16"), planned("repay_overdue", due="2099-10-20"))
    phone = linked(world)[1].enter()
    meeting.after(telling, "hold")
    meeting.before(links, "_end")
    body = {"client": str(world.chen.pk)}

    def tell() -> int:
        tells_proof(case, phone)
        return phone.status

    told, made = both(
        meeting, tell, lambda: api(world.alice).post("/api/v1/client-links/", body, format="json"), turned
    )

    assert made.status_code == 201
    assert told in (302, 404)
    assert phone.get("/c/") and phone.status == 404


# Rows are held in one order (decision 0027)


@ORDERS
def test_a_hand_over_and_work_on_one_of_its_cases(world: World, meeting: Meeting, turned: bool) -> None:
    case = opened(world, planned("ask", due="2099-10-16"))
    meeting.after(handover, "_clients")
    meeting.before(steps, "_own_step")

    over, step = both(meeting, lambda: handed(world, world.alice, world.bob), adding_step(world, case), turned)

    assert (over.status_code, step.status_code) == (200, 201)
    assert Step.objects.filter(case=case, own_title="Call").exists()
    case.refresh_from_db()
    assert case.owner == world.bob


@ORDERS
def test_a_hand_over_and_an_erasure(world: World, meeting: Meeting, turned: bool) -> None:
    opened(world, planned("ask", due="2099-10-16"))
    confirm = erasing(world)
    meeting.after(handover, "_clients")
    meeting.before(fates, "_hold_now")

    over, erased = both(meeting, lambda: handed(world, world.alice, world.bob), confirm, turned)

    assert (over.status_code, erased.status_code) == (200, 200)
    assert not CaseFile.objects.exists()
    chen = Client.objects.get(pk=world.chen.pk)
    assert (chen.name, chen.advisor) == ("", world.bob)


@ORDERS
def test_an_erasure_and_work_on_the_case(world: World, meeting: Meeting, turned: bool) -> None:
    case = opened(world, planned("ask", due="2099-10-16"))
    confirm = erasing(world)
    meeting.before(fates, "_hold_now")
    meeting.before(steps, "_own_step")

    erased, step = both(meeting, confirm, adding_step(world, case), turned)

    assert (erased.status_code, step.status_code in (201, 400, 409)) == (200, True)
    assert not Step.objects.exists()


@ORDERS
def test_a_look_at_a_report_and_the_same_step_done_in_another_case(
    world: World, meeting: Meeting, turned: bool
) -> None:
    """A step that serves every case of the client is done in all of them: both acts need both cases."""
    one = opened(world, planned("obtain_credit_report"))
    phone = linked(world)[1].enter()
    other = case_with(world, planned("obtain_credit_report"))
    first, last = sorted([one, other], key=lambda case: case.pk)
    tells_proof(last, phone)
    look = f"/api/v1/client-reports/{ClientReport.objects.get().pk}/look/"
    done = f"/api/v1/steps/{step_of(first, 'obtain_credit_report').pk}/complete/"
    meeting.after(ledger, "locked")

    looked, completed = both(
        meeting,
        lambda: api(world.alice).post(look, {"finding": "accepted", "complete": True}, format="json"),
        lambda: api(world.sun).post(done, {}, format="json"),
        turned,
    )

    assert looked.status_code == 201
    assert completed.status_code in (200, 409)  # who comes second finds it done
    assert set(Step.objects.values_list("state", flat=True)) == {"done"}


@ORDERS
def test_both_files_of_one_person_get_another_advisor(world: World, meeting: Meeting, turned: bool) -> None:
    twin = client_of(world.alice, "Chen")
    merge_clients(actor=world.sun, kept=world.chen, duplicate=twin.pk, reason="one person", at=clock.now())
    meeting.after(clients, "record")

    def give(client: Client, advisor: Any) -> Any:
        path = f"/api/v1/clients/{client.pk}/"
        version = api(world.sun).get(path)["ETag"]
        body = {"advisor": str(advisor.pk)}
        return lambda: api(world.sun).patch(path, body, format="json", headers={"If-Match": version})

    answers = both(meeting, give(world.chen, world.bob), give(twin, world.alice), turned)

    assert {answer.status_code for answer in answers} <= {200, 412}
    assert len(set(Client.objects.filter(office=world.east).values_list("advisor", flat=True))) == 1
