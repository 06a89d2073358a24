"""What a lender announced: entered by a person, shown with the accounts that it touches, recorded as evidence once."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import CreditProduct, Lender
from assessments.models import Bulletin, PlatformEvent
from tests.world import World, account_of, api, client_of, problems

pytestmark = pytest.mark.django_db
PATH = "/api/v1/bulletins/"
BODY: dict[str, Any] = {
    "kind": "policy_change",
    "announced_on": "2026-11-01",
    "starts_at": "2026-11-10T00:00:00+08:00",
    "text": "平台调整授信策略，部分用户额度将被调整。",
    "source": "App 公告，2026-11-01",
}


def entered(world: World, who: str = "alice", **more: Any) -> Any:
    return api(world.people[who]).post(PATH, {"product": str(world.jiebei.pk)} | BODY | more, format="json")


def touched(world: World, ident: str, who: str) -> Any:
    answer = api(world.people[who]).get(f"{PATH}{ident}/accounts/")
    return {row["id"] for row in answer.json()["results"]} if answer.status_code == 200 else answer.status_code


def recorded(world: World, ident: str, *accounts: Any) -> Any:
    body = {"credit_accounts": [str(account.pk) for account in accounts]}
    return api(world.alice).post(f"{PATH}{ident}/record/", body, format="json")


def test_it_shows_the_accounts_that_it_touches_as_far_as_one_sees_them(world: World) -> None:
    huabei = CreditProduct.objects.create(key="huabei", name="花呗")
    account_of(world.chen, huabei)
    bobs = account_of(client_of(world.bob, "Bo"), world.jiebei)
    account_of(world.wu, world.jiebei)

    ident = entered(world).json()["id"]

    assert touched(world, ident, "alice") == {str(world.account.pk)}
    assert touched(world, ident, "sun") == {str(world.account.pk), str(bobs.pk)}
    assert touched(world, ident, "zoe") == 404


def test_named_with_a_lender_it_touches_only_accounts_of_both(world: World) -> None:
    bank = Lender.objects.create(name="East Bank", kind="bank", office=world.east)
    ident = entered(world, lender=str(bank.pk)).json()["id"]
    assert touched(world, ident, "alice") == set()

    world.account.change(at=world.account.updated_at, lender_of_record=bank)

    assert touched(world, ident, "alice") == {str(world.account.pk)}


def test_recorded_twice_it_is_evidence_once(world: World) -> None:
    ident = entered(world).json()["id"]

    first, second = recorded(world, ident, world.account), recorded(world, ident, world.account)

    assert (first.json()["recorded"], second.json()["recorded"]) == (1, 0)
    assert first.json()["platform_events"] == second.json()["platform_events"]
    row = PlatformEvent.objects.get()
    assert (row.text, row.source_ref) == (BODY["text"], ident)


def test_an_account_that_it_does_not_touch_or_that_is_hidden_takes_nothing(world: World) -> None:
    huabei = CreditProduct.objects.create(key="huabei", name="花呗")
    ident = entered(world).json()["id"]

    for other in (account_of(world.chen, huabei), account_of(world.wu, world.jiebei)):
        assert problems(recorded(world, ident, world.account, other)) == {"/credit_accounts/1": "does_not_exist"}
    assert not PlatformEvent.objects.exists()


def test_what_was_taken_back_is_recorded_nowhere_any_more(world: World) -> None:
    ident = entered(world).json()["id"]
    answer = api(world.alice).post(f"{PATH}{ident}/withdraw/", {"reason": "another product"}, format="json")

    assert answer.json()["withdrawn_at"]
    assert recorded(world, ident, world.account).status_code == 409
    assert api(world.alice).get(PATH, {"withdrawn": "false"}).json()["results"] == []


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"product": None}, "/product", "required"),
        ({"announced_on": "2199-01-01"}, "/announced_on", "future"),
        ({"ends_at": "2026-11-09T00:00:00+08:00"}, "/ends_at", "before_start"),
        ({"office": "1"}, "/office", "unknown_field"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, more: dict[str, Any], pointer: str, code: str) -> None:
    assert problems(entered(world, **more)) == {pointer: code}
    assert not Bulletin.objects.exists()


def test_an_administrator_has_no_part_in_it(world: World) -> None:
    assert entered(world, "ada").status_code == 403
    assert api(world.ada).get(PATH).status_code == 403
