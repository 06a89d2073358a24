"""Casework on many cases, in the server: a case's page, its communications, the work queue, and adopting a plan.

`DATABASE_URL=postgres://… python bench/cases.py [--cases 1000000] [--times 200] [--keep]`. The rows are made in SQL:
five steps and five communications to a case, two deadlines, 200 cases to an advisor and 10,000 to an office; a
fifteenth of the cases is due by today. Stored assessments of these cases have no content, which neither page reads.
Each time another case is asked for, and another person's queue. Adoption takes a real assessment whose plan is made
up to fifteen steps. Requests go through the whole application under the production settings, in one process.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.api import evidence  # noqa: E402
from bench.postgres.asking import Ask, Caller, ident, measure, show  # noqa: E402
from bench.postgres.place import Filling, database, described  # noqa: E402

TO_AN_OFFICE, TO_AN_ADVISOR, STEPS, MESSAGES, PLANNED = 10_000, 200, 5, 5, 15
PAGE, LATE, ADOPTED = 15.0, 60.0, 25.0
"""Milliseconds: a page at the median and at the 99th percentile, an adoption at the median."""
ADOPT = f"adopt a plan of {PLANNED} steps"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--cases", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=200, help="how often each request is measured")
    asked.add_argument("--keep", action="store_true", help="leave the filled database for the next run")
    given = asked.parse_args()
    with database("cases", keep=given.keep) as url:
        from cases.models import CaseFile

        if not CaseFile.objects.exists():
            fill(url, given.cases)
        print(f"\n{described(url)}\n{given.cases} cases, each request {given.times} times\n")
        judge(show(measure(requests(given.cases, given.times), given.times)))


def judge(spreads: dict[str, tuple[float, float]]) -> None:
    for name, (middle, late) in spreads.items():
        if name == ADOPT:
            print(f"{name}: aim {ADOPTED:g} ms at the median: {_word(middle <= ADOPTED)}")
        else:
            aims = f"aim {PAGE:g} ms at the median: {_word(middle <= PAGE)}"
            print(f"{name}: {aims}; {LATE:g} ms at p99: {_word(late <= LATE)}")


def _word(reached: bool) -> str:
    return "reached" if reached else "MISSED"


def requests(count: int, times: int) -> dict[str, Ask]:
    from accounts.models import Person
    from cases.models import CaseFile

    dice = random.Random(6)  # noqa: S311 - a sample, no secret
    advisors = list(Person.objects.filter(role="advisor").order_by("email"))
    # Every person whose queue is asked for signs in once; a case is looked at by whose client it is.
    own = [dice.choice(advisors) for _ in range(20)]
    callers = [Caller(person) for person in own]
    supervisors = [Caller(Person.objects.filter(role="supervisor", office=person.office_id)[0]) for person in own]
    cases = [list(CaseFile.objects.filter(owner=person).values_list("pk", flat=True)[:50]) for person in own]

    def case(turn: int) -> Any:
        which = turn % len(own)
        return cases[which][turn * 7 % len(cases[which])]

    ready = to_adopt(own[0], times + 10)
    return {
        "case page, advisor": lambda turn: callers[turn % 20].get(f"/api/v1/cases/{case(turn)}/"),
        "case page, supervisor": lambda turn: supervisors[turn % 20].get(f"/api/v1/cases/{case(turn)}/"),
        "its communications": lambda turn: callers[turn % 20].get(f"/api/v1/communications/?case={case(turn)}"),
        "work queue, advisor": lambda turn: callers[turn % 20].get("/api/v1/work-queue/"),
        "work queue, supervisor": lambda turn: supervisors[turn % 20].get("/api/v1/work-queue/"),
        "work queue, little due": lambda turn: supervisors[turn % 20].get("/api/v1/work-queue/?until=2020-01-01"),
        ADOPT: lambda turn: callers[0].post(f"/api/v1/cases/{ready[turn][0]}/plan/", ready[turn][1]),
    }


def to_adopt(advisor: Any, count: int) -> list[tuple[Any, dict[str, Any]]]:
    """So many new cases of one advisor, each with an assessment whose plan has PLANNED steps."""
    from accounts.models import Client, CreditAccount, CreditProduct
    from assessments.evaluations.services import evaluate_account
    from assessments.models import Assessment
    from cases.files.services.cases import open_case
    from config import clock
    from config.ids import uuid7

    at = clock.now()
    product = CreditProduct.objects.get(key="jiebei")
    found = []
    model: Any = None
    for number in range(count):
        client = Client.objects.create(office_id=advisor.office_id, advisor=advisor, name=f"Adopting {number}")
        account = CreditAccount.objects.create(
            office_id=advisor.office_id, client=client, product=product, outstanding_amount=Decimal("18600.50")
        )
        if model is None:
            evidence([account], advisor, at)
            model = evaluate_account(actor=advisor, account=account, as_of=None, known_at=None, at=clock.now())
            content = lengthened(bytes(model.content))
        kept = {name: getattr(model, name) for name in ("as_of", "known_at", "status", "risk_level", "pack_id")}
        kept |= {"engine_version": model.engine_version, "input": model.input, "input_digest": model.input_digest}
        assessment = Assessment.objects.create(
            **kept,
            id=uuid7(),
            office_id=advisor.office_id,
            client=client,
            credit_account=account,
            content=content,
            content_digest=f"sha256:{sha256(content).hexdigest()}",
            created_by=advisor,
        )
        case = open_case(actor=advisor, account_id=account.pk, assessment_id=assessment.pk, at=clock.now())
        found.append((case.pk, {"assessment": str(assessment.pk)}))
    return found


def lengthened(content: bytes) -> bytes:
    """The answer with its plan repeated to PLANNED steps, under names of their own."""
    answer = json.loads(content)
    plan = answer["plan"]
    long = list(plan)
    while len(long) < PLANNED:
        entry = plan[len(long) % len(plan)]
        long.append({**entry, "action": f"{entry['action']}_{len(long)}", "after": [plan[0]["action"]]})
    answer["plan"] = long[:PLANNED]
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def fill(url: str, count: int) -> None:
    from accounts.models import Client, CreditAccount, CreditProduct, Office, Person
    from assessments.evaluations.services import evaluate_account
    from config import clock

    at = clock.now()
    offices = [Office(name=f"Office {number}") for number in range(max(1, count // TO_AN_OFFICE))]
    Office.objects.bulk_create(offices)
    people = [
        Person(
            office=offices[number % len(offices)],
            email=f"a{number:06}@example.org",
            name=f"Advisor {number}",
            role="advisor",
            second_factor_since=at,
        )
        for number in range(max(1, count // TO_AN_ADVISOR))
    ]
    Person.objects.bulk_create(people)
    Person.objects.bulk_create(
        Person(office=office, email=f"s{number}@example.org", name="Sun", role="supervisor", second_factor_since=at)
        for number, office in enumerate(offices)
    )
    product = CreditProduct.objects.filter(key="jiebei").first()
    product = product or CreditProduct.objects.create(key="jiebei", name="借呗")
    client = Client.objects.create(office=offices[0], advisor=people[0], name="Model")
    account = CreditAccount.objects.create(office=offices[0], client=client, product=product)
    evidence([account], people[0], at)
    model = evaluate_account(actor=people[0], account=account, as_of=None, known_at=None, at=clock.now())
    plan = json.loads(bytes(model.content))["plan"]
    texts = [{name: plan[n % len(plan)][name] for name in ("title", "why", "done_when")} for n in range(STEPS)]
    told = json.dumps(
        {"summary": "客服称因综合评估未通过，已要求书面说明原因。", "counterpart": "客服"}, ensure_ascii=False
    )
    values: dict[str, Any] = {
        "count": count,
        "at": at,
        "product": product.pk,
        "pack": model.pack_id,
        "offices": [office.pk for office in offices],
        "people": [person.pk for person in people],
        "messages": [json.dumps(each, ensure_ascii=False) for each in texts],
        "actions": [plan[n % len(plan)]["action"] for n in range(STEPS)],
        "told": told.encode(),
    }
    filling = Filling(url)
    filling.begin(*TABLES)
    filling.run("the numbers", NUMBERS, **values)
    for what, sql in ROWS.items():
        filling.run(what, sql, **values)
    filling.end(*TABLES)


# Case n is of advisor n % advisors, who is of office n % offices: the number of advisors is a multiple of that of
# offices. It was opened n minutes ago at most; ids rise with n.
NUMBERS = f"""
CREATE TABLE bench_cases AS SELECT n, {ident("n", "001")} AS client, {ident("n", "002")} AS account,
    {ident("n", "003")} AS assessment, {ident("n", "004")} AS kase, {ident("n", "005")} AS plan,
    (%(offices)s::uuid[])[1 + n %% cardinality(%(offices)s::uuid[])] AS office,
    (%(people)s::uuid[])[1 + n %% cardinality(%(people)s::uuid[])] AS advisor,
    %(at)s - interval '1 day' - (%(count)s - n) * interval '1 minute' AS since,
    (%(at)s)::date + (abs(hashint8(n)::bigint) %% 60)::int - 3 AS due
