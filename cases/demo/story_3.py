"""The third story of the field, invented: a system upgrade stops an account for a day and it heals by itself. The
client's language is English; the case ended well and is looked at again after one, three and six months."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from accounts.models import Client, CreditAccount, Person
from assessments.models import Display, Notice, PlatformEvent, Repayment, Score, Statement
from cases.demo.desk import Desk
from cases.files.selectors import in_force
from cases.files.services.cases import close_case, record_outcome
from cases.files.services.steps import complete_step
from cases.models import CaseFile, Step

INTAKE = 29
UPGRADE = "系统升级，暂不可用，请于升级完成后再试。"
SAID = "I pay every bill on time. Since yesterday the button is grey. (invented)"
ADVICE = "Wait for the end of the announced upgrade, keep the screens, and apply nowhere else meanwhile. (invented)"

ENDED = "It healed by itself when the upgrade ended. (invented)"


def play(advisor: Person, now: datetime) -> CaseFile:
    """Taken in twenty-nine days ago, back in use two days later, closed a day after; the first look comes soon."""
    desk = Desk(advisor, now)
    values = {"name": "Anna Reed (invented)", "email": "anna@reinstate.example", "language": "en"}
    client = desk.client(desk.moment(INTAKE), phone="13800000003", **values)
    account = desk.account(client, "xinyonggou", desk.moment(INTAKE, 5), "2000.00")
    _stopped(desk, account)
    assessment = desk.evaluate(account, desk.moment(INTAKE, 30))
    case = desk.case(assessment, desk.moment(INTAKE, 40))
    _money(desk, client, account)
    desk.advised(case, assessment, desk.moment(INTAKE, 70), ADVICE, (("accepted", "I can wait two days."),))
    _talk(desk, case)
    _healed(desk, account)
    _end(desk, case)
    return CaseFile.objects.get(pk=case.pk)


def _stopped(desk: Desk, account: CreditAccount) -> None:
    at = desk.moment(INTAKE, 20)
    window = {"starts_at": desk.moment(INTAKE + 1, -600), "ends_at": desk.moment(INTAKE - 1, -240)}
    desk.saw(account, PlatformEvent, {"kind": "maintenance", **window, "text": "系统升级公告（虚构）"}, at=at)
    screen = {"observed_at": desk.moment(INTAKE, -60), "shows_limit": False, "can_draw": False, "text": UPGRADE}
    desk.saw(account, Display, screen, at=at)
    told = {"made_at": desk.moment(INTAKE), "text": SAID, "provenance": "client_stated"}
    desk.saw(account, Statement, told, at=at)
    score = {"scheme": "zhima", "value": 721, "read_on": desk.day(INTAKE + 3)}
    desk.saw(account, Score, score, at=at)
    paid = [
        {"due_on": desk.day(days), "amount_due": Decimal("500.00"), "paid_on": desk.day(days)} for days in (99, 69, 39)
    ]
    desk.saw(account, Repayment, *paid, at=at)


def _money(desk: Desk, client: Client, account: CreditAccount) -> None:
    at = desk.moment(INTAKE, 60)
    own = {"credit_account": account.pk, "balance": "2000.00", "annual_cost": "12.00"}
    card = {"kind": "credit_card", "balance": "900.00", "note": "Paid in full each month (invented)"}
    desk.owes(
        client,
        at,
        {"creditor": "Invented Bank A", **own, "last_paid_on": desk.day(39)},
        {"creditor": "Invented Bank B, credit card", **card, "last_paid_on": desk.day(41)},
    )
    desk.lives_on(client, at, {"wage": "8800"}, {"housing": "2600", "food": "1800", "transport": "400"})


def _talk(desk: Desk, case: CaseFile) -> None:
    hotline = {"kind": "call", "direction": "outgoing", "counterpart": "Customer service (invented)"}
    desk.heard(
        case,
        desk.moment(INTAKE, 90),
        **hotline,
        agent_number="1107",
        summary="The upgrade ends tomorrow morning; nothing is to be done. (invented)",
        promise="Service is back after the upgrade (invented)",
        promised_on=desk.day(INTAKE - 1),
    )


def _healed(desk: Desk, account: CreditAccount) -> None:
    at = desk.moment(INTAKE - 2)
    notice = {"received_at": desk.moment(INTAKE - 1, 30), "channel": "in_app", "text": "服务已恢复，欢迎继续使用。"}
    desk.saw(account, Notice, notice, at=at)
    limits = {"limit_total": Decimal("12000.00"), "limit_available": Decimal("10000.00")}
    shown = {"observed_at": desk.moment(INTAKE - 2, -30), "shows_limit": True, "can_draw": True, **limits}
    desk.saw(account, Display, shown, at=at)
    desk.evaluate(account, desk.moment(INTAKE - 2, 10))


def _end(desk: Desk, case: CaseFile) -> None:
    """What the lender promised is done; then the outcome, and a day later the closing."""
    case = CaseFile.objects.get(pk=case.pk)
    promised = Step.objects.get(in_force(case), own_title__startswith="Service is back")
    at = desk.moment(INTAKE - 2, 20)
    complete_step(actor=desk.advisor, step=promised, done_on=None, note="Seen in the app (invented)", at=at)
    for end, moment in ((record_outcome, desk.moment(INTAKE - 2, 30)), (close_case, desk.moment(INTAKE - 3))):
        case = CaseFile.objects.get(pk=case.pk)
        end(actor=desk.advisor, case=case, outcome="reinstated", note=ENDED, at=moment)
