"""Phrases composed of parts: each reason with states, each other thing that closes, the same each time.

They teach the weights words, not the language: what they weigh is measured on phrases that people wrote.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assessments.engine.notices.reading import CAUSES, NO_CAUSE

PARTS = Path(__file__).parent / "parts.txt"
_STATES = {"ST": ("suspended", True), "SF": ("suspended", False), "C": ("closed", False)}
_FRAMES = {
    "zh": (
        "因{reason}，{state}。",
        "{reason}，{state}。",
        "由于{reason}，{state}，请知悉。",
        "{state}，原因：{reason}。",
    ),
    "en": (
        "{state} because {reason}.",
        "Because {reason}, {state}.",
        "We are writing to say that {state} because {reason}.",
    ),
}
_SUPPOSED = {
    "zh": (
        "如{reason}，我行有权停止放款或终止合同。",
        "若{reason}，您的额度可能会被冻结。",
        "{reason}的，贷款人可以关闭账户。",
        "如果{reason}会怎么样？",
    ),
    "en": (
        "If {reason}, we may freeze or close your account.",
        "What happens if {reason}?",
        "Where {reason}, the lender may withdraw the limit.",
    ),
}
_BARE = {
    "zh": ("{state}。", "您好，{state}，如有疑问请联系客服。"),
    "en": ("{state}.", "Dear customer, {state}. Questions? Call us."),
}


def parts() -> dict[str, dict[str, list[str]]]:
    """By language and heading, the lines below it."""
    found: dict[str, dict[str, list[str]]] = {}
    lines: list[str] = []
    for line in PARTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            language, name = line.strip("[]").split()
            lines = found.setdefault(language, {}).setdefault(name, [])
        elif line:
            lines.append(line)
    return found


def composed() -> Iterator[dict[str, Any]]:
    """Labelled as the phrases that people wrote are."""
    for language, lists in parts().items():
        states = [(state, *_STATES[name]) for name in _STATES for state in lists[name]]
        turn = 0
        for cause in CAUSES:
            for reason in lists[cause]:
                for _ in range(2):
                    turn += 1
                    state, status, passing = states[turn * 7 % len(states)]
                    frame = _FRAMES[language][turn % len(_FRAMES[language])]
                    text = frame.format(reason=reason, state=state)
                    yield _row(text, status, passing or (cause == "maintenance" and status == "suspended"), cause)
                yield _row(_SUPPOSED[language][turn % len(_SUPPOSED[language])].format(reason=reason), "unknown")
        for at, (state, status, passing) in enumerate(states):
            yield _row(_BARE[language][at % 2].format(state=state), status, passing)
        for at, thing in enumerate(lists["other"]):
            yield _row(_BARE[language][at % 2].format(state=thing), "unknown")


def _row(text: str, status: str, passing: bool = False, cause: str = NO_CAUSE) -> dict[str, Any]:
    return {"text": text[0].upper() + text[1:], "status": status, "temporary": passing, "causes": [cause]}