FROM generate_series(1, %(count)s) n"""

CLIENTS = """
INSERT INTO accounts_client (id, office_id, advisor_id, name, language, email, identity_number_sealed,
    identity_number_index, phone_sealed, phone_index, version, created_at, updated_at)
SELECT client, office, advisor, 'Client ' || n, 'zh-hans', '', '', '', '', '', 1, since, since FROM bench_cases"""

ACCOUNTS = """
INSERT INTO accounts_creditaccount (id, office_id, client_id, product_id, reference, currency, version, created_at,
    updated_at)
SELECT account, office, client, %(product)s, '', 'CNY', 1, since, since FROM bench_cases"""

ASSESSMENTS = """
INSERT INTO assessments_assessment (id, office_id, client_id, credit_account_id, as_of, known_at, status, risk_level,
    pack_id, engine_version, input, input_digest, content, content_digest, created_by_id, created_at)
SELECT assessment, office, client, account, since, since, 'suspended', 'medium', %(pack)s, '1', '', '', '', '',
    advisor, since FROM bench_cases"""

CASES = f"""
INSERT INTO cases_casefile (id, created_at, updated_at, version, state, next_action, next_action_on, waiting_for,
    outcome, outcome_note, assessment_id, client_id, credit_account_id, office_id, owner_id, plan_id, next_step_id,
    urgent, news)
