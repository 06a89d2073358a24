"""What is missing is asked for only where it may still decide something."""

from __future__ import annotations

import pytest

from assessments.engine.evidence import Evidence, PlatformEvent
from tests.engine.plans import BLOCKED, assess, at, instalment, notice, screen

EVERY = ["display", "notice", "repayment", "credit_report", "score", "drawdown"]
RUNNING = PlatformEvent(id="", kind="maintenance", starts_at=at("2026-10-14"), ends_at=at("2026-10-20"))


def gaps(evidence: Evidence) -> list[str]:
    return [gap.missing for gap in assess(evidence).gaps]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(), EVERY),
        (Evidence(displays=BLOCKED), EVERY[1:]),
        (Evidence(displays=(screen(True),)), ["repayment", "credit_report", "score", "drawdown"]),
        (Evidence(displays=BLOCKED, platform_events=(RUNNING,)), ["notice"]),
        (Evidence(notices=(notice("您已自行注销账户。"),)), ["display", "repayment", "credit_report"]),
    ],
)
def test_gaps_are_those_that_matter_in_their_order(evidence: Evidence, expected: list[str]) -> None:
    assert gaps(evidence) == expected


def test_where_something_is_overdue_everything_matters() -> None:
    overdue = (instalment("2026-09-05"),)

    assert gaps(Evidence(displays=(screen(True),), repayments=overdue)) == [
        "notice",
        "credit_report",
        "score",
        "drawdown",
    ]
    assert "credit_report" in gaps(Evidence(displays=BLOCKED, platform_events=(RUNNING,), repayments=overdue))


@pytest.mark.parametrize(("day", "open_"), [("2026-09-15", False), ("2026-09-14", True)])
def test_a_screen_older_than_thirty_days_leaves_the_gap_open(day: str, open_: bool) -> None:
    assert ("display" in gaps(Evidence(displays=(screen(False, day),)))) == open_
