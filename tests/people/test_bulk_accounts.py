"""Several credit accounts at once: all or none, each error at its row and field, and safe to send again."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent, CreditAccount
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
PATH = "/api/v1/credit-accounts/bulk/"


def sent(world: World, *items: dict[str, Any], who: str = "alice", **headers: str) -> Any:
    return api(world.people[who]).post(PATH, {"items": list(items)}, format="json", headers=headers)


def account(world: World, **more: Any) -> dict[str, Any]:
    return {"client": str(world.chen.pk), "product": str(world.jiebei.pk), **more}


def test_several_accounts_are_made_in_the_order_in_which_they_were_sent(
    world: World, django_assert_max_num_queries: Any
) -> None:
    items = [account(world, reference=f"L-{number}", external_id=f"crm:{number}") for number in range(30)]
    with django_assert_max_num_queries(25):
        made = sent(world, *items)

    assert (made.status_code, [row["reference"] for row in made.json()["results"]]) == (
        201,
        [item["reference"] for item in items],
    )
    ids = [row["id"] for row in made.json()["results"]]
    assert AuditEvent.objects.filter(act="create", object_id__in=ids).count() == 30


def test_every_error_names_its_row_and_field_and_nothing_is_made(world: World) -> None:
    before = CreditAccount.objects.count()
    good, foreign = account(world), account(world, client=str(world.wu.pk))

    refused = sent(world, good, foreign, account(world, external_id="a"), account(world, external_id="a"))
    unread = sent(world, good, account(world, outstanding_amount="-1", colour="red"))

    assert problems(refused) == {"/items/1/client": "does_not_exist", "/items/3/external_id": "repeated"}
    assert set(problems(unread)) == {"/items/1/outstanding_amount", "/items/1/colour"}
    assert (sent(world).status_code, sent(world, good, who="lin").status_code) == (400, 403)
    assert CreditAccount.objects.count() == before


def test_a_name_that_is_taken_is_said_at_its_row_and_a_key_makes_sending_again_safe(world: World) -> None:
    items = [account(world), account(world, external_id="crm:1")]

    first, again = (sent(world, *items, **{"Idempotency-Key": "k1"}) for _ in range(2))
    taken = sent(world, *items)

    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert CreditAccount.objects.filter(client=world.chen).count() == 3
    assert (taken.status_code, taken.json()["code"]) == (409, "external_id_taken")
    assert [one["pointer"] for one in taken.json()["errors"]] == ["/items/1/external_id"]


def test_no_account_was_opened_on_a_day_to_come(world: World) -> None:
    to_come = account(world, opened_on="2199-01-01")
    one, paths = api(world.alice), ("/api/v1/credit-accounts/", f"/api/v1/credit-accounts/{world.account.pk}/")

    assert problems(sent(world, account(world), to_come)) == {"/items/1/opened_on": "future"}
    assert problems(one.post(paths[0], to_come, format="json")) == {"/opened_on": "future"}
    changed = one.patch(paths[1], {"opened_on": "2199-01-01"}, format="json", headers={"If-Match": etag(one, paths[1])})
    assert problems(changed) == {"/opened_on": "future"}
    assert one.post(paths[0], account(world, opened_on="2020-02-29"), format="json").status_code == 201


def etag(caller: Any, path: str) -> str:
    return str(caller.get(path)["ETag"])
