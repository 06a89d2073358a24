"""Two files of one person: found without telling of what is hidden, merged by a supervisor, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.consents.selectors import is_withdrawn
from accounts.erasures.services import ask_erasure, place_hold
from accounts.grants.models import Grant
from accounts.models import AuditEvent, Client, ClientMerge
from cases.models import Referral
from config import clock
from tests.cases.stories import opened
from tests.privacy.agreements import consented, withdrawn
from tests.world import NUMBER, PHONE, World, account_of, api, browser, client_of, problems

pytestmark = pytest.mark.django_db
CLIENTS = "/api/v1/clients/"


@pytest.fixture
def twin(world: World) -> Client:
    """Entered again by Bob."""
    return client_of(world.bob, "Chen again")


def duplicates(world: World, who: str, client: Client) -> Any:
    return api(world.people[who]).get(f"{CLIENTS}{client.pk}/duplicates/").json()


def merge(world: World, twin: Client, who: str = "sun", kept: Client | None = None, **more: Any) -> Any:
    body = {"duplicate": str(twin.pk), "reason": "entered twice"}
    path = f"{CLIENTS}{(kept or world.chen).pk}/merge/"
    return api(world.people[who]).post(path, body, format="json", **more)


def test_a_possible_duplicate_is_said_when_it_is_made_and_only_to_who_may_see_it(world: World, twin: Client) -> None:
    given = {"name": "Chen", "identity_number": NUMBER, "phone": "13700000000"}
    path: dict[str, Any] = {"format": "json", "headers": {"Idempotency-Key": "k"}}

    alices = api(world.alice).post(CLIENTS, given, **path).json()
    again = api(world.alice).post(CLIENTS, given, **path).json()
    zoes = api(world.zoe).post(CLIENTS, {"name": "X", "phone": "13711111111"}, format="json").json()
    suns = api(world.sun).post(CLIENTS, {"name": "Y", "phone": PHONE}, format="json").json()

    assert alices["possible_duplicates"] == again["possible_duplicates"] == [str(world.chen.pk)]
    assert zoes["possible_duplicates"] == []
    assert set(suns["possible_duplicates"]) == {str(world.chen.pk), str(twin.pk)}


RESIDENT = "53010219200508011X"


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("phone", "13711112222", "+86 137-1111-2222"),
        ("phone", "008613711112222", "１３７ １１１１ ２２２２"),
        ("phone", "0571-87654321", "+86 (571) 8765 4321"),
        ("identity_number", RESIDENT, "530102 19200508 011x"),
        ("identity_number", RESIDENT, "５３０１０２１９２００５０８０１１Ｘ"),
        ("email", "A.Li@example.org", "a.li@example.org"),
    ],
)
def test_a_person_is_found_again_however_it_was_typed(world: World, name: str, one: str, other: str) -> None:
    ask = api(world.alice)
    made = [ask.post(CLIENTS, {"name": "X", name: given}, format="json").json() for given in (one, other, one)]

    assert made[1]["possible_duplicates"] == [made[0]["id"]]
    assert set(made[2]["possible_duplicates"]) == {made[0]["id"], made[1]["id"]}
    if name != "email":
        found = ask.get(CLIENTS, {"search": other}).json()["results"]
        assert {row["id"] for row in found} == {row["id"] for row in made}


def test_what_names_no_number_finds_nobody_by_it(world: World) -> None:
    api(world.alice).post(CLIENTS, {"name": "X"}, format="json")

    assert api(world.alice).get(CLIENTS, {"search": "()"}).json()["results"] == []


def test_a_wrong_check_digit_is_said_however_it_was_typed(world: World) -> None:
    for number in ("110105194912310021", "１１０１０５１９４９１２３１００２１", "110105-19491231-0021"):
        answer = api(world.alice).post(CLIENTS, {"name": "X", "identity_number": number}, format="json")
        assert problems(answer).keys() == {"/identity_number"}, number


def test_duplicates_say_what_is_the_same_and_never_its_value(world: World, twin: Client) -> None:
    Client.objects.filter(pk=twin.pk).update(phone_index="", email="CHEN@example.org")
    Client.objects.filter(pk=world.chen.pk).update(email="CHEN@example.org")

    (found,) = duplicates(world, "sun", world.chen)["possible"]

    assert (found["client"]["id"], found["same"]) == (str(twin.pk), ["identity_number", "email"])
    assert NUMBER not in str(found)
    assert duplicates(world, "alice", world.chen) == {"possible": [], "merged_into": None, "other_files": []}


def test_a_merge_shows_both_files_to_the_same_people_and_moves_no_record(world: World, twin: Client) -> None:
    account = account_of(twin, world.jiebei)

    done = merge(world, twin, headers={"Idempotency-Key": "once"})
    again = merge(world, twin, headers={"Idempotency-Key": "once"})

    assert (done.status_code, done.json()) == (201, again.json())
    assert [row["id"] for row in duplicates(world, "alice", world.chen)["other_files"]] == [str(twin.pk)]
    assert duplicates(world, "alice", twin)["merged_into"] == str(world.chen.pk)
    account.refresh_from_db()
    assert account.client_id == twin.pk
    assert api(world.bob).get(f"{CLIENTS}{twin.pk}/").status_code == 404
    assert AuditEvent.objects.filter(act="merge", clients__has_key=str(twin.pk), actor=world.sun).count() == 1
    assert AuditEvent.objects.filter(act="merge", clients__has_key=str(world.chen.pk)).count() == 1


def test_what_is_new_goes_into_the_kept_file(world: World, twin: Client) -> None:
    merge(world, twin)
    new = {"client": str(twin.pk), "product": str(world.jiebei.pk)}

    for path, body in (("credit-accounts/", new), ("credit-accounts/bulk/", {"items": [new]})):
        refused = api(world.alice).post(f"/api/v1/{path}", body, format="json").json()
        assert (refused["code"], refused["kept"]) == ("client_merged", str(world.chen.pk))


def test_a_consent_withdrawn_in_one_file_is_withdrawn_in_both(world: World, twin: Client) -> None:
    merge(world, twin)

    withdrawn(world.alice, consented(world))

    assert is_withdrawn(twin.pk, "sensitive_data") and not is_withdrawn(world.wu.pk, "sensitive_data")


def test_one_plan_covers_both_files(world: World, twin: Client) -> None:
    debt = {"creditor": "East Bank", "kind": "loan", "read_on": "2026-10-01", "balance": "100.00", "overdue": "50.00"}
    budget = {
        "read_on": "2026-10-01",
        "payday": "2026-10-15",
        "lines": [{"side": "income", "kind": "wage", "amount": "6000.00"}],
    }
    for file, more in ((world.chen, {}), (twin, {"creditor": "West Bank"}), (twin, {"balance": "90.00"})):
        api(world.sun).post(f"{CLIENTS}{file.pk}/debts/", debt | more, format="json")
    api(world.sun).post(f"{CLIENTS}{twin.pk}/budget/", budget, format="json")
    merge(world, twin)

    plan = api(world.alice).get(f"{CLIENTS}{world.chen.pk}/plan/").json()

    assert sorted(each["debt"] for each in plan["debts"]) == ["East Bank", "West Bank"]
    assert plan["free"] == "6000.00"


@pytest.mark.parametrize("whose", ["chen", "twin"])
@pytest.mark.parametrize("what", ["hold", "erasure", "erased", "referral", "bar"])
def test_what_stands_in_the_way_is_said_and_nothing_is_changed(
    world: World, twin: Client, what: str, whose: str
) -> None:
    client, at = (world.chen if whose == "chen" else twin), clock.now()
    if what == "hold":
        place_hold(actor=world.sun, client_id=client.pk, reason="court", until=None, at=at)
    elif what == "erasure":
        ask_erasure(actor=world.sun, client_id=client.pk, basis="client_asks", reason="", at=at)
    elif what == "erased":
        Client.objects.filter(pk=client.pk).update(erased_at=at)
    elif what == "bar":
        Grant.objects.create(
            office=world.east, kind="bar", person=world.bob, client=client, starts_at=at - timedelta(hours=1),
            reason="kin", granted_by=world.sun,
        )  # fmt: skip
    elif whose == "twin":
        return  # a case of Chen's stands for both
    else:
        case = opened(world)
        Referral.objects.create(
            office=world.east, client=case.client, credit_account=case.credit_account, case=case, lawyer=world.lin,
            firm="F", consent_on=at.date(), reason="r", referred_by=world.sun,
        )  # fmt: skip

    refused = merge(world, twin)

    codes = {"hold": "legal_hold", "erasure": "erasure_open", "erased": "client_erased", "referral": "referral_running"}
    assert (refused.status_code, refused.json()["code"]) == (409, codes.get(what, "barred"))
    assert not ClientMerge.objects.exists()


def test_only_a_supervisor_merges_two_files_in_sight_and_never_in_a_chain(world: World, twin: Client) -> None:
    third = client_of(world.alice, "Third")

    assert (merge(world, twin, "alice").status_code, merge(world, twin, "zoe").status_code) == (403, 404)
    assert problems(merge(world, world.wu)) == {"/duplicate": "does_not_exist"}
    assert problems(merge(world, world.chen)) == {"/duplicate": "invalid"}
    assert merge(world, twin, headers={"If-Match": '"7"'}).status_code == 412
    assert merge(world, twin).status_code == 201
    assert merge(world, third).status_code == 201
    for kept, losing in (
        (world.chen, twin),
        (third, client_of(world.alice, "A")),
        (client_of(world.alice, "B"), world.chen),
    ):
        assert merge(world, losing, kept=kept).json()["code"] == "already_merged"


def test_a_merge_is_taken_back_and_bars_an_erasure_of_one_half_until_then(world: World, twin: Client) -> None:
    merge(world, twin)
    path, why = f"{CLIENTS}{twin.pk}/unmerge/", {"reason": "two brothers"}
    half = {"client": str(twin.pk), "basis": "client_asks", "reason": "asked"}
    assert api(world.sun).post("/api/v1/erasures/", half, format="json").json()["code"] == "client_merged"

    ended, again = (api(world.sun).post(path, why, format="json") for _ in range(2))

    assert (ended.status_code, ended.json()["ended_reason"]) == (200, "two brothers")
    assert (again.status_code, again.json()["code"]) == (409, "not_merged")
    assert duplicates(world, "alice", world.chen)["other_files"] == []
    assert api(world.sun).post("/api/v1/erasures/", half, format="json").status_code == 201


def test_another_advisor_gets_all_files_of_the_person(world: World, twin: Client) -> None:
    merge(world, twin)
    seen = api(world.sun).get(f"{CLIENTS}{world.chen.pk}/")["ETag"]
    to_bob = {"advisor": str(world.bob.pk)}
    api(world.sun).patch(f"{CLIENTS}{world.chen.pk}/", to_bob, format="json", headers={"If-Match": seen})

    assert api(world.bob).get(f"{CLIENTS}{twin.pk}/").status_code == 200


def test_the_admin_shows_and_merges_what_may_be_the_same(world: World, twin: Client) -> None:
    visitor, page = browser(world.sun), f"/admin/accounts/client/{world.chen.pk}/"

    assert "Chen again" in visitor.get(f"{page}change/").content.decode()
    assert "Chen again" not in browser(world.alice).get(f"{page}change/").content.decode()
    visitor.post(f"{page}do/merge/", {"duplicate": str(twin.pk), "reason": "entered twice"})

    assert ClientMerge.objects.get().kept == world.chen
    assert "known to be the same person: entered twice (Sun, " in visitor.get(f"{page}change/").content.decode()
