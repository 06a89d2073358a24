"""The first story of the field, invented: money ran out, instalments stayed unpaid, the line was closed for good.

Told in days before today, and played through the services that people use, so that it can be followed anywhere.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Client, CreditAccount, Person
from assessments.bulletins.services import enter_bulletin
from assessments.models import Display, Notice, Repayment, Statement
from cases.client_links.services.links import make_link
from cases.client_links.services.telling import tell_payment
from cases.demo.desk import Desk
from cases.files.services.steps import add_step
from cases.letters.services import draft_letter
from cases.models import CaseFile
from config.ids import uuid7

INTAKE = 2
INSTALMENT = Decimal("1366.67")
PAID_MONTHS, UNPAID_MONTHS = 5, 5
NOTICES = (
    (95, "sms", "【借呗】您的账单已逾期，请尽快还款，以免影响您的信用记录。"),
    (40, "in_app", "您有逾期账单，借款服务已暂停，请还清逾期款项。"),
    (6, "in_app", "因您长期逾期未还，您的借呗服务已永久关闭。如有疑问请联系客服95188。"),
)
SAID = "今年四月起没有工作，前几个月靠积蓄还，后来还不上了。五月起在找工作，现在有一份工资。（虚构）"
PAID = "今天工资到账，先还了一部分，截图稍后补（虚构）"
BULLETIN = "公告：自即日起，逾期账户还清后须重新评估，是否恢复及额度以评估为准。（虚构）"
ADVICE = "先书面要到每一笔应还金额，再从工资结余里按到期先后还；不再借新还旧，也不要付钱找人“修复征信”。（虚构）"


def play(advisor: Person, now: datetime) -> CaseFile:
    """From intake two days ago to plans for two accounts, with one step done and one due tomorrow; a letter with blanks
    to fill, a bulletin of the lender's, and a payment that the client told and nobody has looked at."""
    desk = Desk(advisor, now)
    intake = desk.moment(INTAKE)
    client = _intake(desk, intake)
    closed = desk.account(client, "jiebei", _later(intake, 5), "8200.00")
    _record_what_was_seen(desk, closed)
    assessment = desk.evaluate(closed, _later(intake, 30))
    case = desk.case(assessment, _later(intake, 40))
    _second_account(desk, client, intake)
    _money(desk, client, closed, _later(intake, 65))
    _write_down_what_was_said(desk, case, intake)
    answers = (("considering", "我和家里商量一下"), ("accepted", "好，先问清楚再还"))
    desk.advised(case, assessment, _later(intake, 100), ADVICE, answers)
    draft_letter(actor=advisor, case_id=case.pk, kind="reason_request", language="zh-hans", at=_later(intake, 110))
    _bulletin(desk, closed)
    _told_by_link(desk, case)
    _add_call(desk, case)
    return CaseFile.objects.get(pk=case.pk)


def _intake(desk: Desk, at: datetime) -> Client:
    return desk.client(
        at,
        name="王立（虚构）",
        email="client@reinstate.example",
        identity_number="11010519491231002X",
        phone="13800000000",
    )


def _record_what_was_seen(desk: Desk, account: CreditAccount) -> None:
    at = desk.moment(INTAKE, 20)
    due = _due_days(desk.day(INTAKE))
    paid = [{"paid_on": day, "amount_paid": INSTALMENT} if number < PAID_MONTHS else {} for number, day in due]
    loan = {"amount_due": INSTALMENT, "loan_ref": "JB-2026-01（虚构）"}
    repayments = [{"due_on": day, **loan, **more} for (_number, day), more in zip(due, paid, strict=True)]
    notices = [{"received_at": desk.moment(days), "channel": how, "text": text} for days, how, text in NOTICES]
    desk.saw(account, Repayment, *repayments, at=at)
    desk.saw(account, Notice, *notices, at=at)
    seen = {"observed_at": desk.moment(3), "shows_limit": False, "can_draw": False, "text": "您的借呗服务已关闭"}
    desk.saw(account, Display, seen, at=at)
    told = {"made_at": desk.moment(INTAKE), "text": SAID, "provenance": "client_stated"}
    desk.saw(account, Statement, told, at=at)


