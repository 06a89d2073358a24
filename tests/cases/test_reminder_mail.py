"""One look: what is due is sent once, in the recipient's language, and what cannot be sent is never forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction

from cases.files.services.cases import close_case
from cases.files.services.plans import adopt_plan
from cases.files.services.steps import complete_step
from cases.files.wording import step_texts
from cases.models import CaseFile, Deadline, Delivery, Reminder, Step, TickMark
from cases.reminders.services.claim import LEASE, claim_next
from cases.reminders.services.compose import mail_of
from cases.reminders.services.deliver import PATIENCE, deliver
from cases.reminders.services.tick import tick
from tests.cases.stories import DAY, NOW, evaluated, opened, planned, step_of
from tests.world import World, account_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(world: World) -> CaseFile:
    """One step due tomorrow: one mail for Alice at once."""
    return opened(world, planned("ask", due="2026-10-16"))


class Refusing:
    """A mail server that refuses everything."""

    def __init__(self, *_: Any, **__: Any) -> None: ...

    def send_messages(self, _mails: list[EmailMessage]) -> int:
        raise ConnectionRefusedError("nobody listens")


@pytest.fixture
def refusing(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"


def look(at: datetime = NOW) -> dict[str, int]:
    return dict(tick(now=lambda: at))


def parts(number: int) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail."""
    sent: Any = mail.outbox[number]
    return sent.subject, sent.body, sent.alternatives[0][0]


def first() -> Reminder:
    return Reminder.objects.get(kind="upcoming")


def test_a_due_reminder_is_sent_once(world: World, case: CaseFile) -> None:
    assert (look(), look()) == ({"sent": 1}, {})

    assert [sent.to for sent in mail.outbox] == [["alice@example.org"]]
    assert (first().state, first().sent_at, first().attempts) == ("sent", NOW, 1)
    assert Delivery.objects.get().sent


def test_what_lies_ahead_is_not_sent(world: World) -> None:
    opened(world, planned("ask", due="2026-11-02"))

    assert (look(), mail.outbox) == ({}, [])


def test_the_mail_leads_to_the_case_and_says_when(case: CaseFile) -> None:
    look()

    for body in parts(0)[1:]:
        assert "2026-10-16" in body and f"http://127.0.0.1:8000/admin/cases/casefile/{case.pk}/change/" in body
    assert mail.outbox[0].message()["Message-ID"] == first().message_id


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_mail_names_no_lender_product_amount_or_arrears(world: World, language: str) -> None:
    world.alice.change(at=NOW, language=language)
    case = opened(world)
    assessment = evaluated(world, NOW + MINUTE)
    adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=NOW + MINUTE)
    titles = {step_texts(step)["title"] for step in Step.objects.all()}

    look(NOW + DAY * 200)

    names = {"借呗", "jiebei", "Jiebei", "蚂蚁", "Ant ", "逾期", "arrears", "¥", "Chen", "closed", "关闭", *titles}
    assert len(mail.outbox) > len(titles)
    for number in range(len(mail.outbox)):
        said = " ".join(parts(number))
        assert not [name for name in names if name in said]


def test_the_mail_is_in_the_recipients_language(world: World, case: CaseFile) -> None:
    world.alice.change(at=NOW, language="en")

    look()

    assert mail.outbox[0].subject == f"A step is due soon · case {case.reference}"
    assert '<html lang="en">' in parts(0)[2]


@pytest.mark.parametrize("ended", ["step", "case", "moved", "person"])
def test_what_is_no_longer_true_is_not_sent(world: World, case: CaseFile, ended: str) -> None:
    if ended == "step":
        complete_step(actor=world.alice, step=step_of(case, "ask"), done_on=None, note="", at=NOW)
    elif ended == "case":
        close_case(actor=world.alice, case=case, outcome="withdrawn", note="", at=NOW)
    elif ended == "moved":
        Deadline.objects.update(revision=2)
    else:
        world.chen.change(at=NOW, advisor=world.bob)

    look()

    assert [sent.to for sent in mail.outbox if sent.to == ["alice@example.org"]] == []
    assert first_of(world.alice).state == "cancelled"


def first_of(person: Any) -> Reminder:
    return Reminder.objects.filter(recipient=person, kind="upcoming").order_by("created_at")[0]


def test_what_ended_after_the_claim_is_not_sent_either(world: World, case: CaseFile) -> None:
    claimed = claim_next(NOW)
    Deadline.objects.update(state="kept")

    assert claimed and deliver(Reminder.objects.get(pk=claimed.pk), at=NOW) == "dropped"
    assert mail.outbox == []


def test_a_client_who_is_handed_over_takes_case_and_reminders_along(world: World, case: CaseFile) -> None:
    world.chen.change(at=NOW, advisor=world.bob)

    look(NOW + MINUTE)

    case.refresh_from_db()
    assert (case.owner, [sent.to for sent in mail.outbox]) == (world.bob, [["bob@example.org"]])


def test_the_reminders_of_an_advisor_who_left_reach_a_supervisor(world: World, case: CaseFile) -> None:
    world.alice.change(at=NOW, is_active=False)

    look(NOW + MINUTE)

    assert [sent.to for sent in mail.outbox] == [["sun@example.org"]]


