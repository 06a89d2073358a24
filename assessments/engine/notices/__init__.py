"""Reading one notice: what the text itself says, with the words that say it.

text -> fold (text) -> phrases (scan, lexicon) -> clauses (views) -> events -> verdict
                    -> causes, advice, fraud, numbers, times       -> NoticeReading
"""

from __future__ import annotations

from assessments.engine.notices.lexicon import NoticeLexicon
from assessments.engine.notices.read import read_notice
from assessments.engine.notices.reading import CAUSES, LIKELY_FRAUD, NO_CAUSE, NoticeReading, Span, reading_data

__all__ = [
    "CAUSES",
    "LIKELY_FRAUD",
    "NO_CAUSE",
    "NoticeLexicon",
    "NoticeReading",
    "Span",
    "read_notice",
    "reading_data",
]
