"""The first story, from intake to the plan's mail, through the API: what each of six people sees at each point."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command

from accounts.models import CreditProduct
from config import clock
from tests.world import World, api, build_world

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "因您长期逾期未还,借呗服务已永久关闭。如有疑问请联系客服95188。"
PRIVATE = ("借呗", "蚂蚁", "8200", "900.00", "逾期")


@pytest.fixture
def world(transactional_db: None) -> World:
    return build_world()


class Advisor:
    """Alice at her desk: each method is one call of the API."""

    def __init__(self, world: World) -> None:
        self.api = api(world.alice)

    def post(self, path: str, status: int = 201, **body: Any) -> dict[str, Any]:
        answer = self.api.post(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == status, answer.content
        return dict(answer.json())


def take_in(alice: Advisor, product: CreditProduct) -> str:
    client = alice.post("clients/", name="王立", identity_number="11010519491231002X", phone="13800000000")
    account = alice.post("credit-accounts/", client=client["id"], product=str(product.pk), outstanding_amount="8200.00")
    return str(account["id"])


def record_what_was_seen(alice: Advisor, account: str) -> None:
    today = clock.today("Asia/Shanghai")
    noon = datetime.combine(today - timedelta(days=3), datetime.min.time(), ZoneInfo("Asia/Shanghai")).isoformat()
    seen: dict[str, Any] = {"credit_account": account, "provenance": "document_seen"}
    alice.post("notices/", **seen, received_at=noon, channel="in_app", text=TEXT)
    alice.post("displays/", **seen, observed_at=noon, shows_limit=False, can_draw=False, text="服务已关闭")
    for months in range(1, 6):
        alice.post("repayments/", **seen, due_on=str(today - timedelta(days=30 * months)), amount_due="900.00")


def test_a_closed_account_becomes_a_case_with_a_plan_and_a_mail(world: World) -> None:
    alice = Advisor(world)
    account = take_in(alice, world.jiebei)
    record_what_was_seen(alice, account)

    assessment = alice.post(f"credit-accounts/{account}/evaluate/")
    case = alice.post("cases/", credit_account=account, assessment=assessment["id"])
    adopted = alice.post(f"cases/{case['id']}/plan/", assessment=assessment["id"])
    due = str(clock.today("Asia/Shanghai") + timedelta(days=1))
    alice.post("steps/", case=case["id"], title="Call the client", actor="advisor", due_on=due)
    call_command("tick")

    assert (assessment["status"], assessment["causes"][0]["cause"]) == ("closed", "overdue")
    assert [step["action"] for step in assessment["plan"]] == [step["action"] for step in adopted["steps"]]
    assert mail.outbox
    for sent in mail.outbox:
        assert sent.to == [world.alice.email]
        assert not [word for word in PRIVATE if word in sent.subject]

    for who, status in (("alice", 200), ("sun", 200), ("bob", 404), ("zoe", 404), ("lin", 404), ("ada", 404)):
        answer = api(world.people[who]).get(f"/api/v1/cases/{case['id']}/")
        assert answer.status_code == status, who


def test_an_open_case_always_names_what_is_next_who_does_it_and_when(world: World) -> None:
    alice = Advisor(world)
    account = take_in(alice, world.jiebei)
    record_what_was_seen(alice, account)
    assessment = alice.post(f"credit-accounts/{account}/evaluate/")
    case = alice.post("cases/", credit_account=account, assessment=assessment["id"])
    path = f"/api/v1/cases/{case['id']}/"
    seen = [alice.api.get(path).json()]
    alice.post(f"cases/{case['id']}/plan/", assessment=assessment["id"])

    while True:
        seen.append(alice.api.get(path).json())
        ready = alice.api.get(f"/api/v1/steps/?case={case['id']}&limit=200").json()["results"]
        ready = [step for step in ready if step["state"] == "ready"]
        if not ready:
            break
        alice.post(f"steps/{ready[0]['id']}/complete/", 200, note="done")

    assert len(seen) > 5
    for shown in seen:
        assert shown["state"] == "open"
        assert all(shown[name] for name in ("next_action", "next_action_on", "owner")), shown
