"""The first story of the field, invented: money ran out, instalments stayed unpaid, the line was closed for good.

Told in days before today, and played through the services that people use, so that it can be followed anywhere.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.clients.services import create_client
from accounts.credit_accounts.services import create_credit_account
from accounts.models import CreditAccount, CreditProduct, Person
from assessments.evaluations.services import evaluate_account
from assessments.evidence.services import record_evidence
from assessments.models import Display, Notice, Repayment
from cases.correspondence.services import record_communication
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from cases.files.services.steps import add_step, complete_step
from cases.models import CaseFile, Step
from config import clock

INSTALMENT = Decimal("1366.67")
PAID_MONTHS, UNPAID_MONTHS = 5, 5
NOTICES = (
    (95, "sms", "【借呗】您的账单已逾期，请尽快还款，以免影响您的信用记录。"),
    (40, "in_app", "您有逾期账单，借款服务已暂停，请还清逾期款项。"),
    (6, "in_app", "因您长期逾期未还，您的借呗服务已永久关闭。如有疑问请联系客服95188。"),
)


def play(advisor: Person, now: datetime) -> CaseFile:
    """From intake two days ago to a plan with its first step done and one step due tomorrow."""
    zone = advisor.office.zone
    intake = _moment(now, zone, 2)
    account = _intake(advisor, intake)
    _record_what_was_seen(advisor, account, now, zone, intake)
    assessment = evaluate_account(actor=advisor, account=account, as_of=None, known_at=None, at=_later(intake, 30))
    case = open_case(actor=advisor, account_id=account.pk, assessment_id=assessment.pk, at=_later(intake, 40))
    adopt_plan(actor=advisor, case=case, assessment_id=assessment.pk, force=False, at=_later(intake, 50))
    kept = Step.objects.get(case=case, action="keep_communication_records")
    complete_step(actor=advisor, step=kept, done_on=None, note="截图与短信已归档（虚构）", at=_later(intake, 60))
    _write_down_what_was_said(advisor, case, intake, clock.local_date(now, zone))
    _add_call(advisor, case, clock.local_date(now, zone), now)
    return CaseFile.objects.get(pk=case.pk)


def _intake(advisor: Person, at: datetime) -> CreditAccount:
    values = {
        "name": "王立（虚构）",
        "email": "client@reinstate.example",
        "identity_number": "11010519491231002X",
        "phone": "13800000000",
    }
    client = create_client(actor=advisor, values=values, at=at)
    product = CreditProduct.objects.get(office=None, key="jiebei")
    account = {"client": client.pk, "product": product.pk, "outstanding_amount": Decimal("8200.00")}
    return create_credit_account(actor=advisor, values=account, at=_later(at, 5))


def _record_what_was_seen(advisor: Person, account: CreditAccount, now: datetime, zone: str, intake: datetime) -> None:
    def keep(model: Any, **values: Any) -> None:
        everything = {"credit_account": account.pk, "provenance": "document_seen", **values}
        record_evidence(actor=advisor, model=model, values=everything, at=_later(intake, 20))

    for index, due_on in enumerate(_due_days(clock.local_date(intake, zone))):
        paid = {"paid_on": due_on, "amount_paid": INSTALMENT} if index < PAID_MONTHS else {}
        keep(Repayment, due_on=due_on, amount_due=INSTALMENT, loan_ref="JB-2026-01（虚构）", **paid)
    for days, channel, text in NOTICES:
        keep(Notice, received_at=_moment(now, zone, days), channel=channel, text=text)
    keep(Display, observed_at=_moment(now, zone, 3), shows_limit=False, can_draw=False, text="您的借呗服务已关闭")


def _due_days(today: date) -> list[date]:
    """The tenth of each month, oldest first; the newest lies in the past."""
    months = [today.year * 12 + today.month - 1 - back for back in range(PAID_MONTHS + UNPAID_MONTHS, 0, -1)]
    return [date(month // 12, month % 12 + 1, 10) for month in months]


def _write_down_what_was_said(advisor: Person, case: CaseFile, intake: datetime, today: date) -> None:
    """A call with a promise, a chat of the week before that was told late, and a letter sent."""
    said: tuple[tuple[int, dict[str, Any]], ...] = (
        (70, {"kind": "call", "direction": "outgoing", "counterpart": "客服热线（虚构）", "agent_number": "8812",
              "channel": "95188", "summary": "询问关闭原因，客服称系统综合评估，不能说明具体原因（虚构）",
              "promise": "五日内书面答复关闭原因（虚构）", "promised_on": today + timedelta(days=5)}),
        (80, {"kind": "chat", "direction": "incoming", "counterpart": "在线客服（虚构）", "channel": "应用内",
              "summary": "客服要求先还清逾期款项（虚构）", "happened_at": intake - timedelta(days=6)}),
        (90, {"kind": "letter", "direction": "outgoing", "counterpart": "贷款机构投诉部门（虚构）", "channel": "挂号信",
              "summary": "请求书面说明理由及还款明细（虚构）"}),
    )  # fmt: skip
    for minutes, told in said:
        at = _later(intake, minutes)
        values = {"happened_at": at - timedelta(minutes=15), "promised_by": "lender", **told}
        record_communication(actor=advisor, case_id=case.pk, values=values, at=at)


def _add_call(advisor: Person, case: CaseFile, today: date, now: datetime) -> None:
    title = "致电客户，确认收入与可还款金额（虚构）"
    values = {"title": title, "actor": "advisor", "due_on": today + timedelta(days=1), "after": []}
    add_step(actor=advisor, case_id=case.pk, values=values, at=now)


def _moment(now: datetime, zone: str, days: int) -> datetime:
    """Ten in the morning, office time, so many days ago."""
    day = clock.local_date(now, zone) - timedelta(days=days)
    return datetime.combine(day, time(10), ZoneInfo(zone)).astimezone(UTC)


def _later(at: datetime, minutes: int) -> datetime:
    return at + timedelta(minutes=minutes)
