"""One account's history of so many items, of every kind, made from a seed: the same on every machine."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from assessments.engine import Account, Evidence
from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Inquiry,
    LegalPaper,
    Notice,
    Payment,
    PlatformEvent,
    Provenance,
    Repayment,
    RepaymentMonth,
    ReportAccount,
    Score,
    Statement,
)

AS_OF = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
TODAY = AS_OF.date()
ACCOUNT = Account(product="jiebei", outstanding_amount=Decimal("18600.50"))
TEMPLATES = Path(__file__).with_name("notices.txt").read_text(encoding="utf-8").splitlines()
_SOURCES = tuple(Provenance)
_LENDERS = ("重庆蚂蚁消费金融有限公司", "某城市商业银行", "另一消费金融公司", "")
_SHARES = {"displays": 14, "notices": 16, "repayments": 24, "repayment_months": 11, "drawdowns": 20, "scores": 6}
"""Of a hundred items; reports, events, papers and statements make up the rest."""


class Maker:
    """Draws items from one seeded source."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - a sample, no secret

    def history(self, size: int) -> Evidence:
        count = {kind: round(size * share / 100) for kind, share in _SHARES.items()}
        rest = size - sum(count.values())
        reports, events, papers = min(rest, max(1, size // 100)), rest // 4, size // 100
        return Evidence(
            displays=tuple(self.display() for _ in range(count["displays"])),
            notices=tuple(self.notice() for _ in range(count["notices"])),
            repayments=tuple(self.repayment(at) for at in range(count["repayments"])),
            repayment_months=tuple(self.month(at) for at in range(count["repayment_months"])),
            drawdowns=tuple(self.drawdown() for _ in range(count["drawdowns"])),
            scores=tuple(self.score() for _ in range(count["scores"])),
            credit_reports=tuple(self.report() for _ in range(reports)),
            platform_events=tuple(self.event() for _ in range(events)),
            legal_papers=tuple(self.paper() for _ in range(papers)),
            statements=tuple(self.statement() for _ in range(rest - reports - events - papers)),
        )

    def display(self) -> Display:
        can_draw = self.dice.choice((True, False, None))
        text = self.text() if self.dice.random() < 0.3 else ""
        total, left = Decimal(20000), self.amount(20000)
        return Display(
            id="",
            provenance=self.source(),
            observed_at=self.instant(),
            shows_limit=can_draw,
            can_draw=can_draw,
            limit_total=total,
            limit_available=left,
            text=text,
        )

    def notice(self) -> Notice:
        return Notice(id="", provenance=self.source(), received_at=self.instant(), channel="sms", text=self.text())

    def repayment(self, at: int) -> Repayment:
        due_on, due = TODAY - timedelta(days=30 * (at // 2) + 5), self.amount(3000)
        late = self.dice.choice((-1, 0, 0, 0, 3, 17))
        paid = (Payment(due_on + timedelta(days=late), due),) if at > 1 else ()
        return Repayment(id="", due_on=due_on, amount_due=due, loan_ref=f"L{at % 2}", payments=paid)

    def month(self, at: int) -> RepaymentMonth:
        first = date(2026 - (at + 2) // 12, 12 - (at + 2) % 12, 1)
        return RepaymentMonth(id="", provenance=self.source(), month=first, code=self.dice.choice("NNNNN12"))

    def drawdown(self) -> Drawdown:
        to = self.dice.choice(("merchant", "merchant", "self", "relative", "unknown"))
        return Drawdown(id="", at=self.instant(), amount=self.amount(5000), stated_use="装修", counterparty=to)

    def score(self) -> Score:
        return Score(id="", scheme="zhima", value=self.dice.randrange(520, 720), read_on=self.day())

    def report(self) -> CreditReport:
        reasons = ("loan_approval", "card_approval", "post_loan", "self")
        looks = tuple(Inquiry(self.day(), self.dice.choice(reasons), self.lender()) for _ in range(20))
        return CreditReport(
            id="", issued_on=self.day(60), accounts=tuple(self.line() for _ in range(8)), inquiries=looks
        )

    def line(self) -> ReportAccount:
        months = "".join(self.dice.choice("NNNNNN1*") for _ in range(24))
        owed = self.amount(9000)
        return ReportAccount("loan", self.lender(), "正常", self.amount(50000), owed, Decimal(0), months=months)

    def event(self) -> PlatformEvent:
        starts = self.instant()
        return PlatformEvent(id="", kind="maintenance", starts_at=starts, ends_at=starts + timedelta(hours=6))

    def paper(self) -> LegalPaper:
        return LegalPaper(id="", kind="payment_order", served_on=self.day(), court="某区人民法院")

    def statement(self) -> Statement:
        return Statement(id="", made_at=self.instant(), text=self.text())

    def text(self) -> str:
        """No two alike: days and amounts differ, as they do in life."""
        day, template = self.day(), self.dice.choice(TEMPLATES)
        days, amount = self.dice.randrange(3, 60), self.amount(20000)
        return template.format(days=days, amount=f"{amount:,.2f}", month=day.month, day=day.day, next=day.day + 5)

    def source(self) -> Provenance:
        return self.dice.choice(_SOURCES)

    def lender(self) -> str:
        return self.dice.choice(_LENDERS)

    def amount(self, most: int) -> Decimal:
        return Decimal(self.dice.randrange(1, most * 100)) / 100

    def day(self, back: int = 400) -> date:
        return TODAY - timedelta(days=self.dice.randrange(1, back))

    def instant(self) -> datetime:
        return AS_OF - timedelta(minutes=self.dice.randrange(60, 400 * 1440))
