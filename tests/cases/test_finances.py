"""What a client owes and what is free each month: append-only readings, and figures that add up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from cases.models import Budget, Debt
from tests.cases.test_admin_pages import press
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db
DEBT: dict[str, Any] = {
    "creditor": "East Bank",
    "kind": "loan",
    "read_on": "2026-10-01",
    "balance": "8200.00",
    "overdue": "1200.00",
    "oldest_unpaid_on": "2026-08-10",
}
WAGE = {"side": "income", "kind": "wage", "amount": "6000.00"}
RENT = {"side": "expense", "kind": "housing", "amount": "2500.00"}
BUDGET: dict[str, Any] = {"read_on": "2026-10-01", "payday": "2026-10-15", "lines": [WAGE, RENT]}


def debts(world: World, who: str = "alice") -> Any:
    return api(world.people[who]).get(f"/api/v1/clients/{world.chen.pk}/debts/")


def owes(world: World, who: str = "alice", **more: Any) -> Any:
    return api(world.people[who]).post(f"/api/v1/clients/{world.chen.pk}/debts/", DEBT | more, format="json")


def earns(world: World, who: str = "alice", **more: Any) -> Any:
    return api(world.people[who]).post(f"/api/v1/clients/{world.chen.pk}/budget/", BUDGET | more, format="json")


def test_a_later_reading_takes_the_place_of_an_earlier_one_and_both_stay(world: World) -> None:
    owes(world)
    owes(world, read_on="2026-11-01", balance="7000.00", overdue="0.00")
    owes(world, creditor="West Card", kind="credit_card")

    shown = {row["creditor"]: row["balance"] for row in debts(world).json()["results"]}
    all_of_them = api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/debts/?include_superseded=true")

    assert shown == {"East Bank": "7000.00", "West Card": "8200.00"}
    assert len(all_of_them.json()["results"]) == 3


def test_an_earlier_day_that_is_recorded_late_does_not_stand(world: World) -> None:
    owes(world, read_on="2026-11-01", balance="7000.00", overdue="0.00")
    owes(world, read_on="2026-09-01", balance="9000.00")

    assert [row["balance"] for row in debts(world).json()["results"]] == ["7000.00"]


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"overdue": "9000.00"}, "/overdue", "does_not_add_up"),
        ({"read_on": "2199-01-01"}, "/read_on", "future"),
        ({"oldest_unpaid_on": "2199-01-01"}, "/oldest_unpaid_on", "future"),
        ({"balance": "-1.00"}, "/balance", "negative"),
        ({"provenance": "lender_issued"}, "/document", "document_required"),
        ({"state": "settled"}, "/balance", "does_not_add_up"),
        ({"office": "1"}, "/office", "unknown_field"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(world: World, more: dict[str, Any], pointer: str, code: str) -> None:
    assert problems(owes(world, **more)) == {pointer: code}
    assert not Debt.objects.exists()


def test_of_a_settled_debt_nothing_is_owed(world: World) -> None:
    paid: dict[str, Any] = {"state": "settled", "balance": "0.00", "overdue": "0.00", "oldest_unpaid_on": None}

    assert owes(world, **paid).status_code == 201


def test_another_clients_account_is_refused_as_one_that_never_was(world: World) -> None:
    wus = account_of(world.wu, world.jiebei)

    assert problems(owes(world, credit_account=str(wus.pk))) == {"/credit_account": "does_not_exist"}


def test_a_budget_says_what_is_left(world: World) -> None:
    assert earns(world, free="3500.00").status_code == 201

    found = api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/budget/").json()["budget"]

    assert (found["income"], found["expenses"], found["free"]) == ("6000.00", "2500.00", "3500.00")


def test_a_budget_may_leave_less_than_nothing(world: World) -> None:
    dear = {**RENT, "amount": "7000.00"}

    assert earns(world, lines=[WAGE, dear], free="-1000.00").json()["free"] == "-1000.00"


def test_before_the_first_budget_there_is_none(world: World) -> None:
    assert api(world.alice).get(f"/api/v1/clients/{world.chen.pk}/budget/").json() == {"budget": None}


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"free": "4000.00"}, "/free", "does_not_add_up"),
        ({"lines": [{**WAGE, "kind": "loan"}]}, "/lines/0/kind", "borrowed"),
        ({"lines": [{**WAGE, "kind": "other", "words": "向朋友借款"}]}, "/lines/0/words", "borrowed"),
        ({"lines": [{**WAGE, "kind": "support", "words": "信用卡套現"}]}, "/lines/0/words", "borrowed"),
        ({"lines": [{**WAGE, "kind": "other", "words": "Cash advance"}]}, "/lines/0/words", "borrowed"),
        ({"lines": [{**WAGE, "kind": "housing"}]}, "/lines/0/kind", "wrong_side"),
        ({"lines": []}, "/lines", "empty"),
    ],
)
def test_a_budget_that_does_not_add_up_or_borrows_is_refused(
    world: World, more: dict[str, Any], pointer: str, code: str
) -> None:
    assert problems(earns(world, **more)) == {pointer: code}
    assert not Budget.objects.exists()


@pytest.mark.parametrize("model", [Debt, Budget])
def test_readings_are_never_changed_or_deleted(world: World, model: Any) -> None:
    owes(world)
    earns(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(note="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()


def test_who_does_not_see_the_client_sees_and_records_nothing(world: World) -> None:
    owes(world)

    assert [debts(world, who).status_code for who in ("bob", "zoe", "ada", "lin")] == [404] * 4
    assert [owes(world, who).status_code for who in ("bob", "zoe", "ada", "lin")] == [404] * 4
    assert [earns(world, who).status_code for who in ("bob", "zoe", "ada", "lin")] == [404] * 4


def test_a_budget_is_recorded_on_the_clients_page(world: World) -> None:
    days = {"read_on": "2026-10-01", "payday": "2026-10-15"}

    press(world, world.chen, "budget", **days, **{"income.wage": "5000", "expense.food": "1500.50"})

    assert Budget.objects.get().free == Decimal("3499.50")
