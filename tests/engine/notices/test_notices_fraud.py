"""A swindler's text is no evidence; an official notice that warns of swindlers is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessments.engine.notices import NoticeReading

Read = Callable[[str], NoticeReading]


@pytest.mark.parametrize(
    "text",
    [
        "您的借呗已被冻结，请点击 http://jb-unlock.top/a1 验证",
        "您的额度异常，请添加客服QQ 123456789",
        "账户已冻结，需缴纳500元解冻费",
        "请把短信验证码发给工作人员以便解锁",
        "专业征信修复，逾期记录可消除",
        "立即访问 www.alipay-safe.cn 核实身份，否则账户将永久关闭",
        "Send us the SMS code to unlock your account.",
        "Pay a release fee of 300 yuan to unfreeze your account.",
    ],
)
def test_likely_fraud_is_unknown_whatever_it_claims(text: str, read: Read) -> None:
    reading = read(text)

    assert (reading.status, reading.causes) == ("unknown", ("insufficient_information",))
    assert reading.warnings == ("likely_fraud",)


def test_what_a_swindler_asks_for_is_shown_with_the_warning_and_sets_no_deadline(read: Read) -> None:
    reading = read("您的额度已冻结，请于11月30日前添加客服QQ 123456789")

    assert reading.advice and reading.contacts
    assert (reading.warnings, reading.reply_by) == (("likely_fraud",), None)


@pytest.mark.parametrize(
    "text",
    [
        "您的账户已冻结，请勿向他人透露验证码",
        "您的账户已冻结，请在官方App内查看",
        "您的账户已冻结，详见 https://www.alipay.com/notice",
        "您的账户已冻结，工作人员不会向您索要密码",
        "您的账户已冻结。联系邮箱：service@bank.com",
        "您的账户已冻结，发现您找人代办包装资料",
    ],
)
def test_safety_notices_and_official_addresses_are_not_fraud(text: str, read: Read) -> None:
    reading = read(text)

    assert (reading.status, reading.warnings) == ("suspended", ())
