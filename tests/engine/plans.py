"""Short ways to tell an account's story in tests of the plan."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from assessments.engine import Account, Assessment, Evidence, evaluate, load_packs, pack_for
from assessments.engine.assessment import PlanStep
from assessments.engine.canonical import assign_ids
from assessments.engine.evidence import CreditReport, Display, LegalPaper, Notice, Provenance, Repayment, ReportAccount

CHINA = timezone(timedelta(hours=8))
AS_OF = datetime(2026, 10, 15, 10, tzinfo=CHINA)
TODAY = date(2026, 10, 15)
PACKS = load_packs(Path(__file__).parents[2] / "assessments" / "packs")
BASE = PACKS["base"]


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00:00+08:00")


def notice(text: str, day: str = "2026-10-12", name: str = "") -> Notice:
    return Notice(id=name, received_at=at(day), channel="in_app", text=text, provenance=Provenance.LENDER_ISSUED)


def screen(can_draw: bool | None, day: str = "2026-10-14", text: str = "") -> Display:
    seen = Provenance.DOCUMENT_SEEN
    return Display(id="", observed_at=at(day), shows_limit=can_draw, can_draw=can_draw, text=text, provenance=seen)


def instalment(due: str, paid: str | None = None, amount: str = "900.00") -> Repayment:
    paid_on = date.fromisoformat(paid) if paid else None
    return Repayment(id="", due_on=date.fromisoformat(due), amount_due=Decimal(amount), paid_on=paid_on)


CLEAN = tuple(instalment(f"2026-{month:02d}-05", f"2026-{month:02d}-05") for month in range(2, 11))
UNPAID = tuple(instalment(f"2026-{month:02d}-05") for month in range(5, 10))
BLOCKED = (screen(False),)


def paper(kind: str, served_on: str, name: str = "") -> LegalPaper:
    return LegalPaper(id=name, kind=kind, served_on=date.fromisoformat(served_on))


def report(*accounts: ReportAccount, issued_on: str = "2026-10-01") -> CreditReport:
    return CreditReport(id="", issued_on=date.fromisoformat(issued_on), accounts=accounts)


def assess(
    evidence: Evidence, *, product: str | None = "jiebei", outstanding: str | None = None, as_of: datetime = AS_OF
) -> Assessment:
    account = Account(product=product, outstanding_amount=Decimal(outstanding) if outstanding else None)
    return evaluate(assign_ids(evidence), account, pack_for(PACKS, product), as_of)


def plan(
    evidence: Evidence, *, product: str | None = "jiebei", outstanding: str | None = None, as_of: datetime = AS_OF
) -> dict[str, PlanStep]:
    """The steps by action, in order."""
    found = assess(evidence, product=product, outstanding=outstanding, as_of=as_of).plan
    steps = {step.action: step for step in found}
    assert len(steps) == len(found), "an action stands twice in a plan"
    return steps


def before(steps: dict[str, PlanStep], first: str, second: str) -> bool:
    order = list(steps)
    return order.index(first) < order.index(second)