def test_a_case_that_nobody_can_take_over_keeps_its_reminder(world: World, case: CaseFile) -> None:
    for person in (world.alice, world.sun):
        person.change(at=NOW, is_active=False)

    assert look() == {"failed": 1}
    assert (first().state, first().last_error, mail.outbox) == ("pending", "recipient_gone", [])

    world.sun.change(at=NOW, is_active=True)
    look(NOW + MINUTE)
    assert [sent.to for sent in mail.outbox] == [["sun@example.org"]]


def test_a_claimed_reminder_is_nobody_elses_until_its_lease_ends(case: CaseFile) -> None:
    assert claim_next(NOW) and claim_next(NOW + LEASE - timedelta(seconds=1)) is None

    again = claim_next(NOW + LEASE)

    assert again and (again.attempts, again.message_id) == (2, first().message_id)


def test_one_claim_takes_one_of_many(world: World) -> None:
    opened(world, *[planned(name, due="2026-10-16") for name in "abcde"])

    taken = [claim_next(NOW) for _ in range(6)]

    assert len({row.pk for row in taken if row}) == 5 and taken[5] is None


@pytest.mark.usefixtures("refusing")
def test_a_refused_mail_is_tried_again_after_one_two_and_four_minutes(case: CaseFile) -> None:
    at, waited = NOW, []
    for _ in range(3):
        assert look(at) == {"failed": 1}
        waited.append((first().next_try_at - at) // MINUTE)
        at = first().next_try_at

    assert waited == [1, 2, 4]
    assert (first().state, first().last_error) == ("pending", "ConnectionRefusedError")
    assert list(Delivery.objects.order_by("attempt").values_list("attempt", "sent")) == [
        (1, False),
        (2, False),
        (3, False),
    ]


def test_after_much_patience_supervisors_are_told_and_the_mail_is_tried_on(
    world: World, case: CaseFile, settings: Any
) -> None:
    settings.EMAIL_BACKEND, working = f"{__name__}.Refusing", settings.EMAIL_BACKEND
    at = NOW
    for _ in range(PATIENCE):
        look(at)
        at = first().next_try_at
    raised = Reminder.objects.get(kind="undelivered")
    settings.EMAIL_BACKEND = working

    look(raised.next_try_at)

    assert (raised.recipient, raised.about, first().state) == (world.sun, first(), "pending")
    assert mail.outbox[0].to == ["sun@example.org"] and "Alice" in mail.outbox[0].body
    look(at)
    assert first().state == "sent"
    assert Reminder.objects.filter(kind="undelivered").count() == 1


def test_a_reminder_that_kills_its_worker_each_time_is_raised_too(world: World, case: CaseFile) -> None:
    at = NOW
    for _ in range(PATIENCE):
        claim_next(at)
        at += LEASE

    look(at)

    assert Reminder.objects.filter(kind="undelivered", recipient=world.sun).exists()


def test_one_mail_that_cannot_be_made_does_not_stop_the_others(
    world: World, case: CaseFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_second = opened_for_second_account(world)

    def only_the_second(row: Reminder, at: datetime) -> Any:
        return mail_of(row, at) if row.case_id == opened_second.pk else 1 / 0

    monkeypatch.setattr("cases.reminders.services.deliver.mail_of", only_the_second)

    assert look() == {"failed": 1, "sent": 1}


def opened_for_second_account(world: World) -> CaseFile:
    return opened(replace(world, account=account_of(world.chen, world.jiebei)), planned("ask", due="2026-10-16"))


def test_a_day_that_passes_turns_its_deadline_missed(world: World, case: CaseFile) -> None:
    look(datetime.fromisoformat("2026-10-16T23:59:00+08:00"))
    assert Deadline.objects.get().state == "open"

    look(datetime.fromisoformat("2026-10-17T00:00:00+08:00"))

    assert Deadline.objects.get().state == "missed"


def test_overdue_steps_reach_owner_and_supervisor(world: World, case: CaseFile) -> None:
    look()
    mail.outbox.clear()

    look(NOW + 2 * DAY)

    assert sorted(sent.to[0] for sent in mail.outbox) == ["alice@example.org", "sun@example.org"]


def test_after_days_without_a_look_only_the_newest_word_goes_out(world: World, case: CaseFile) -> None:
    look(NOW + 2 * DAY)

    assert [parts(n)[0].split(" · ")[0] for n in range(len(mail.outbox))] == ["有一个步骤已过期"] * 2
    owners = Reminder.objects.filter(recipient=world.alice).order_by("due_at")
    assert [(row.kind, row.state, row.reason) for row in owners] == [
        ("upcoming", "cancelled", "overtaken"),
        ("due", "cancelled", "overtaken"),
        ("overdue", "sent", ""),
    ]


def test_a_mail_that_was_held_up_does_not_call_today_what_has_passed(case: CaseFile) -> None:
    due = Reminder.objects.get(kind="due")
    noon = datetime.fromisoformat("2026-10-16T12:00:00+08:00")

    subjects = [mail_of(due, at).subject.split(" · ")[0] for at in (noon - DAY, noon, noon + DAY)]

    assert subjects == ["有一个步骤即将到期", "有一个步骤今天到期", "有一个步骤已过期"]


def test_a_delivery_is_never_changed(case: CaseFile) -> None:
    look()

    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(sent=False)


def test_each_look_leaves_its_mark(case: CaseFile) -> None:
    look(NOW)
    look(NOW + MINUTE)
    look(NOW)

    mark = TickMark.objects.get()
    assert (mark.at, mark.sent) == (NOW + MINUTE, 0)