def _due_days(today: date) -> list[tuple[int, date]]:
    """The tenth of each month, oldest first; the newest lies in the past."""
    months = [today.year * 12 + today.month - 1 - back for back in range(PAID_MONTHS + UNPAID_MONTHS, 0, -1)]
    return list(enumerate(date(month // 12, month % 12 + 1, 10) for month in months))


def _second_account(desk: Desk, client: Client, intake: datetime) -> None:
    """Paid on time and still stopped, as the notice says for the arrears elsewhere."""
    account = desk.account(client, "huabei", _later(intake, 6), "3150.00")
    text = "经综合评估，您的花呗暂不可用，请按时还款。"
    notice = {"received_at": desk.moment(5), "channel": "in_app", "text": text}
    desk.saw(account, Notice, notice, at=_later(intake, 25))
    paid = [
        {"due_on": desk.day(days), "amount_due": Decimal("450.00"), "paid_on": desk.day(days + 1)}
        for days in (80, 50, 20)
    ]
    desk.saw(account, Repayment, *paid, at=_later(intake, 25))
    desk.case(desk.evaluate(account, _later(intake, 32)), _later(intake, 42))


def _money(desk: Desk, client: Client, closed: CreditAccount, at: datetime) -> None:
    """Four debts, and what a month leaves for them."""
    unpaid_since = _due_days(desk.day(INTAKE))[PAID_MONTHS][1]
    lender = "重庆蚂蚁消费金融有限公司"
    overdue = {"overdue": INSTALMENT * UNPAID_MONTHS, "oldest_unpaid_on": unpaid_since, "annual_cost": "16.43"}
    card = {"overdue": "620.00", "oldest_unpaid_on": desk.day(33), "annual_cost": "18.25"}
    desk.owes(
        client,
        at,
        {"creditor": lender, "credit_account": closed.pk, "balance": "8200.00", **overdue},
        {"creditor": lender, "debt_ref": "花呗（虚构）", "balance": "3150.00", "annual_cost": "15.20"},
        {"creditor": "某商业银行信用卡（虚构）", "kind": "credit_card", "balance": "12400.00", **card},
        {"creditor": "某消费金融公司（虚构）", "balance": "5000.00", "annual_cost": "21.90"},
    )
    necessary = {"housing": "1800", "food": "1500", "utilities": "300", "transport": "300", "dependants": "1200"}
    desk.lives_on(client, at, {"wage": "6200"}, necessary)


def _write_down_what_was_said(desk: Desk, case: CaseFile, intake: datetime) -> None:
    """A call with a promise, a chat of the week before that was told late, and a letter sent."""
    said: tuple[tuple[int, dict[str, Any]], ...] = (
        (70, {"kind": "call", "direction": "outgoing", "counterpart": "客服热线（虚构）", "agent_number": "8812",
              "channel": "95188", "summary": "询问关闭原因，客服称系统综合评估，不能说明具体原因（虚构）",
              "promise": "五日内书面答复关闭原因（虚构）", "promised_on": desk.day(-5)}),
        (80, {"kind": "chat", "direction": "incoming", "counterpart": "在线客服（虚构）", "channel": "应用内",
              "summary": "客服要求先还清逾期款项（虚构）", "happened_at": intake - timedelta(days=6)}),
        (90, {"kind": "letter", "direction": "outgoing", "counterpart": "贷款机构投诉部门（虚构）", "channel": "挂号信",
              "summary": "请求书面说明理由及还款明细（虚构）"}),
    )  # fmt: skip
    for minutes, told in said:
        desk.heard(case, _later(intake, minutes), **told)


def _bulletin(desk: Desk, account: CreditAccount) -> None:
    """It touches this account among others; whether it is recorded there, people say."""
    day = desk.day(INTAKE + 8)
    starts = {"kind": "policy_change", "announced_on": day, "starts_at": desk.moment(INTAKE + 1)}
    values = {"product": account.product_id, **starts, "text": BULLETIN}
    enter_bulletin(actor=desk.advisor, values=values, at=desk.moment(INTAKE, 15))


def _told_by_link(desk: Desk, case: CaseFile) -> None:
    """Nobody has the address of this link: who wants to look makes another on the client's page."""
    sent = desk.moment(INTAKE, 120)
    link, _token = make_link(actor=desk.advisor, client_id=case.client_id, ends_at=None, at=sent)
    paid: dict[str, Any] = {"amount": Decimal("600.00"), "paid_on": desk.day(1), "words": PAID, "upload": None}
    tell_payment(link=link, case=case, submission=uuid7(), at=desk.moment(1, 30), **paid)


def _add_call(desk: Desk, case: CaseFile) -> None:
    title = "致电客户，确认收入与可还款金额（虚构）"
    values = {"title": title, "actor": "advisor", "due_on": desk.day(-1), "after": []}
    add_step(actor=desk.advisor, case_id=case.pk, values=values, at=desk.now)


def _later(at: datetime, minutes: int) -> datetime:
    return at + timedelta(minutes=minutes)
