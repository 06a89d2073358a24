"""What holds of any text: no error, spans inside it, the same answer twice, sense between the fields, linear time."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.engine.notices import CAUSES, NO_CAUSE, NoticeLexicon, NoticeReading, read_notice, reading_data

WORDS = (
    *(
        "您的",
        "账户",
        "额度",
        "已",
        "未",
        "被",
        "关闭",
        "冻结",
        "暂停",
        "恢复",
        "请",
        "还款",
        "后",
        "如",
        "将",
        "但",
        "逾期",
    ),
    *(
        "页面",
        "？",
        "。",
        "，",
        " ",
        "10天",
        "500元",
        "11月30日前",
        "http://a.top",
        "帳戶",
        "ﷺ",
        "㈱",
        "\u200b",
        "İ",
        "ﬁ",
    ),
    *(
        "Your account",
        " is",
        " not",
        " closed",
        " until",
        " 30 November",
        " days",
        "\n",
        "*",
        "己",
        "永久",
        "正常",
        "曾",
    ),
)
notices = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
days = st.none() | st.dates()


def _makes_sense(reading: NoticeReading) -> bool:
    known = set(reading.causes) <= {*CAUSES, NO_CAUSE}
    passing = reading.status == "suspended" or not reading.temporary
    normal = reading.status != "normal" or reading.causes == ()
    unknown = reading.status != "unknown" or reading.causes == (NO_CAUSE,)
    return known and passing and normal and unknown


@settings(max_examples=1500, deadline=None)
@given(text=notices, received=days)
def test_any_text_gives_a_sensible_reading(text: str, received: date | None, lexicon: NoticeLexicon) -> None:
    reading = read_notice(text, lexicon, received)

    assert _makes_sense(reading)
    assert all(0 <= span.start < span.end <= len(text) for span in reading.spans)
    assert read_notice(text, lexicon, received) == reading
    assert reading_data(reading)["status"] == reading.status


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "暂停",
            "(",
            "1",
            "未",
            "己",
            "a ",
            "如,",
            "账户?",
            "关闭账户",
            "三千元",
            "可借额度",
            "逾期1天",
            "11月30日前",
            "请还款,",
        ),
        *(
            "信用分下降",
            "ﷺ",
            "但",
            "恢复后,",
            "还清后恢复,",
            "jan 1 ",
            "帳戶凍結 ",
            "a.",
            "www.",
            "a@",
            "1,",
            "within ",
            "\n",
        ),
    ],
)
def test_ten_thousand_characters_of_anything_take_linear_time(piece: str, lexicon: NoticeLexicon) -> None:
    short, long = (piece * 10_000)[:2_500], (piece * 10_000)[:10_000]

    # Four times the text; sixteen times the work would be quadratic.
    assert _seconds(long, lexicon) < 10 * _seconds(short, lexicon) + 0.02


def _seconds(text: str, lexicon: NoticeLexicon) -> float:
    """Of this thread's own work, the best of three: a busy machine does not decide."""
    taken = []
    for _ in range(3):
        start = time.thread_time()
        read_notice(text, lexicon, date(2026, 11, 20))
        taken.append(time.thread_time() - start)
    return min(taken)
