"""The work queue reads little and leaves nothing out: against a plain reading of every case, on generated offices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from assessments.models import Assessment
from cases.client_links.models import ClientReport, ClientReportLook
from cases.client_links.services.links import make_link
from cases.client_links.services.telling import look_at, tell_payment
from cases.files.services.cases import close_case, open_case, record_outcome, wait
from cases.files.services.plans import adopt_plan
from cases.models import CaseFile
from cases.work_queue.services import mend_news
from config import clock
from config.ids import uuid7
from tests.cases.stories import assessed, planned
from tests.world import World, account_of, api, client_of

pytestmark = pytest.mark.django_db
PATH = "/api/v1/work-queue/"
SOON = timedelta(minutes=1)


def office_at_work(world: World, dice: Random) -> None:
    """Cases of three advisors in two offices, in every state, due or not, some with news."""
    clients = [world.chen, client_of(world.bob, "Bo"), world.wu]
    at, today = clock.now() - timedelta(days=1), clock.today("Asia/Shanghai")
    links = [
        make_link(actor=client.advisor, client_id=client.pk, ends_at=None, at=clock.now())[0] for client in clients
    ]
    for _ in range(30):
        which = dice.randrange(3)
        advisor, account = clients[which].advisor, account_of(clients[which], world.jiebei)
        due = (today + timedelta(days=dice.randint(-2, 12))).isoformat()
        older = assessed(world, planned("ask", due=due, urgent=dice.random() < 0.2), at=at, account=account)
        case = open_case(actor=advisor, account_id=account.pk, assessment_id=older.pk, at=at)
        if dice.random() < 0.8:
            adopt_plan(actor=advisor, case=case, assessment_id=older.pk, force=False, at=at)
        if dice.random() < 0.3:
            assessed(world, planned("ask", due=due), at=at + SOON, account=account)
        if dice.random() < 0.3:
            told = tell(links[which], case)
            if dice.random() < 0.5:
                look_at(actor=advisor, report=told, finding="accepted", note="", complete=False, at=clock.now())
        put_in_some_state(dice, case, today)


def put_in_some_state(dice: Random, case: CaseFile, today: date) -> None:
    known: dict[str, Any] = {"actor": case.client.advisor, "case": CaseFile.objects.get(pk=case.pk), "at": clock.now()}
    acts: dict[str, Callable[[], object]] = {
        "wait": lambda: wait(**known, waiting_for="a letter", waiting_until=today + timedelta(days=dice.randint(0, 9))),
        "resolve": lambda: record_outcome(**known, outcome="other", note="x"),
        "close": lambda: close_case(**known, outcome="other", note="x"),
        "nothing": lambda: None,
    }
    acts[dice.choice((*acts, "nothing", "nothing"))]()


def tell(link: Any, case: CaseFile) -> ClientReport:
    paid: dict[str, Any] = {"amount": Decimal(5), "paid_on": clock.today("Asia/Shanghai")}
    return tell_payment(link=link, case=case, **paid, upload=None, words="", submission=uuid7(), at=clock.now())


def plain(world: World, who: str, until: date) -> list[tuple[str, bool, bool]]:
    """Every case looked at, one by one: (id, whether a newer assessment is there, whether the client told)."""
    person = world.people[who]
    found = [
        (case, newer(case), told(case))
        for case in CaseFile.objects.filter(office=person.office).exclude(next_action="")
        if person.role == "supervisor" or case.client.advisor == person
    ]
    due = [row for row in found if row[0].urgent or day_of(row[0]) <= until or row[1] or row[2]]
    due.sort(key=lambda row: (not row[0].urgent, day_of(row[0]), row[0].pk))
    return [(str(case.pk), overtaken, reported) for case, overtaken, reported in due]


def day_of(case: CaseFile) -> date:
    assert case.next_action_on
    return case.next_action_on


def newer(case: CaseFile) -> bool:
    if case.plan is None or case.state not in ("open", "waiting"):
        return False
    seen = case.plan.assessment.created_at
    return any(each.created_at > seen for each in Assessment.objects.filter(credit_account=case.credit_account))


def told(case: CaseFile) -> bool:
    reports = ClientReport.objects.filter(case=case)
    return any(not ClientReportLook.objects.filter(report=report).exists() for report in reports)


def listed(world: World, who: str, **params: Any) -> Iterator[tuple[str, bool, bool]]:
    """Page for page."""
    address, given = PATH, params | {"limit": 4}
    while address:
        body = api(world.people[who]).get(address, given).json()
        for row in body["results"]:
            why = {reason["code"] for reason in row["why"]}
            yield row["id"], "newer_assessment" in why, "client_told" in why
        address, given = body["next"], {}


@pytest.mark.parametrize("seed", range(4))
def test_the_queue_is_what_a_look_at_every_case_finds(world: World, seed: int) -> None:
    office_at_work(world, Random(seed))  # noqa: S311 - a sample, no secret
    today = clock.today("Asia/Shanghai")

    for who in ("alice", "sun", "zoe"):
        for until in (today, today + timedelta(days=6), today - timedelta(days=9)):
            assert list(listed(world, who, until=until.isoformat())) == plain(world, who, until)


def test_an_older_plan_put_in_force_all_the_same_leaves_its_case_in_the_queue(world: World) -> None:
    at, later = clock.now(), (clock.today("Asia/Shanghai") + timedelta(days=30)).isoformat()
    older = assessed(world, planned("ask", due=later), at=at)
    assessed(world, planned("ask", due=later), at=at + SOON)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=older.pk, at=at)

    adopt_plan(actor=world.alice, case=case, assessment_id=older.pk, force=True, at=at)

    assert list(listed(world, "alice")) == [(str(case.pk), True, False)]


def test_news_ends_with_the_plan_that_takes_it_in_and_with_the_last_look(world: World) -> None:
    at, later = clock.now(), (clock.today("Asia/Shanghai") + timedelta(days=30)).isoformat()
    older = assessed(world, planned("ask", due=later), at=at)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=older.pk, at=at)
    adopt_plan(actor=world.alice, case=case, assessment_id=older.pk, force=False, at=at)
    taken = assessed(world, planned("ask", due=later), at=at + SOON)
    link, _token = make_link(actor=world.alice, client_id=world.chen.pk, ends_at=None, at=at)
    reports = [tell(link, case) for _ in range(2)]
    news = []

    adopt_plan(actor=world.alice, case=case, assessment_id=taken.pk, force=False, at=at + 2 * SOON)
    for report in reports:
        news.append(CaseFile.objects.get(pk=case.pk).news)
        look_at(actor=world.alice, report=report, finding="accepted", note="", complete=False, at=at + 2 * SOON)

    assert (news, CaseFile.objects.get(pk=case.pk).news) == ([True, True], False)


@pytest.mark.parametrize("kind", ["newer", "told"])
def test_news_that_came_in_past_the_services_is_found_by_the_tick(world: World, kind: str) -> None:
    at, later = clock.now(), (clock.today("Asia/Shanghai") + timedelta(days=30)).isoformat()
    older = assessed(world, planned("ask", due=later), at=at)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=older.pk, at=at)
    adopt_plan(actor=world.alice, case=case, assessment_id=older.pk, force=False, at=at)
    if kind == "newer":
        assessed(world, planned("ask", due=later), at=at + SOON)
    else:
        tell(make_link(actor=world.alice, client_id=world.chen.pk, ends_at=None, at=at)[0], case)
    CaseFile.objects.update(news=False)

    assert (mend_news(at=clock.now()), mend_news(at=clock.now())) == (1, 0)
    assert list(listed(world, "alice")) == [(str(case.pk), kind == "newer", kind == "told")]


def test_an_evaluation_that_is_kept_is_news_for_the_accounts_cases_only(world: World) -> None:
    other = account_of(world.chen, world.jiebei)
    cases = [
        open_case(actor=world.alice, account_id=account.pk, assessment_id=None, at=clock.now())
        for account in (world.account, other)
        if assessed(world, at=clock.now(), account=account)
    ]

    api(world.alice).post(f"/api/v1/credit-accounts/{other.pk}/evaluate/", {}, format="json")

    assert [CaseFile.objects.get(pk=case.pk).news for case in cases] == [False, True]
