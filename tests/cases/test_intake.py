"""Intake: where it stands, and the call that does what is missing; whoever follows the calls is done."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Client, Lender, Person
from cases.models import ConflictParty
from config import clock, crypto
from tests.world import NUMBER, World, account_of, api, browser

pytestmark = pytest.mark.django_db
GIVEN: dict[str, Any] = {
    "identity_number": NUMBER,
    "phone": "13900002222",
    "signed_on": "2026-01-05",
    "fee_basis": "none",
    "wording": "v1",
    "how": "paper",
    "given_at": "2026-01-05T10:00:00+08:00",
    "observed_at": "2026-01-05T10:00:00+08:00",
    "shows_limit": False,
    "can_draw": False,
    "text": "服务暂不可用",
    "outstanding_amount": "8200.00",
    "captured_at": "2026-01-05T10:00:00+08:00",
    **dict.fromkeys(
        ("can_do_alone_for_free", "no_result_guaranteed", "duty_to_pay_continues", "lender_may_refuse"), True
    ),
}


def intake(who: Person, client: Client, **headers: str) -> Any:
    return api(who).get(f"/api/v1/clients/{client.pk}/intake/", headers=headers)


def follow(world: World, call: dict[str, Any]) -> None:
    """Does what the answer says, with the values that it knows and what the client tells."""
    known = GIVEN | {"items/product": str(world.jiebei.pk), "items/outstanding_amount": "8200.00"}
    body = {name: value for name, value in (known | call["values"]).items() if name in call["fields"]}
    if "file" in call["fields"]:
        photo = SimpleUploadedFile("screen.txt", "服务暂不可用".encode())
        answer = api(world.alice).post(call["path"], body | {"file": photo}, format="multipart")
    else:
        items = {name.removeprefix("items/"): value for name, value in body.items() if name.startswith("items/")}
        body = {"items": [items, items]} if items else body
        match = {"If-Match": "*"} if call["method"] == "PATCH" else {}
        act = getattr(api(world.alice), call["method"].lower())
        answer = act(call["path"], body, format="json", headers=match)
    assert answer.status_code in (200, 201), (call, answer.json())


def test_whoever_follows_the_calls_one_by_one_is_done(world: World) -> None:
    path = api(world.alice).post("/api/v1/clients/", {"name": "New"}, format="json")["Location"]
    done: list[str] = []
    for _turn in range(20):
        told = api(world.alice).get(f"{path}intake/").json()
        if told["complete"]:
            break
        (part,) = [each for each in told["parts"] if each["part"] == told["next"]]
        done += [told["next"]]
        follow(world, part["missing"][0]["call"])

    assert done == [
        "identity", "identity", "engagement", "consents", "accounts", "displays", "displays", "documents", "documents",
        "evaluations", "evaluations", "case", "plan",
    ]  # fmt: skip
    assert (told["complete"], told["next"], {each["done"] for each in told["parts"]}) == (True, None, {True})


def test_what_is_missing_is_said_in_the_callers_language_with_its_account(world: World) -> None:
    told = intake(world.alice, world.chen, **{"Accept-Language": "zh-Hans"}).json()
    displays = next(each for each in told["parts"] if each["part"] == "displays")

    assert [each["credit_account"] for each in displays["missing"]] == [str(world.account.pk)]
    assert displays["missing"][0]["text"] == "借呗：应用显示了什么，还没有记录。"
    assert not displays["done"]


def test_a_withdrawn_record_is_missing_again_and_a_wait_is_said(world: World) -> None:
    seen = {"credit_account": str(world.account.pk), "observed_at": GIVEN["observed_at"], "can_draw": False}
    shown = api(world.alice).post("/api/v1/displays/", seen, format="json").json()
    told = api(world.alice).post(
        f"/api/v1/displays/{shown['id']}/corrections/", {"reason": "mistaken", "withdrawn": True}, format="json"
    )
    assert told.status_code == 201

    parts = {each["part"]: each for each in intake(world.alice, world.chen).json()["parts"]}

    assert not parts["displays"]["done"]
    assert (parts["case"]["done"], parts["case"]["missing"]) == (False, [])
    assert parts["case"]["text"] == parts["plan"]["text"] == "It comes after what stands above."


def test_the_number_of_queries_does_not_grow_with_the_accounts(
    world: World, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        account_of(world.chen, world.jiebei)

    with django_assert_max_num_queries(16):
        told = intake(world.alice, world.chen).json()

    assert len(next(each for each in told["parts"] if each["part"] == "evaluations")["missing"]) == 31


@pytest.mark.parametrize("side", ["acts_against", "acts_for"])
def test_a_conflict_of_interest_is_said_without_the_other_side(world: World, side: str) -> None:
    assert intake(world.alice, world.chen).json()["conflict"] == {"declared": False, "text": ""}
    bank = Lender.objects.create(name="East Bank", kind="bank")
    world.account.change(at=clock.now(), lender_of_record=bank)
    whom = {"lender": bank} if side == "acts_for" else {"identity_index": crypto.blind_index("identity_number", NUMBER)}
    ConflictParty.objects.create(office=world.east, lawyer=world.lin, engagement=side, label="secret side", **whom)

    told = intake(world.alice, world.chen)

    assert told.json()["conflict"]["declared"]
    assert "Lin" not in told.text and "secret" not in told.text and str(world.lin.pk) not in told.text


def test_the_checklist_stands_on_the_clients_page_until_all_is_done(world: World) -> None:
    page = browser(world.alice).get(f"/admin/accounts/client/{world.chen.pk}/change/").content.decode()

    assert "No engagement is in force: it is signed before any work." in page
    assert f"/admin/assessments/display/add/?credit_account={world.account.pk}" in page


@pytest.mark.parametrize(("who", "status"), [("bob", 404), ("zoe", 404), ("lin", 404), ("sun", 200), ("ada", 404)])
def test_only_caseworkers_who_see_the_client_are_told(world: World, who: str, status: int) -> None:
    assert intake(world.people[who], world.chen).status_code == status
