"""The second story of the field, invented: the lender alleges sham trades and closes the account at once. Much is
owed, so a lawyer takes it on the client's consent; then a summons comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Client, CreditAccount, Person
from assessments.models import CreditReport, Display, Drawdown, Notice, Repayment, Statement
from cases.demo.desk import Desk
from cases.files.services.steps import add_step
from cases.models import CaseFile
from cases.referrals.services import accept, refer, write_note

INTAKE = 24
FIRM = "明理律师事务所（虚构）"
CLOSED = "经核实存在虚假交易套现，违反用户协议，您的账户已永久关闭。"
SAID = "朋友的店里周转，我刷了三笔，货没有全部发。我以为以后补货就行。（虚构）"
ADVICE = "不要事后补做发货单或聊天记录：伪造材料可能构成犯罪。如实说明，先由律师看过再答复机构。（虚构）"
# What a report looks like does not matter here: its figures are recorded beside it.
REPORT = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 90]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 69>>stream
BT /F 14 Tf 24 40 Td (Invented credit report. Nobody real is named.) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


def play(advisor: Person, lawyer: Person, now: datetime) -> CaseFile:
    """From intake twenty-four days ago to a referral at work and a court paper to be answered."""
    desk = Desk(advisor, now)
    values = {"name": "郑海（虚构）", "email": "zheng@reinstate.example", "phone": "13800000002"}
    client = desk.client(desk.moment(INTAKE), identity_number="110101199003070134", **values)
    account = desk.account(client, "weilidai", desk.moment(INTAKE, 5), "56000.00")
    _record_what_was_seen(desk, account)
    assessment = desk.evaluate(account, desk.moment(INTAKE, 40))
    case = desk.case(assessment, desk.moment(INTAKE, 50))
    desk.did(case, "obtain_credit_report", desk.moment(INTAKE, 75))
    _other_account(desk, client)
    _money(desk, client, account)
    answers = (("refused", "朋友说补几张单子就好了"), ("accepted", "明白了，不补，找律师"))
    desk.advised(case, assessment, desk.moment(22), ADVICE, answers)
    _talk(desk, case)
    _refer(desk, client, case, lawyer)
    _summons(desk, case)
    return CaseFile.objects.get(pk=case.pk)


def _record_what_was_seen(desk: Desk, account: CreditAccount) -> None:
    at = desk.moment(INTAKE, 20)
    desk.saw(account, Notice, {"received_at": desk.moment(26), "channel": "in_app", "text": CLOSED}, at=at)
    shown = {"shows_limit": False, "can_draw": False, "text": "账户已关闭"}
    desk.saw(account, Display, {"observed_at": desk.moment(25), **shown}, at=at)
    desk.saw(account, Repayment, *_repayments(desk), at=at)
    draws = ((34, "9800.00"), (33, "9900.00"), (31, "9800.00"))
    friends = {"stated_use": "进货（客户自述，虚构）", "counterparty": "merchant"}
    desk.saw(account, Drawdown, *(_draw(desk, days, amount) | friends for days, amount in draws), at=at)
    told = {"made_at": desk.moment(INTAKE), "text": SAID, "provenance": "client_stated"}
    desk.saw(account, Statement, told, at=at)
    _report(desk, account, at)


def _draw(desk: Desk, days: int, amount: str) -> dict[str, Any]:
    return {"at": desk.moment(days, -60), "amount": Decimal(amount)}


def _repayments(desk: Desk) -> list[Mapping[str, Any]]:
    """All on time: arrears are not what the lender alleges."""
    share = {"amount_due": Decimal("4900.00"), "loan_ref": "WLD-2026-07（虚构）"}
    return [{"due_on": desk.day(days), "paid_on": desk.day(days), **share} for days in (148, 118, 88, 58, 28)]


def _report(desk: Desk, account: CreditAccount, at: datetime) -> None:
    """An official report with its paper: nothing is overdue anywhere."""
    paper = desk.paper(account, "credit-report-invented.pdf", REPORT, "application/pdf", at)
    told: dict[str, Any] = {
        "kind": "loan", "status": "正常", "credit_limit": None, "balance": None, "overdue_amount": "0.00",
        "five_class": "正常", "opened_on": None, "settled_on": None, "months": "NNNNNNNN", "performance": [],
    }  # fmt: skip
    accounts = [{**told, "institution": name} for name in ("微众银行", "某小额贷款公司（虚构）")]
    whose = {"provenance": "official_report", "document": paper.pk, "seen_by": desk.advisor.pk}
    desk.saw(account, CreditReport, {"issued_on": desk.day(25), "accounts": accounts, **whose}, at=at)


def _other_account(desk: Desk, client: Client) -> None:
    """Another lender stopped as well, and says no more than that."""
    account = desk.account(client, "jintiao", desk.moment(INTAKE, 6), "18500.00")
    notice = {"received_at": desk.moment(25), "channel": "sms", "text": "因综合评估未通过，您的借款服务暂不可用。"}
    desk.saw(account, Notice, notice, at=desk.moment(INTAKE, 25))
    desk.evaluate(account, desk.moment(INTAKE, 42))


def _money(desk: Desk, client: Client, account: CreditAccount) -> None:
    at = desk.moment(INTAKE, 60)
    desk.owes(
        client,
        at,
        {"creditor": "微众银行", "credit_account": account.pk, "balance": "56000.00", "annual_cost": "14.40"},
        {"creditor": "某小额贷款公司（虚构）", "balance": "18500.00", "annual_cost": "23.80"},
        {"creditor": "某商业银行信用卡（虚构）", "kind": "credit_card", "balance": "31200.00", "annual_cost": "18.25"},
        {"creditor": "某消费金融公司（虚构）", "balance": "9600.00", "state": "disputed"},
    )
    necessary = {"housing": "3200", "food": "2200", "utilities": "400", "dependants": "2500", "medical": "600"}
    desk.lives_on(client, at, {"business": "9000", "rent": "1200"}, necessary)


def _talk(desk: Desk, case: CaseFile) -> None:
    """What the lender promised by a day that has passed shows as overdue."""
    hotline = {"kind": "call", "direction": "outgoing", "counterpart": "客服热线（虚构）", "channel": "95384"}
    desk.heard(
        case,
        desk.moment(21),
        **hotline,
        agent_number="3306",
        summary="询问认定依据，客服称由风控部门答复（虚构）",
        promise="十日内书面说明认定依据（虚构）",
        promised_on=desk.day(11),
    )
    letter = {"kind": "letter", "direction": "outgoing", "counterpart": "机构投诉部门（虚构）", "channel": "挂号信"}
    desk.heard(case, desk.moment(20), **letter, summary="请求说明自动化决定的依据并由人工复核（虚构）")


def _refer(desk: Desk, client: Client, case: CaseFile, lawyer: Person) -> None:
    desk.consent(client, desk.moment(20, 30), purpose="share_with_firm", firm=FIRM)
    referral = refer(
        actor=desk.advisor,
        case_id=case.pk,
        lawyer_id=lawyer.pk,
        firm=FIRM,
        consent_on=desk.day(20),
        reason="被指虚假交易，金额较大，答复前需律师意见（虚构）",
        at=desk.moment(19),
    )
    accept(actor=lawyer, referral=referral, at=desk.moment(18))
    desk.did(case, "consult_lawyer", desk.moment(18, 60))
    note = "初步意见：第三笔有真实发货，前两笔须分开说明。（虚构）"
    write_note(actor=lawyer, case_id=case.pk, kind="note", text=note, at=desk.moment(17))
    step = {"title": "整理三笔交易的真实凭证目录（虚构）", "actor": "lawyer", "due_on": desk.day(-3), "after": []}
    add_step(actor=desk.advisor, case_id=case.pk, values=step, at=desk.moment(17, 30))


def _summons(desk: Desk, case: CaseFile) -> None:
    paper = {"kind": "summons", "served_on": desk.day(4), "court": "某区人民法院（虚构）", "case_no": "（虚构）民初1号"}
    told = {"kind": "court", "direction": "incoming", "counterpart": "某区人民法院（虚构）", "channel": "邮寄"}
    desk.heard(case, desk.moment(3), **told, summary="收到传票，先向法院核实真伪（虚构）", court_paper=paper)
