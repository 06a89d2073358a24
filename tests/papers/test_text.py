"""Text on paper: nothing is lost, lines fit, and our own texts can all be shown."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

from config import pdf
from config.fonts.subset import our_texts
from config.pdf import text
from config.pdf.sheet import Sheet

LONG = "贵公司于2026年11月3日（星期二）通知：“综合评估未通过”，借款服务暂停；请说明理由，并附上依据。See https://example.org/a/very/long/path?with=parameters、谢谢！"


def test_every_character_of_our_own_texts_is_in_the_font() -> None:
    lacking = {letter for letter in our_texts() if letter not in "\n\t\r" and "[U+" in text.printable(letter)}

    assert lacking == set()


@pytest.mark.parametrize("room", [40, 90, 200])
def test_lines_fit_and_begin_with_no_closing_mark_and_lose_nothing(room: float) -> None:
    found = text.lines(LONG, 9, room)

    assert all(text.width(line, 9) <= room for line in found)
    assert "".join(found).replace(" ", "") == LONG.replace(" ", "")
    if room > 40:
        assert not any(line[0] in text.CLOSING or line[-1] in text.OPENING for line in found)


def test_what_the_font_lacks_shows_its_code() -> None:
    assert text.printable("王\U00020b9f 😊\t好") == "王[U+20B9F] [U+1F60A]    好"


def composed(sheet: Sheet) -> None:
    sheet.heading("第一部分")
    for number in range(150):
        sheet.mark(f"line-{number}")
        sheet.paragraph(f"第{number}行 {LONG}")
    sheet.paragraph(f"第149行在第{sheet.page('line-149')}页")


def made() -> bytes:
    return pdf.written(composed, title="题", author="所", head="头", page_of=lambda number, of: f"{number}/{of}")


def test_a_paper_reads_back_knows_its_own_pages_and_has_the_same_bytes_each_time() -> None:
    pages = [page.extract_text() for page in PdfReader(BytesIO(made())).pages]

    assert f"{len(pages)}/{len(pages)}" in pages[-1]
    place = next(number for number, page in enumerate(pages, start=1) if "第149行 " in page)
    assert f"第149行在第{place}页" in pages[-1].replace("\n", "")
    assert made() == made()
