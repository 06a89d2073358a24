"""What turns a word of closure or suspension: subject, negation, time, possibility, question, hearsay."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessments.engine.notices import NoticeReading

Read = Callable[[str], NoticeReading]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("您的账户未被关闭，可以正常借款。", "normal"),
        ("您的额度并未冻结。", "normal"),
        ("您的账户尚未关闭，但借款功能已被暂停。", "suspended"),
        ("虽然账户没有被关闭，但额度已被冻结。", "suspended"),
        ("您的账户尚未解冻。", "suspended"),
        ("Your account has not been frozen.", "normal"),
        ("Your account is not available.", "suspended"),
    ],
)
def test_negated_word_does_not_count(text: str, status: str, read: Read) -> None:
    assert read(text).status == status


@pytest.mark.parametrize(
    "thing", ["页面", "订单", "自动还款", "会员服务", "优惠券", "弹窗", "本次交易", "工单", "免密支付"]
)
def test_other_things_that_close_say_nothing_of_the_account(thing: str, read: Read) -> None:
    assert read(f"您的{thing}已关闭").status == "unknown"


def test_object_of_the_verb_decides_over_the_topic(read: Read) -> None:
    assert read("您在花呗中关闭了自动还款").status == "unknown"
    assert read("因订单异常，我司已关闭您的借呗账户").status == "closed"


def test_service_of_an_unknown_name_is_none_of_the_lenders(read: Read) -> None:
    assert read("微信运动服务已停止").status == "unknown"
    assert read("借款服务已停止").status == "suspended"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("您的账户曾于3月暂停，现已恢复。", "normal"),
        ("服务已恢复后又因逾期再次暂停，额度已冻结。", "suspended"),
        ("Your account was suspended in March but it is active again.", "normal"),
    ],
)
def test_past_state_that_ended_gives_way_to_the_present(text: str, status: str, read: Read) -> None:
    assert read(text).status == status


@pytest.mark.parametrize(
    "text",
    [
        "我行有权随时终止您的额度。",
        "如您逾期，账户将被冻结。",
        "请按时还款，以免额度被冻结。",
        "逾期可能导致账户被关闭。",
        "我司将于2027年1月1日起终止您的额度。",
        "We may suspend or close your account.",
        "If you miss a payment, your account will be closed.",
    ],
)
def test_what_a_lender_may_or_will_do_settles_nothing(text: str, read: Read) -> None:
    assert read(text).status == "unknown"


@pytest.mark.parametrize(
    "text", ["我的额度是不是被冻结了？", "为什么我的借呗被关闭", "Is my account closed?", "听说额度都被关闭了"]
)
def test_questions_and_hearsay_settle_nothing(text: str, read: Read) -> None:
    assert read(text).status == "unknown"


def test_question_of_one_speaker_does_not_silence_the_answer_of_another(read: Read) -> None:
    assert read("用户：我的账户关闭了吗？客服：您的账户已经被关闭了。").status == "closed"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("您的额度曾被冻结，目前已解除。", "normal"),
        ("您的限制尚未解除。", "suspended"),
        ("三月份因逾期被停的卡，还清后已经恢复。", "normal"),
        ("额度已冻结，还清后恢复。", "suspended"),
        ("Your line stays blocked till the dues are cleared.", "suspended"),
        ("解冻申请已提交", "unknown"),
        ("您申请的账户关闭正在处理中", "unknown"),
    ],
)
def test_lifting_counts_once_it_has_happened(text: str, status: str, read: Read) -> None:
    assert read(text).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Borrowing on this account is currently not permitted.", "suspended"),
        ("Borrowing is permitted only to adults.", "unknown"),
        ("本次升级不会影响您正常借款。", "normal"),
        ("We regret to inform you that your account is frozen.", "suspended"),
        ("A court order requires us to freeze your account.", "suspended"),
    ],
)
def test_help_words_turn_what_they_stand_before(text: str, status: str, read: Read) -> None:
    assert read(text).status == status


def test_two_notices_told_side_by_side_that_disagree_settle_nothing(read: Read) -> None:
    assert read("一条短信写额度已恢复，另一条写额度已停用。").status == "unknown"


def test_permanent_freeze_is_a_closure_and_passing_withdrawal_is_none(read: Read) -> None:
    assert read("您的额度已被永久冻结").status == "closed"
    assert read("您的额度暂时收回").status == "suspended"


def test_closure_beats_suspension_and_two_sentences_that_disagree_settle_nothing(read: Read) -> None:
    assert read("借款服务已暂停，账户已关闭").status == "closed"
    assert read("您的账户已关闭。您的账户可以正常借款。").status == "unknown"


@pytest.mark.parametrize("text", ["您的额度下调至3000元", "您的额度已用完", "Your credit limit was lowered to ¥5,000."])
def test_lowered_or_used_up_limit_is_still_normal(text: str, read: Read) -> None:
    assert read(text).status == "normal"


def test_advertising_is_no_sign_of_a_usable_account(read: Read) -> None:
    assert read("您有最高20万元可借额度待领取").status == "unknown"


def test_own_closing_has_no_cause(read: Read) -> None:
    reading = read("应您本人申请，账户已注销。")

    assert (reading.status, reading.causes, reading.own_closing) == ("closed", (), True)


@pytest.mark.parametrize("text", ["", "   ", "\n", "关闭", "？", "…"])
def test_blank_texts_and_bare_words_are_unknown(text: str, read: Read) -> None:
    reading = read(text)

    assert (reading.status, reading.causes) == ("unknown", ("insufficient_information",))


@pytest.mark.parametrize(
    "text",
    ["您的帳戶已關閉", "您的帐户己关闭", "您 的 账 户 已 关 闭", "您的账户已关​闭", "您的账户已关*闭", "您的账户已关毕"],
)
def test_script_spacing_and_typing_errors_are_folded(text: str, read: Read) -> None:
    assert read(text).status == "closed"
