"""Causes, temporary, advice, contacts, dates, periods, sums: what a notice holds besides its status."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from assessments.engine.notices import NoticeLexicon, NoticeReading, read_notice, reading_data

Read = Callable[[str], NoticeReading]


@pytest.mark.parametrize(
    ("text", "temporary"),
    [
        ("您的额度已冻结", False),
        ("额度冻结7天", True),
        ("系统维护中，暂停借款", True),
        ("借款已停止，还清欠款后即可恢复", True),
        ("您的额度已永久关闭", False),
        ("账户状态正常", False),
    ],
)
def test_temporary_only_where_the_text_says_so(text: str, temporary: bool, read: Read) -> None:
    assert read(text).temporary is temporary


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        ("因逾期，额度已冻结", ("overdue",)),
        ("您的芝麻分下降，无法借款", ("score_drop",)),
        ("信用分低于准入要求，账户已关闭", ("score_drop",)),
        ("交易异常，额度已止付", ("abnormal_transactions",)),
        ("综合评估未通过", ("risk_preference",)),
        ("提供虚假资料，账户已关闭", ("agreement_breach",)),
        ("系统升级，暂停借款", ("maintenance",)),
        ("身份证已过期，额度已冻结", ("identity_verification",)),
        ("您无逾期记录，但额度已冻结", ("insufficient_information",)),
        ("额度已冻结，如有逾期请处理", ("insufficient_information",)),
        ("未发现异常交易，但额度已冻结", ("insufficient_information",)),
        ("Your repayment due last week was never received, so borrowing is paused.", ("overdue",)),
        ("You let someone else use your account, which is now frozen.", ("agreement_breach",)),
        ("手机号与实名信息不一致，暂不可借款。", ("identity_verification",)),
        ("安逸花暂时不能提现，如有疑问可拨打客服电话。", ("insufficient_information",)),
    ],
)
def test_cause_is_what_the_text_states(text: str, causes: tuple[str, ...], read: Read) -> None:
    assert read(text).causes == causes


@pytest.mark.parametrize(
    "text", ["请尽快还款", "请稍后再试", "请勿套现", "还清后即可恢复", "Please pay today.", "Try again later."]
)
def test_telling_what_to_do_is_advice(text: str, read: Read) -> None:
    assert read(text).advice


@pytest.mark.parametrize(
    "text",
    ["请联系客服", "请您谅解", "请耐心等待", "您已申请", "Please contact us.", "Please be patient.", "结清后已恢复"],
)
def test_pointers_and_politeness_are_no_advice(text: str, read: Read) -> None:
    assert read(text).advice == ()


@pytest.mark.parametrize(
    "text", ["请联系客服", "客服热线 400-000-5678", "致电95188", "联系邮箱：a.b@bank.cn", "Call our hotline"]
)
def test_channel_named_is_a_contact(text: str, read: Read) -> None:
    assert read(text).contacts


def test_contact_number_is_given_as_written(read: Read) -> None:
    assert "400-000-5678" in read("客服热线 400-000-5678").contacts


@pytest.mark.parametrize(
    ("text", "reply_by"),
    [
        ("请于11月30日前还清", date(2026, 11, 30)),
        ("请于1月5日前还清", date(2027, 1, 5)),
        ("请在7日内上传", date(2026, 11, 27)),
        ("请在十五日内提交申诉", date(2026, 12, 5)),
        ("Please pay within 10 days", date(2026, 11, 30)),
        ("Please reply before 30 November 2026", date(2026, 11, 30)),
        ("请于2月30日前还款", None),
        ("请于3个工作日内提交", None),
        ("我们将在7日内回复您", None),
        ("截至11月10日，您应还100元", None),
    ],
)
def test_reply_date_is_the_persons_own(text: str, reply_by: date | None, read: Read) -> None:
    assert read(text).reply_by == reply_by


def test_without_day_of_receipt_only_a_full_date_gives_a_day(lexicon: NoticeLexicon) -> None:
    assert read_notice("请在7日内上传", lexicon).reply_by is None
    assert read_notice("请于11月30日前还清", lexicon).reply_by is None
    assert read_notice("请于2026年11月30日前还清", lexicon).reply_by == date(2026, 11, 30)


@pytest.mark.parametrize("received", [date.min, date.max])
def test_edge_of_the_calendar_gives_no_date_rather_than_an_error(received: date, lexicon: NoticeLexicon) -> None:
    assert read_notice("请在3650日内上传", lexicon, received).reply_by in (None, date(10, 12, 30))
    assert read_notice("请于12月31日前还清", lexicon, received).status == "unknown"


@pytest.mark.parametrize(
    ("text", "period", "days"),
    [
        ("额度冻结7天", "7天", 7),
        ("暂停借款3个月", "3个月", None),
        ("Your account is on hold for 7 days", "7 days", 7),
        ("额度锁定24小时", "24小时", 1),
        ("逾期17天，额度已冻结", None, None),
        ("请7日内还款，额度已冻结", None, None),
    ],
)
def test_period_is_the_length_of_the_restriction(text: str, period: str | None, days: int | None, read: Read) -> None:
    reading = read(text)

    assert (reading.period, reading.period_days) == (period, days)


def test_stated_end_of_a_suspension(read: Read) -> None:
    assert read("维护至11月25日，暂停借款").ends_on == date(2026, 11, 25)
    assert read("额度有效期至2027年12月31日，可正常使用").ends_on is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("应还2,386.50元", "2386.50"),
        ("¥5,000", "5000.00"),
        ("RMB 3000", "3000.00"),
        ("1.2万元", "12000.00"),
        ("三千五百元", "3500.00"),
        ("应还2386.50", "2386.50"),
    ],
)
def test_amount_as_decimal(text: str, amount: str, read: Read) -> None:
    assert read(text).amounts == (Decimal(amount),)


@pytest.mark.parametrize("text", ["客服95188", "3万人", "2026年11月30日", "逾期17天", "9" * 400 + "元"])
def test_other_figures_are_no_amounts(text: str, read: Read) -> None:
    assert read(text).amounts == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [("逾期17天", 17), ("逾期超过180天", 180), ("17 days past due", 17), ("逾期7天内还款", None), ("7天", None)],
)
def test_days_overdue(text: str, days: int | None, read: Read) -> None:
    assert read(text).days_overdue == days


def test_condition_of_return_is_quoted(read: Read) -> None:
    assert read("额度已停用，还清欠款后即可恢复借款。").returns_when == "还清欠款后即可恢复借款"


def test_spans_point_at_the_original_words(read: Read) -> None:
    text = "【通知】您的帳戶　己关*闭，请还款"
    words = {text[span.start : span.end]: span.means for span in read(text).spans}

    assert words["关*闭"] == "status:closed"
    assert words["请还款"] == "advice"


def test_reading_data_is_the_answers_item(read: Read) -> None:
    data = reading_data(read("逾期17天，应还2,386.50元，额度冻结30天，请于11月30日前还清。"))

    assert list(data) == [
        "status",
        "temporary",
        "causes",
        "advice",
        "contacts",
        "reply_by",
        "period",
        "amounts",
        "warnings",
        "spans",
    ]
    assert (data["reply_by"], data["period"], data["amounts"]) == ("2026-11-30", "30天", ["2386.50"])
