"""Thirty invented accounts from a seeded generator: every cause, every status, and every state that a case can be in.

Names, sums and days come from the seed, so that everybody who loads the demo on one day sees the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import Client, CreditAccount, Person
from assessments.models import (
    Assessment,
    Display,
    Drawdown,
    Notice,
    PlatformEvent,
    Repayment,
    RepaymentMonth,
    Score,
    Statement,
)
from cases.demo.desk import Desk
from cases.files.services.cases import close_case, record_outcome, wait
from cases.files.services.steps import add_step
from cases.models import CaseFile

SEED = 20260731
FAMILIES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫", ("安", "博文", "春", "丹青", "恩", "芳", "国栋", "海燕", "敬", "可心")
ENGLISH = ("Mara Lind", "Tom Okoro", "Elif Aydin", "Jon Weiss", "Priya Nair", "Lea Martin", "Ravi Shah", "Nora Blum")
PRODUCTS = ("jiebei", "huabei", "weilidai", "jintiao", "baitiao", "credit_card", "meituan_jieqian", "xinyongdai",
            "xinyonggou", "credit_card_instalment", "other")  # fmt: skip
Seen = Sequence[tuple[Any, Mapping[str, Any]]]


@dataclass(frozen=True)
class Told:
    """What a history is made of: the desk, chance, and the day on which the client came, counted back from today."""

    desk: Desk
    chance: Random
    intake: int

    def day(self, before: int) -> date:
        """So many days before the client came."""
        return self.desk.day(self.intake + before)

    def at(self, before: int) -> datetime:
        return self.desk.moment(self.intake + before)

    def notice(self, text: str, before: int = 2) -> tuple[Any, Mapping[str, Any]]:
        how = self.chance.choice(("in_app", "sms"))
        return Notice, {"received_at": self.at(before), "channel": how, "text": text}

    def screen(self, *, works: bool, text: str, before: int = 1) -> tuple[Any, Mapping[str, Any]]:
        return Display, {"observed_at": self.at(before), "shows_limit": works, "can_draw": works, "text": text}

    def instalments(self, paid: int, unpaid: int = 0) -> Seen:
        """A month apart; the newest was due some days before the client came."""
        amount = Decimal(self.chance.randrange(400, 1800, 50))
        last = self.chance.randrange(6, 20)
        dues = [self.day(last + 30 * back) for back in reversed(range(paid + unpaid))]
        rows = [{"due_on": due, "amount_due": amount} for due in dues]
        return [
            (Repayment, row | ({"paid_on": due} if number < paid else {}))
            for number, (row, due) in enumerate(zip(rows, dues, strict=True))
        ]


def _overdue(told: Told) -> Seen:
    text = "您有逾期账单，借款已暂停，请还清欠款，还清后即可恢复借款。"
    return [told.notice(text), *told.instalments(3, told.chance.randrange(1, 3))]


def _closed_for_arrears(told: Told) -> Seen:
    return [told.notice("因您长期逾期未还，您的账户已永久关闭。"), *told.instalments(2, told.chance.randrange(3, 6))]


def _score_drop(told: Told) -> Seen:
    high = told.chance.randrange(660, 720)
    readings = ((80, high), (5, high - told.chance.randrange(55, 90)))
    scores = [(Score, {"scheme": "zhima", "value": value, "read_on": told.day(back)}) for back, value in readings]
    return [told.notice("您的信用评分下降，暂不能借款。"), *scores, *told.instalments(3)]


def _abnormal(told: Told) -> Seen:
    days = [told.chance.randrange(3, 9) for _each in range(6)]
    draws = [
        (Drawdown, {"at": told.at(back), "amount": Decimal(told.chance.randrange(900, 5000, 100)),
                    "stated_use": "周转（虚构）", "counterparty": "self"})
        for back in days
    ]  # fmt: skip
    return [told.notice("系统检测到您的账户疑似套现，额度冻结30天。"), *draws, *told.instalments(3)]


def _risk_preference(told: Told) -> Seen:
    change = {"kind": "policy_change", "starts_at": told.at(4), "text": "风险策略调整公告（虚构）"}
    notice = told.notice("因平台风险策略调整，暂停为您提供借款服务。")
    return [notice, (PlatformEvent, change), *told.instalments(4)]


def _breach(told: Told) -> Seen:
    return [told.notice("因违反用户协议，您的账户已终止服务。"), *told.instalments(3)]


def _maintenance(told: Told) -> Seen:
    """It still runs when the account is looked at."""
    window = {"starts_at": told.at(1) - timedelta(hours=10), "ends_at": told.at(-2)}
    event = {"kind": "maintenance", **window, "text": "系统升级公告（虚构）"}
    return [(PlatformEvent, event), told.screen(works=False, text="系统升级，暂不可用")]


def _identity(told: Told) -> Seen:
    notice = told.notice("您的身份证已过期，请更新后继续使用，借款功能已暂停。")
    return [notice, told.screen(works=False, text="请更新身份信息")]


def _no_reason(told: Told) -> Seen:
    screen = told.screen(works=False, text="")
    month = told.day(0).replace(day=1) - timedelta(days=1)
    return [screen, (RepaymentMonth, {"month": month.replace(day=1), "code": "N"})]


def _restored(told: Told) -> Seen:
    notices = [told.notice("您的借款服务已暂停。", 9), told.notice("服务已恢复，欢迎继续使用。", 2)]
    return [*notices, told.screen(works=True, text="可借额度"), *told.instalments(4)]


def _nothing_known(told: Told) -> Seen:
    """An advertisement and a question say nothing of the account."""
    return [told.notice("您有额度待领取，点击查看。")]


KINDS: Mapping[str, Callable[[Told], Seen]] = {
    "overdue": _overdue,
    "closed_for_arrears": _closed_for_arrears,
    "score_drop": _score_drop,
    "abnormal_transactions": _abnormal,
    "risk_preference": _risk_preference,
    "agreement_breach": _breach,
    "maintenance": _maintenance,
    "identity_verification": _identity,
    "no_reason": _no_reason,
    "restored": _restored,
    "nothing_known": _nothing_known,
}
SAYS = {
    "zh-hans": ("我不知道为什么不能用了，我想先问清楚。（虚构）", "客服只说看通知，没有工号。（虚构）"),
    "en": ("I do not know why it stopped. I want to ask first. (invented)", "Nobody told me a reason. (invented)"),
}


def play(advisors: Sequence[Person], now: datetime, accounts: int) -> list[CreditAccount]:
    """Every fifth is a second account of the client before."""
    chance = Random(SEED)  # noqa: S311 - the same invented people each time, no secret
    kinds = list(KINDS.values())
    made: list[CreditAccount] = []
    for number in range(accounts):
        second = number % 5 == 4
        advisor = made[-1].client.advisor if second else advisors[number % len(advisors)]
        told = Told(Desk(advisor, now), chance, intake=1 + number % 6)
        client = made[-1].client if second else _client(told, number)
        product = PRODUCTS[number % len(PRODUCTS)]
        account = told.desk.account(client, product, told.at(0), str(chance.randrange(1000, 40000, 500)))
        _record(told, account, kinds[number * 7 % len(kinds)](told))
        assessment = told.desk.evaluate(account, told.at(0) + timedelta(minutes=30))
        ENDINGS[number % len(ENDINGS)](told, assessment)
        made.append(account)
    return made


def _client(told: Told, number: int) -> Client:
    """Each fourth reads English. Only some have an e-mail; the others are called."""
    english = number % 4 == 3
    name = ENGLISH[number // 4 % len(ENGLISH)] + " (invented)" if english else _name(told.chance)
    email = f"invented{number}@reinstate.example" if number % 2 else ""
    values = {"name": name, "email": email, "language": "en" if english else "zh-hans"}
    return told.desk.client(told.at(0), phone=f"139{number:08}", **values)


def _name(chance: Random) -> str:
    return chance.choice(FAMILIES) + chance.choice(GIVEN) + "（虚构）"


def _record(told: Told, account: CreditAccount, seen: Seen) -> None:
    at = told.at(0) + timedelta(minutes=20)
    words = told.chance.choice(SAYS[account.client.language])
    said = (Statement, {"made_at": told.at(0), "text": words, "provenance": "client_stated"})
    whole = [*seen, said]
    for model in dict.fromkeys(model for model, _values in whole):
        told.desk.saw(account, model, *(values for each, values in whole if each is model), at=at)


def _evaluated(told: Told, assessment: Assessment) -> None:
    """The client thinks it over."""


def _at_work(told: Told, assessment: Assessment) -> None:
    told.desk.case(assessment, told.at(0) + timedelta(minutes=40))


def _due_today(told: Told, assessment: Assessment) -> None:
    _own_step(told, _worked_through(told, assessment), told.desk.now, 0)


def _overdue_since_yesterday(told: Told, assessment: Assessment) -> None:
    case = told.desk.case(assessment, told.at(0) + timedelta(minutes=40))
    _own_step(told, case, told.at(0) + timedelta(minutes=70), 1)


def _worked_through(told: Told, assessment: Assessment) -> CaseFile:
    """What can be done is done, save the paying."""
    case = told.desk.case(assessment, told.at(0) + timedelta(minutes=40))
    for action in told.desk.ready(case).exclude(action__contains="pay").values_list("action", flat=True):
        told.desk.did(case, action, told.at(0) + timedelta(minutes=50))
    return case


def _own_step(told: Told, case: CaseFile, at: datetime, days: int) -> None:
    english = case.client.language == "en"
    title = "Call the client about the reply (invented)" if english else "致电客户，核对答复（虚构）"
    values = {"title": title, "actor": "advisor", "due_on": told.desk.day(days), "after": []}
    add_step(actor=told.desk.advisor, case_id=case.pk, values=values, at=at)


def _waits(told: Told, assessment: Assessment) -> None:
    case = _worked_through(told, assessment)
    words = "the lender's written reply (invented)" if case.client.language == "en" else "机构书面答复（虚构）"
    until = told.desk.day(-1)
    at = told.at(0) + timedelta(minutes=60)
    wait(actor=told.desk.advisor, case=case, waiting_for=words, waiting_until=until, at=at)


def _resolved(told: Told, assessment: Assessment) -> None:
    case = told.desk.case(assessment, told.at(0) + timedelta(minutes=40))
    _ended(told, case, assessment, record_outcome)


def _closed(told: Told, assessment: Assessment) -> None:
    case = told.desk.case(assessment, told.at(0) + timedelta(minutes=40))
    _ended(told, case, assessment, close_case)


def _ended(told: Told, case: CaseFile, assessment: Assessment, end: Callable[..., CaseFile]) -> None:
    """As its state lets it end: in use again, or the client lets it rest."""
    outcome = "reinstated" if assessment.status == "normal" else "withdrawn"
    note = "As seen in the app (invented)" if case.client.language == "en" else "以应用页面为准（虚构）"
    at = told.at(0) + timedelta(minutes=90)
    end(actor=told.desk.advisor, case=case, outcome=outcome, note=note, at=at)


ENDINGS: Sequence[Callable[[Told, Assessment], None]] = (
    _overdue_since_yesterday,
    _due_today,
    _evaluated,
    _waits,
    _at_work,
    _at_work,
    _evaluated,
    _resolved,
    _waits,
    _closed,
)
