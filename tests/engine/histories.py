"""Generated histories of accounts: every kind of evidence, around and beyond the moment of the evaluation."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from assessments.engine.evidence import (
    CreditReport,
    Display,
    Drawdown,
    Evidence,
    Inquiry,
    LegalPaper,
    MonthPerformance,
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
TODAY = date(2026, 10, 15)
TEXTS = (
    "",
    "您的借呗账户已永久关闭。",
    "您的借款服务已暂停。",
    "因您长期逾期未还,借呗服务已永久关闭。",
    "您有逾期账单，借款已暂停，请还清欠款，还清后即可恢复借款。",
    "您的账单已逾期17天，应还2,386.50元，请尽快还款。",
    "系统维护中，暂停借款，请于明日8:00后再试。",
    "经核实存在虚假交易套现,违反用户协议,账户已永久关闭。",
    "因平台风险策略调整，暂停为您提供借款服务。",
    "您的信用评分下降，暂不能借款。",
    "疑似套现，额度冻结7天。",
    "服务已恢复，欢迎继续使用。",
    "账户状态正常，可借额度10000元。",
    "您的身份证已过期，请更新后继续使用，借款功能已暂停。",
    "您已自行注销账户。",
    "您的账户已被冻结，请加QQ123456缴纳解冻费。",
    "页面加载失败，请刷新。",
    "我没有逾期，不知道为什么被关闭了",
    "我不想活了，欠款还不上",
)

ids = st.just("")
provenances = st.sampled_from(list(Provenance))
odd_texts = st.sampled_from(["", " ", "\n", "。", "关闭", "借呗" * 200, "\u200b", "🙂"])
texts = st.sampled_from(TEXTS) | odd_texts
maybe = st.none() | st.booleans()
offsets = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-5, minutes=-30))])
amounts = st.integers(0, 500_000).map(lambda cents: Decimal(cents) / 100) | st.sampled_from(
    [
        Decimal("0"),
        Decimal("0.00"),
        Decimal("0.01"),
        Decimal("0.1"),
        Decimal("1E+3"),
        Decimal("900.0"),
        Decimal("50000"),
    ]
)
EDGES = (  # instants that many items share: the moment itself, its neighbours, midnights, the far past
    AS_OF,
    AS_OF - timedelta(microseconds=1),
    AS_OF + timedelta(microseconds=1),
    datetime(2026, 10, 14, 16, 0, tzinfo=UTC),
    datetime(2026, 10, 13, 16, 0, tzinfo=UTC),
    datetime(2026, 9, 1, 4, 0, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
)


@st.composite
def instants(draw: st.DrawFn, ahead: int = 40) -> datetime:
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(EDGES)).astimezone(draw(offsets))
    minutes = draw(st.integers(-60 * 24 * 800, 60 * 24 * ahead))
    return (AS_OF + timedelta(minutes=draw(st.sampled_from([minutes, minutes // 1440 * 1440])))).astimezone(
        draw(offsets)
    )


days = st.integers(-900, 40).map(lambda back: TODAY + timedelta(days=back)) | st.sampled_from(
    [
        TODAY,
        TODAY - timedelta(days=1),
        TODAY + timedelta(days=1),
        date(2023, 10, 15),
        date(2024, 2, 29),
        date(1900, 1, 1),
    ]
)
months = st.integers(0, 30).map(lambda back: date(2026 - (back + 2) // 12, 12 - (back + 2) % 12, 1))

displays = st.builds(
    Display,
    id=ids,
    provenance=provenances,
    observed_at=instants(),
    shows_limit=maybe,
    can_draw=maybe,
    limit_total=st.none() | amounts,
    limit_available=st.none() | amounts,
    text=texts,
)
notices = st.builds(Notice, id=ids, provenance=provenances, received_at=instants(), channel=st.just("sms"), text=texts)


@st.composite
def repayments(draw: st.DrawFn) -> Repayment:
    due_on, due = draw(days), draw(amounts)
    late = st.integers(-10, 200)
    paid_on = draw(st.none() | late.map(lambda each: due_on + timedelta(days=each)))
    parts = [Payment(due_on + timedelta(days=draw(late)), draw(amounts)) for _ in range(draw(st.integers(0, 3)))]
    return Repayment(
        id="",
        provenance=draw(provenances),
        due_on=due_on,
        amount_due=due,
        loan_ref=draw(st.sampled_from(["", "A", "B"])),
        paid_on=paid_on,
        amount_paid=draw(st.none() | st.just(due) | amounts),
        payments=tuple(parts),
    )


codes = st.sampled_from("N*1234567CGDZB#/")
repayment_months = st.builds(RepaymentMonth, id=ids, provenance=provenances, month=months, code=codes)
drawdowns = st.builds(
    Drawdown,
    id=ids,
    at=instants(),
    amount=amounts,
    counterparty=st.sampled_from(["merchant", "self", "relative", "investment", "unknown"]),
)
scores = st.builds(Score, id=ids, scheme=st.sampled_from(["zhima", "other"]), value=st.integers(350, 950), read_on=days)
report_accounts = st.builds(
    ReportAccount,
    kind=st.sampled_from(["loan", "credit_card"]),
    institution=st.sampled_from(["", "重庆蚂蚁消费金融有限公司", "某银行", "另一银行"]),
    status=st.sampled_from(["", "正常", "逾期", "冻结", "销户", "结清"]),
    credit_limit=st.none() | amounts,
    balance=st.none() | amounts,
    overdue_amount=st.none() | amounts,
    settled_on=st.none() | days,
    months=st.text("N*1234567C#/", max_size=24),
    performance=st.lists(st.builds(MonthPerformance, month=months, mark=codes), max_size=3).map(tuple),
)
reasons = st.sampled_from(["loan_approval", "card_approval", "post_loan", "self", "guarantee", "other"])
credit_reports = st.builds(
    CreditReport,
    id=ids,
    issued_on=days,
    accounts=st.lists(report_accounts, max_size=3).map(tuple),
    inquiries=st.lists(st.builds(Inquiry, on=days, reason=reasons), max_size=8).map(tuple),
)


@st.composite
def platform_events(draw: st.DrawFn) -> PlatformEvent:
    starts = draw(instants())
    ends = draw(st.none() | st.integers(1, 5000).map(lambda hours: starts + timedelta(hours=hours)))
    return PlatformEvent(
        id="", kind=draw(st.sampled_from(["maintenance", "policy_change"])), starts_at=starts, ends_at=ends
    )


paper_kinds = st.sampled_from(
    ["payment_order", "summons", "judgment", "ruling", "enforcement", "arbitration", "mediation_call"]
)
legal_papers = st.builds(LegalPaper, id=ids, kind=paper_kinds, served_on=days)
statements = st.builds(Statement, id=ids, made_at=instants(), text=texts)


def several(items: st.SearchStrategy[object], most: int = 5) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=most).map(tuple)


histories: st.SearchStrategy[Evidence] = st.builds(
    Evidence,
    displays=several(displays),
    notices=several(notices),
    repayments=several(repayments(), 8),
    repayment_months=several(repayment_months),
    drawdowns=several(drawdowns, 8),
    scores=several(scores),
    credit_reports=several(credit_reports, 2),
    platform_events=several(platform_events(), 2),
    legal_papers=several(legal_papers, 2),
    statements=several(statements, 2),
)
