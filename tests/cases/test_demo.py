"""The demo shows every cause, every status and every state of a case, to those who may see them, on whatever day."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.access.decide import scope
from accounts.models import Client, CreditAccount, CreditProduct, Document, Person
from assessments.engine.packs.rules import CAUSES
from assessments.models import Assessment, Bulletin
from cases.demo.services import load_demo
from cases.models import (
    Advice,
    Budget,
    CaseFile,
    ClientLink,
    ClientReport,
    Communication,
    Debt,
    Letter,
    Referral,
    Step,
)
from cases.work_queue.selectors import lines, work_queue
from config import clock
from config.errors import StateConflict
from tests.world import World, api, read_whole

pytestmark = pytest.mark.django_db
EARLY_ON_A_LEAP_DAY = datetime(2028, 2, 29, 1, tzinfo=UTC)
TODAY = date(2028, 2, 29)
STORIES = ("王立（虚构）", "郑海（虚构）", "Anna Reed (invented)")


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    call_command("load_reference")
    return load_demo(password="seen-in-a-test-1", at=EARLY_ON_A_LEAP_DAY)


def found(assessments: Any) -> set[str]:
    """The causes that they name."""
    contents = [json.loads(bytes(content)) for content in assessments.values_list("content", flat=True)]
    return {cause["cause"] for content in contents for cause in content["causes"]}


def generated() -> Any:
    return CreditAccount.objects.exclude(client__name__in=STORIES)


def everything_is_covered() -> None:
    accounts = generated()
    assessments = Assessment.objects.filter(credit_account__in=accounts)
    cases = CaseFile.objects.filter(credit_account__in=accounts)
    assert accounts.count() == 30
    assert found(assessments) == {*CAUSES, "insufficient_information"}
    assert set(assessments.values_list("status", flat=True)) == {"normal", "suspended", "closed", "unknown"}
    assert set(cases.values_list("state", flat=True)) == {"open", "waiting", "resolved", "closed"}
    assert set(accounts.values_list("product", flat=True)) == set(CreditProduct.objects.values_list("pk", flat=True))
    assert set(accounts.values_list("client__language", flat=True)) == {"zh-hans", "en"}


def everybody_is_invented(people: dict[str, Person]) -> None:
    names = list(Client.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert all("虚构" in name or "invented" in name for name in names)
    for advisor in ("advisor", "advisor2", "stranger"):
        assert generated().filter(client__advisor=people[advisor]).count() >= 7


def the_day_has_something_to_do(advisor: Person) -> None:
    queue = work_queue(advisor)
    assert queue.filter(next_action_on=TODAY, state="open").exists()
    assert queue.filter(next_action_on__lt=TODAY, state="open").exists()
    assert queue.filter(state="waiting", next_action="follow_up", waiting_until__gt=TODAY).exists()


def the_stories_are_whole() -> None:
    for name, debts in zip(STORIES, (4, 4, 2), strict=True):
        client = Client.objects.get(name=name)
        assert client.engagements.exists()
        assert set(client.consents.values_list("purpose", flat=True)) >= {"sensitive_data", "email_reminders"}
        assert Debt.objects.filter(client=client).count() == debts
        for kept in (Budget, Advice, Communication):
            assert kept.objects.filter(client=client).exists(), (name, kept)
    first, second, third = (CaseFile.objects.filter(client__name=name).order_by("created_at")[0] for name in STORIES)
    assert [case.assessment.status for case in (first, second, third)] == ["closed", "closed", "suspended"]
    assert [found(Assessment.objects.filter(pk=case.assessment_id)) for case in (first, second, third)] == [
        {"overdue"}, {"agreement_breach", "abnormal_transactions"}, {"maintenance"}
    ]  # fmt: skip
    assert (third.state, third.outcome) == ("closed", "reinstated")
    assert Step.objects.filter(case=third, action="aftercare").count() == 3
    assert Referral.objects.get().state == "accepted"
    assert (second.urgent, second.next_step and second.next_step.action) == (True, "verify_court_paper")
    assert Document.objects.get().client == second.client
    _a_newcomer_finds_one_of_each(first)


def _a_newcomer_finds_one_of_each(case: CaseFile) -> None:
    assert (Letter.objects.get().case, Letter.objects.get().state) == (case, "draft")
    assert (Bulletin.objects.get().product, Bulletin.objects.get().withdrawn_at) == (case.credit_account.product, None)
    assert ClientLink.objects.get().client == case.client
    report = ClientReport.objects.get()
    assert (report.case, report.kind, hasattr(report, "look")) == (case, "payment", False)
    assert [row.client_told for row in lines(work_queue(case.owner).filter(pk=case.pk))] == [True]


def test_the_demo_covers_every_cause_status_and_state(people: dict[str, Person]) -> None:
    everything_is_covered()
    everybody_is_invented(people)
    the_day_has_something_to_do(people["advisor"])
    the_stories_are_whole()
    assert scope(people["lawyer"], Client).get().name == STORIES[1]
    assert not scope(people["stranger"], Client).filter(name__in=STORIES).exists()
    with pytest.raises(StateConflict, match="people already"):
        load_demo(password="x", at=EARLY_ON_A_LEAP_DAY + timedelta(days=1))


def answer(person: Person, path: str) -> int:
    caller = api(person)
    caller.raise_request_exception = False
    return int(read_whole(caller.get(path)).status_code)


def test_everything_of_the_api_can_be_read_in_the_demo(people: dict[str, Person]) -> None:
    """Each list by each person, and each object's own pages by a supervisor."""
    paths = [path for path, ways in api().get("/api/v1/schema/?format=json").json()["paths"].items() if "get" in ways]
    lists = [path for path in paths if "{" not in path]
    asked = [(person, path) for person in people.values() for path in lists]
    for path in paths:
        if "{id}" in path:
            rows = api(people["supervisor"]).get(path.partition("{id}")[0])
            found = rows.json().get("results") or [] if rows.status_code == 200 else []
            asked += [(people["supervisor"], path.replace("{id}", row["id"])) for row in found[:3] if "id" in row]

    broken = [path for person, path in asked if answer(person, path) >= 500]

    assert (len(asked) > 300, broken) == (True, [])


def test_the_demo_never_loads_where_it_is_not_allowed_or_among_people(world: World, settings: Any) -> None:
    for allowed, why in ((True, "people already"), (False, "never load")):
        settings.DEMO_ALLOWED = allowed
        with pytest.raises(StateConflict, match=why):
            load_demo(password="x", at=clock.now())
    assert Client.objects.count() == 2