SELECT kase, since, since, 1, 'open', 'step', due, '', '', '', assessment, client, account, office, advisor, plan,
    {ident(f"n * {STEPS} + 2", "006")}, n %% 500 = 0,
    false FROM bench_cases"""

PLANS = """
INSERT INTO cases_plan (id, created_at, number, adopted_by_id, assessment_id, case_id, client_id, office_id)
SELECT plan, since, 1, advisor, assessment, kase, client, office FROM bench_cases"""

STEP_ROWS = f"""
INSERT INTO cases_step (id, created_at, updated_at, version, position, action, actor, own_title, messages, citations,
    urgent, state, ready_on, done_on, note, case_id, client_id, office_id, pack_id, plan_id, acknowledges_debt, hold)
SELECT {ident(f"n * {STEPS} + k", "006")}, since, since, 1, k + 1, (%(actions)s::text[])[k + 1], 'client', '',
    (%(messages)s::jsonb[])[k + 1], '[]', false, CASE WHEN k < 2 THEN 'done' WHEN k = 2 THEN 'ready' ELSE 'waiting' END,
    CASE WHEN k <= 2 THEN since::date END, CASE WHEN k < 2 THEN since::date END, '', kase, client, office, %(pack)s,
    plan, false, ''
FROM bench_cases, generate_series(0, {STEPS - 1}) k"""

DEADLINES = f"""
INSERT INTO cases_deadline (id, created_at, updated_at, version, clock, days, counting, counted_from, due_on, check_on,
    citation, verification, provisional, state, revision, case_id, client_id, office_id, pack_id, step_id)
SELECT {ident("n * 2 + k", "007")}, since, since, 1, 'client', 7, 'calendar', due - 7, due, due, '', 'set_by_person',
    false, 'open', 1, kase, client, office, %(pack)s, {ident(f"n * {STEPS} + 2 + k", "006")}
FROM bench_cases, generate_series(0, 1) k"""

COMMUNICATIONS = f"""
INSERT INTO cases_communication (id, created_at, seq, kind, direction, happened_at, late, withdrawn, commitment,
    previous, link, case_id, client_id, office_id, recorded_by_id)
SELECT {ident(f"n * {MESSAGES} + k", "008")}, since + k * interval '1 hour', k + 1, 'call', 'outgoing', since, false,
    false, md5('c' || n) || md5('c' || k), md5('p' || n) || md5('p' || k), md5('l' || n) || md5('l' || k), kase, client,
    office, advisor
FROM bench_cases, generate_series(0, {MESSAGES - 1}) k"""

WORDS = f"""
INSERT INTO cases_communicationcontent (id, created_at, payload, salt, client_id, communication_id, office_id)
SELECT {ident(f"n * {MESSAGES} + k", "009")}, since, %(told)s, '\\x00', client, {ident(f"n * {MESSAGES} + k", "008")},
    office
FROM bench_cases, generate_series(0, {MESSAGES - 1}) k"""

ROWS = {
    "clients": CLIENTS,
    "accounts": ACCOUNTS,
    "assessments": ASSESSMENTS,
    "cases": CASES,
    "plans": PLANS,
    "steps": STEP_ROWS,
    "deadlines": DEADLINES,
    "communications": COMMUNICATIONS,
    "their words": WORDS,
}
TABLES = (
    "accounts_client", "accounts_creditaccount", "assessments_assessment", "cases_casefile", "cases_plan", "cases_step",
    "cases_deadline", "cases_communication", "cases_communicationcontent",
)  # fmt: skip


if __name__ == "__main__":
    main()
