"""Chen's account, told so that a plan comes of it; and plans of our own making, stored as an assessment stores them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from accounts.models import CreditAccount
from assessments.engine import pack_to_bytes
from assessments.engine.canonical import to_bytes
from assessments.evaluations.consequences import before_storing
from assessments.evaluations.models import Assessment, RulePack
from assessments.evaluations.services import evaluate_account
from assessments.evidence.models import Notice
from assessments.evidence.services import record_evidence
from assessments.packs import packs
from cases.files.models import CaseFile, Step
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from tests.world import World

# A Thursday, 10:00 in Shanghai; working days all around.
NOW = datetime(2026, 10, 15, 2, tzinfo=UTC)
DAY = timedelta(days=1)
CLOSED = "因您长期逾期未还,借呗服务已永久关闭。"


def evaluated(world: World, at: datetime = NOW) -> Assessment:
    """The account is closed for long arrears, evaluated by the real engine."""
    values = {
        "credit_account": world.account.pk,
        "received_at": at - DAY,
        "channel": "in_app",
        "text": CLOSED,
        "provenance": "client_stated",
    }
    record_evidence(actor=world.alice, model=Notice, values=values, at=at)
    return evaluate_account(actor=world.alice, account=world.account, as_of=at, known_at=at, at=at)


def message(key: str, **params: Any) -> dict[str, Any]:
    return {"key": key, "params": params}


def planned(action: str, *, after: tuple[str, ...] = (), due: str = "", **more: Any) -> dict[str, Any]:
    """A step of a plan as an assessment stores it; `due` gives it a client's deadline on that day."""
    entry: dict[str, Any] = {
        "action": action,
        "actor": "client",
        "title": message("action.keep_communication_records.title"),
        "why": message("action.keep_communication_records.why"),
        "done_when": message("action.keep_communication_records.done_when"),
        "after": list(after),
        "urgent": False,
        "citations": [],
        "deadline": term(due) if due else None,
    }
    return entry | more


def term(due: str, *, clock: str = "client", check: str = "") -> dict[str, Any]:
    return {
        "clock": clock,
        "days": 15,
        "counting": "calendar",
        "from": "2026-10-01",
        "due_on": due,
        "check_on": check or due,
        "citation": "notice-1",
        "verification": "text_seen",
        "provisional": False,
    }


@transaction.atomic
def assessed(
    world: World, *plan: dict[str, Any], at: datetime = NOW, account: CreditAccount | None = None
) -> Assessment:
    """A stored assessment that showed this plan; of Chen's account where no other is named."""
    account = account or world.account
    pack = packs()["jiebei"]
    row, _made = RulePack.objects.get_or_create(
        digest=pack.digest,
        defaults={"key": pack.key, "version": pack.version, "content": pack_to_bytes(pack), "created_at": at},
    )
    content = to_bytes({"plan": list(plan)})
    before_storing(account.pk)
    return Assessment.objects.create(
        office=account.office,
        client=account.client,
        credit_account=account,
        as_of=at,
        known_at=at,
        status="closed",
        risk_level="high",
        pack=row,
        engine_version="1",
        input=b"{}",
        input_digest="sha256:0",
        content=content,
        content_digest=f"sha256:{sha256(content).hexdigest()}",
        created_by=account.client.advisor,
        created_at=at,
    )


def opened(world: World, *plan: dict[str, Any], at: datetime = NOW) -> CaseFile:
    """A case with this plan adopted; without a plan, none is."""
    assessment = assessed(world, *plan, at=at)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=at)
    if plan:
        adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=at)
        case.refresh_from_db()
    return case


def step_of(case: CaseFile, action: str) -> Step:
    """The step of the plan in force."""
    case.refresh_from_db()
    return Step.objects.get(plan=case.plan, action=action)
