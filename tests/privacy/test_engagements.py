"""No work before the client knows four things; no fee for what nobody can sell."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.engagements.fees import depends_on_outcome
from accounts.models import Engagement
from tests.privacy.agreements import ENGAGEMENTS, TOLD, engagement
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db


def sent(world: World, **more: Any) -> Any:
    return api(world.alice).post(ENGAGEMENTS, engagement(world, **more), format="json")


def test_an_engagement_is_kept_as_it_was_signed(world: World) -> None:
    answer = sent(world, fee_terms="按工作时间固定收费，不论结果如何。")

    assert answer.status_code == 201
    assert (answer.json()["fee_amount"], answer.json()["ended_on"]) == ("500.00", None)


@pytest.mark.parametrize("name", TOLD)
def test_each_of_the_four_statements_has_to_be_acknowledged(world: World, name: str) -> None:
    assert problems(sent(world, **{name: False})) == {f"/{name}": "not_acknowledged"}
    assert not Engagement.objects.exists()


@pytest.mark.parametrize("basis", ["record_removed", "success"])
def test_a_fee_on_a_records_removal_or_on_success_is_refused_with_the_reason(world: World, basis: str) -> None:
    answer = sent(world, fee_basis=basis)

    assert problems(answer) == {"/fee_basis": "fee_depends_on_outcome"}
    assert "commits a fraud" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    "terms",
    [
        "征信逾期记录删除后支付3000元",
        "办成后付尾款",
        "先付500元，不成功不收费",
        "Payable when the overdue entries are deleted from the report.",
        "A success fee of 10 %.",
        "No win, no fee.",
    ],
)
def test_terms_that_hang_on_the_outcome_are_refused(world: World, terms: str) -> None:
    assert problems(sent(world, fee_terms=terms)) == {"/fee_terms": "fee_depends_on_outcome"}


@pytest.mark.parametrize(
    "terms",
    [
        "",
        "固定服务费500元，整理材料三次以内。",
        "费用不取决于任何记录是否删除，也不取决于额度是否恢复。",
        "By the hour, regardless of whether the record is removed.",
        "起草异议申请书一份200元；查询征信报告的费用由客户自付。",
    ],
)
def test_terms_of_work_are_accepted(terms: str) -> None:
    assert not depends_on_outcome(terms)


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"fee_basis": "none"}, {"/fee_amount": "invalid"}),
        ({"fee_amount": None}, {"/fee_amount": "required"}),
        ({"signed_on": "2199-01-01"}, {"/signed_on": "future"}),
    ],
)
def test_a_fee_has_an_amount_and_a_signature_a_day(world: World, more: dict[str, Any], found: dict[str, str]) -> None:
    assert problems(sent(world, **more)) == found


def test_it_ends_once_and_not_before_it_was_signed(world: World) -> None:
    address = f"{ENGAGEMENTS}{sent(world).json()['id']}/end/"

    def ended(day: str) -> Any:
        return api(world.alice).post(address, {"ended_on": day}, format="json")

    assert problems(ended("2026-01-04")) == {"/ended_on": "before_start"}
    assert ended("2026-01-05").json()["ended_on"] == "2026-01-05"
    assert ended("2026-01-05").status_code == 409


def test_only_those_who_see_the_client_see_it(world: World) -> None:
    sent(world)

    assert len(api(world.sun).get(f"{ENGAGEMENTS}?client={world.chen.pk}").json()["results"]) == 1
    assert api(world.bob).get(ENGAGEMENTS).json()["results"] == []
    assert api(world.ada).get(ENGAGEMENTS).status_code == 403


def test_the_admin_refuses_the_same(world: World) -> None:
    form = {
        "client": str(world.chen.pk), "signed_on": "2026-01-05", "fee_basis": "fixed", "fee_amount": "500.00",
        "currency": "CNY", "fee_terms": "办成后付尾款", "document": "", **dict.fromkeys(TOLD, "on"),
    }  # fmt: skip
    visitor = browser(world.alice)

    refused = visitor.post("/admin/accounts/engagement/add/", form)
    visitor.post("/admin/accounts/engagement/add/", form | {"fee_terms": ""})

    assert list(refused.context["adminform"].form.errors) == ["fee_terms"]
    assert Engagement.objects.get().recorded_by == world.alice
