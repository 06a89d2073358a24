"""Consents and engagements as callers send them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import Person
from config import clock
from tests.world import World, api

CONSENTS, ENGAGEMENTS = "/api/v1/consents/", "/api/v1/engagements/"
TOLD = dict.fromkeys(
    ("can_do_alone_for_free", "no_result_guaranteed", "duty_to_pay_continues", "lender_may_refuse"), True
)


def consent(world: World, purpose: str = "sensitive_data", **more: Any) -> dict[str, Any]:
    given = (clock.now() - timedelta(days=3)).isoformat()
    whom = {"client": str(world.chen.pk), "purpose": purpose, "wording": "2026-01", "how": "paper", "given_at": given}
    return {**whom, **more}


def consented(world: World, purpose: str = "sensitive_data", **more: Any) -> dict[str, Any]:
    answer = api(world.alice).post(CONSENTS, consent(world, purpose, **more), format="json")
    assert answer.status_code == 201, answer.content
    kept: dict[str, Any] = answer.json()
    return kept


def withdrawn(who: Person, row: dict[str, Any]) -> Any:
    return api(who).post(f"{CONSENTS}{row['id']}/withdraw/", {}, format="json")


def engagement(world: World, **more: Any) -> dict[str, Any]:
    terms = {"signed_on": "2026-01-05", "fee_basis": "fixed", "fee_amount": "500.00", **TOLD}
    return {"client": str(world.chen.pk), **terms, **more}
