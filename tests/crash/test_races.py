"""Real web processes on a real database: whoever comes second, fiftieth, or again does nothing twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from time import monotonic, sleep
from typing import Any

import pytest

from assessments.packs.laid_out import shipped_files
from tests.crash.caller import Answer, Caller, signed_in
from tests.crash.installation import Installation

AT_ONCE = 50


@dataclass(frozen=True)
class Office:
    made: Installation

    def signed_in(self, name: str) -> Caller:
        return signed_in(self.made, name)


@pytest.fixture(scope="module")
def office(at_work: Installation) -> Office:
    return Office(at_work)


@pytest.fixture(scope="module")
def advisor(office: Office) -> Caller:
    return office.signed_in("advisor")


def named(advisor: Caller, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = advisor.send("GET", f"clients/?search={name}").body["results"]
    return rows


def test_fifty_posts_with_one_key_make_one_object(advisor: Caller) -> None:
    answers = advisor.at_once("POST", "clients/", [{"name": "OneKey"}] * AT_ONCE, Idempotency_Key="one")

    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) <= {201, 409}
    assert {answer.body["code"] for answer in answers if answer.status == 409} <= {"idempotency_key_in_use"}
    assert {answer.body["id"] for answer in answers if answer.status == 201} == {named(advisor, "OneKey")[0]["id"]}
    assert len(named(advisor, "OneKey")) == 1
    assert advisor.send("POST", "clients/", {"name": "OneKey"}, Idempotency_Key="one").status == 201


def test_fifty_posts_with_one_key_and_fifty_bodies_make_one_object(advisor: Caller) -> None:
    bodies = [{"name": f"ManyBodies{number}"} for number in range(AT_ONCE)]

    answers = advisor.at_once("POST", "clients/", bodies, Idempotency_Key="bodies")

    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) <= {201, 409, 422}
    assert (statuses[201], len(named(advisor, "ManyBodies"))) == (1, 1)


def test_fifty_changes_of_one_version_have_one_winner(advisor: Caller) -> None:
    made = advisor.send("POST", "clients/", {"name": "Before"})
    path, bodies = f"clients/{made.body['id']}/", [{"name": f"After{number}"} for number in range(AT_ONCE)]

    answers = advisor.at_once("PATCH", path, bodies, If_Match=made.headers["ETag"])

    assert Counter(answer.status for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    won = next(answer for answer in answers if answer.status == 200)
    now = advisor.send("GET", path)
    assert (now.body["name"], now.headers["ETag"]) == (won.body["name"], '"2"')


def test_fifty_puts_of_one_name_make_one_object(advisor: Caller) -> None:
    answers = advisor.at_once("PUT", "clients/by-external-id/race-1/", [{"name": "OneName"}] * AT_ONCE)

    assert Counter(answer.status for answer in answers) == {201: 1, 200: AT_ONCE - 1}
    assert {answer.body["id"] for answer in answers} == {named(advisor, "OneName")[0]["id"]}
    assert len(named(advisor, "OneName")) == 1


def test_fifty_people_writing_in_one_case_leave_one_whole_chain(advisor: Caller) -> None:
    case = advisor.send("GET", "cases/").body["results"][0]["id"]
    before = len(entries(advisor, case))
    entry = {"case": case, "kind": "call", "direction": "incoming", "happened_at": "2026-01-05T09:00:00+08:00"}

    answers = advisor.at_once("POST", "communications/", [{**entry, "summary": f"race {n}"} for n in range(AT_ONCE)])

    rows = entries(advisor, case)
    assert Counter(answer.status for answer in answers) == {201: AT_ONCE}
    assert [row["seq"] for row in rows] == list(range(1, before + AT_ONCE + 1))
    assert all(row["previous"] == earlier["link"] for earlier, row in pairwise(rows))
    assert {row["summary"] for row in rows} >= {f"race {n}" for n in range(AT_ONCE)}


def entries(advisor: Caller, case: str) -> list[dict[str, Any]]:
    rows = advisor.send("GET", f"communications/?case={case}&include_superseded=true&limit=200").body["results"]
    return sorted(rows, key=lambda row: int(row["seq"]))


def test_of_two_drafts_published_at_once_one_is_in_force_in_every_process(office: Office, advisor: Caller) -> None:
    administrator, supervisor = office.signed_in("administrator"), office.signed_in("supervisor")
    accounts = advisor.send("GET", "credit-accounts/").body["results"]
    account = next(each["id"] for each in accounts if each["product_key"] == "jiebei")
    before = {evaluated(advisor, account) for _ in range(8)}  # each process has read its packs by now
    drafts = [backtested(administrator, supervisor, name) for name in ("first name", "second name")]

    answers = supervisor.at_once("POST", "rule-packs/publish/", [{"draft": draft} for draft in drafts])

    assert sorted(answer.status for answer in answers) == [200, 409]
    packs = supervisor.send("GET", "rule-packs/").body["results"]
    now = next(pack["digest"] for pack in packs if pack["key"] == "jiebei")
    with ThreadPoolExecutor(8) as pool:
        after = set(pool.map(lambda _: evaluated(advisor, account), range(16)))
    assert after == {now}
    assert len(before) == 1 and before != after
    sweep = finished(advisor, advisor.send("POST", "portfolio/sweeps/", {}))  # the worker's own process
    newest = advisor.send("GET", f"credit-accounts/{account}/assessments/?limit=1").body["results"][0]
    assert (sweep["state"], advisor.send("GET", f"assessments/{newest['id']}/").body["pack"]["digest"]) == (
        "succeeded",
        now,
    )


PRODUCTS = "jiebei/products.yaml"
INSTITUTION = "ant consumer"
"""One of the names by which reports call the lender; each draft adds another, which no case asks for."""


def backtested(administrator: Caller, supervisor: Caller, name: str) -> str:
    files = {PRODUCTS: shipped_files()[PRODUCTS].replace(INSTITUTION, f"{INSTITUTION}, {name}")}
    draft = str(administrator.send("POST", "rule-packs/drafts/", {"files": files, "note": name}).body["id"])
    assert (
        finished(supervisor, supervisor.send("POST", "rule-packs/backtest/", {"draft": draft}))["state"] == "succeeded"
    )
    return draft


def evaluated(advisor: Caller, account: str) -> str:
    return str(advisor.send("POST", f"credit-accounts/{account}/evaluate/", {}).body["pack"]["digest"])


def finished(caller: Caller, started: Answer) -> dict[str, Any]:
    until = monotonic() + 60
    while monotonic() < until:
        job: dict[str, Any] = caller.send("GET", f"jobs/{started.body['id']}/").body
        if job["state"] not in ("queued", "running"):
            return job
        sleep(0.2)
    raise AssertionError(job)
