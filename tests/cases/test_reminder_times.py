"""When somebody is reminded, and who."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from cases.files.services.plans import adopt_plan
from cases.files.services.steps import add_step
from cases.models import CaseFile, Reminder
from tests.cases.stories import NOW, assessed, opened, planned, step_of, term
from tests.world import World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def rows(who: str = "alice") -> list[tuple[str, datetime]]:
    pending = Reminder.objects.filter(state="pending", recipient__email=f"{who}@example.org")
    return list(pending.order_by("due_at").values_list("kind", "due_at"))


def nine(day: str) -> datetime:
    """09:00 in Shanghai."""
    return datetime.fromisoformat(f"{day}T01:00:00+00:00")


def test_the_owner_is_reminded_the_day_before_on_the_day_and_the_day_after(world: World) -> None:
    opened(world, planned("ask", due="2026-11-02"))

    assert rows() == [("upcoming", nine("2026-11-01")), ("due", nine("2026-11-02")), ("overdue", nine("2026-11-03"))]


def test_supervisors_hear_only_of_what_is_overdue(world: World) -> None:
    opened(world, planned("ask", due="2026-11-02"))

    assert rows("sun") == [("overdue", nine("2026-11-03"))]
    assert rows("bob") == rows("ada") == rows("lin") == rows("zoe") == []


def test_nine_o_clock_is_that_of_the_office(world: World) -> None:
    world.east.change(at=NOW, zone="America/New_York")

    opened(world, planned("ask", due="2026-11-02"))

    # Summer time ends in New York on 1 November.
    assert rows()[:2] == [
        ("upcoming", datetime(2026, 11, 1, 14, tzinfo=UTC)),
        ("due", datetime(2026, 11, 2, 14, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("due", "kinds"),
    [("2026-10-17", ["upcoming", "due", "overdue"]), ("2026-10-16", ["NOW upcoming", "due", "overdue"]),
     ("2026-10-15", ["NOW due", "overdue"]), ("2026-10-14", ["NOW overdue"]), ("2026-09-01", ["NOW overdue"])],
)  # fmt: skip
def test_what_should_have_gone_by_now_goes_at_once_and_once(world: World, due: str, kinds: list[str]) -> None:
    opened(world, planned("ask", due=due))

    assert [("NOW " if due_at == NOW else "") + kind for kind, due_at in rows()] == kinds


def test_a_step_due_tomorrow_is_reminded_of_at_once_also_before_nine(world: World) -> None:
    early = datetime.fromisoformat("2026-10-15T07:00:00+08:00")

    opened(world, planned("ask", due="2026-10-16"), at=early)

    assert rows()[0] == ("upcoming", early)


@pytest.mark.parametrize("clock", ["lender", "regulator"])
def test_an_answer_of_theirs_is_looked_for_on_the_day_to_check_it(world: World, clock: str) -> None:
    opened(world, planned("ask", deadline=term("2026-10-31", clock=clock, check="2026-11-02")))

    assert rows() == [("due", nine("2026-11-02")), ("overdue", nine("2026-11-03"))]


def test_a_date_that_a_person_sets_reminds_too(world: World) -> None:
    case = opened(world)

    values = {"title": "Ring", "actor": "advisor", "due_on": date(2026, 10, 31)}
    step = add_step(actor=world.alice, case_id=case.pk, values=values, at=NOW)

    assert [kind for kind, _due in rows()] == ["upcoming", "due", "overdue"]
    # A Saturday: looked at on the next working day.
    assert str(step.deadline.check_on) == "2026-11-02"


def test_a_due_reminder_wakes_a_worker_once_it_is_committed(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    woken: list[str] = []
    monkeypatch.setattr("config.wake._send", woken.append)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        opened(world, planned("ask", due="2026-10-16"))

    assert woken == ["cases.tick"]


def test_nobody_is_woken_for_what_lies_ahead(
    world: World, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    woken: list[str] = []
    monkeypatch.setattr("config.wake._send", woken.append)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        opened(world, planned("ask", due="2026-12-16"))

    assert woken == []


def test_a_new_plan_replaces_the_reminders_of_the_old(world: World) -> None:
    case: CaseFile = opened(world, planned("ask", due="2026-11-02"))
    old = step_of(case, "ask").deadline
    assessment = assessed(world, planned("ask", due="2026-11-09"), at=NOW + DAY)

    adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=NOW + DAY)

    assert set(Reminder.objects.filter(deadline=old).values_list("state", "reason")) == {("cancelled", "superseded")}
    assert rows()[0] == ("upcoming", nine("2026-11-08"))
