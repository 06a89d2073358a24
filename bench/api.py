"""The API under load beside a plain project on Django REST framework, on the same PostgreSQL, data and web server.

`DATABASE_URL=postgres://… python bench/api.py [--clients 2000] [--seconds 5] [--rounds 3]`, with Redis at REDIS_URL.
Ours runs under the production settings, with the whole matrix, rate limits and audit; the other is `bench/plain`. Both
are started by gunicorn with the same arguments and asked in turns by 16 connections: a list of 50 clients, one client,
and a stored evaluation of an account with its evidence. Answers are counted only if they are whole and as expected.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.postgres.load import CONNECTIONS, Done, load, request  # noqa: E402
from bench.postgres.place import database, described, spread  # noqa: E402

AIMS = {"list of 50": 5.0, "detail": 2.0, "evaluate": 1.5}
"""How many times what the plain project answers."""
SERVERS = {"ours": ("config.wsgi:application", 8471), "plain DRF": ("bench.plain.wsgi:application", 8472)}
ARGUMENTS = ("--workers", "2", "--worker-class", "gthread", "--threads", "4", "--keep-alive", "30")
PLAIN_TOKEN = "p" * 40
ADVISORS = 10


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--clients", type=int, default=2000)
    asked.add_argument("--seconds", type=float, default=5.0)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    with database("api") as url:
        token, clients, accounts = fill(given.clients)
        print(described(url))
        print(f"{given.clients} clients, {CONNECTIONS} connections, {given.rounds} rounds of {given.seconds:g} s\n")
        with served() as leaders:
            done = measure(leaders, token, clients, accounts, given.seconds, given.rounds)
        show(done)


def measure(
    leaders: dict[str, int], token: str, clients: list[Any], accounts: list[Any], seconds: float, rounds: int
) -> dict[Any, list[tuple[Done, float]]]:
    """Each run, and the seconds of processor time that the web processes took for it."""
    done: dict[Any, list[tuple[Done, float]]] = {(work, name): [] for work in AIMS for name in SERVERS}
    for turn in range(-1, rounds):  # the first warms up
        for work in AIMS:
            for name, (_application, port) in SERVERS.items():
                requests = requests_of(work, token if name == "ours" else PLAIN_TOKEN, clients, accounts)
                before = processor_time(leaders[name])
                found = load(port, requests, seconds if turn >= 0 else 1.0, expect=201 if work == "evaluate" else 200)
                if turn >= 0:
                    done[work, name].append((found, processor_time(leaders[name]) - before))
    return done


def requests_of(work: str, token: str, clients: list[Any], accounts: list[Any]) -> list[bytes]:
    if work == "list of 50":
        return [request("GET", "/api/v1/clients/", token)]
    if work == "detail":
        return [request("GET", f"/api/v1/clients/{ident}/", token) for ident in clients]
    return [request("POST", f"/api/v1/credit-accounts/{ident}/evaluate/", token, b"{}") for ident in accounts]


def show(done: dict[Any, list[tuple[Done, float]]]) -> None:
    print(" " * 24 + " requests/s  median ms   p99 ms  CPU ms     KB   times  by CPU   aim")
    for work, aim in AIMS.items():
        rates = {name: median(found.rate for found, _ in done[work, name]) for name in SERVERS}
        costs = {name: cost_of(done[work, name]) for name in SERVERS}
        for name in SERVERS:
            times = [each for found, _ in done[work, name] for each in found.times]
            middle, late = spread(times)
            size = sum(found.bytes for found, _ in done[work, name]) / len(times) / 1024
            line = f"{work:12}{name:12}{rates[name]:11.0f}{middle:11.1f}{late:9.1f}{costs[name]:8.2f}{size:7.1f}"
            if name == "ours":
                factor, cheaper = rates["ours"] / rates["plain DRF"], costs["plain DRF"] / costs["ours"]
                line += f"{factor:8.2f}{cheaper:8.2f}{aim:6.1f}  {'reached' if factor >= aim else 'MISSED'}"
            print(line)
    print("\nRates are medians of the rounds, times are over all of them. CPU: of the web processes, for one request;")
    print("it moves least with what else runs here. Load at the end:", *(f"{value:.1f}" for value in os.getloadavg()))


def cost_of(runs: list[tuple[Done, float]]) -> float:
    """Milliseconds of processor time for one request."""
    return sum(spent for _, spent in runs) / sum(len(found.times) for found, _ in runs) * 1e3


def processor_time(leader: int) -> float:
    """Of the web processes that a gunicorn leads, in seconds (Linux)."""
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in children]
    return sum(int(each[11]) + int(each[12]) for each in stats) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served() -> Iterator[dict[str, int]]:
    """Both servers, until the block ends; gives the process that leads each."""
    running: list[subprocess.Popen[bytes]] = []
    try:
        for application, port in SERVERS.values():
            command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *ARGUMENTS]
            command += ["--no-control-socket", "--log-level", "warning", application]
            running.append(subprocess.Popen(command, cwd=ROOT))
        for _application, port in SERVERS.values():
            wait_for(port)
        yield {name: process.pid for name, process in zip(SERVERS, running, strict=True)}
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            asked = urllib.request.Request(f"http://127.0.0.1:{port}/nothing", headers={"X-Forwarded-Proto": "https"})
            urllib.request.urlopen(asked, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def fill(count: int) -> tuple[str, list[Any], list[Any]]:
    """An office with its people, clients, an account each and its evidence; and a token of one advisor for both."""
    from django.db import connection
    from knox.models import AuthToken

    from accounts.models import Client, CreditAccount, CreditProduct, Office, Person
    from config import clock, crypto

    at = clock.now()
    office = Office.objects.create(name="East")
    people = [
        Person(office=office, email=f"a{n}@example.org", name=f"Advisor {n}", role="advisor", second_factor_since=at)
        for n in range(ADVISORS)
    ]
    Person.objects.bulk_create(people)
    product, _made = CreditProduct.objects.get_or_create(key="jiebei", defaults={"name": "借呗"})
    clients = [
        Client(
            office=office,
            advisor=people[n % ADVISORS],
            name=f"Client {n}",
            email=f"c{n}@example.org",
            created_at=at - timedelta(minutes=n),
            identity_number_sealed=crypto.encrypt("11010519491231002X"),
            identity_number_index=crypto.blind_index("identity_number", str(n)),
            phone_sealed=crypto.encrypt("13800001234"),
            phone_index=crypto.blind_index("phone", str(n)),
        )
        for n in range(count)
    ]
    Client.objects.bulk_create(clients, batch_size=1000)
    accounts = [
        CreditAccount(office=office, client=client, product=product, outstanding_amount=Decimal("18600.50"))
        for client in clients
    ]
    CreditAccount.objects.bulk_create(accounts, batch_size=1000)
    evidence(accounts, people[0], at)
    _row, token = AuthToken.objects.create(user=people[0])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_token (key varchar(40) PRIMARY KEY, user_id uuid NOT NULL)")
        cursor.execute("INSERT INTO plain_token VALUES (%s, %s)", [PLAIN_TOKEN, people[0].pk])
        cursor.execute("ANALYZE")
    own = [account for account in accounts if account.client.advisor_id == people[0].pk]
    return token, [account.client_id for account in own], [account.pk for account in own]


def evidence(accounts: list[Any], person: Any, at: Any) -> None:
    """Thirteen items of five kinds for each account."""
    from assessments.evidence import models

    dice = random.Random(5)  # noqa: S311 - a sample, no secret
    rows: list[Any] = []
    for account in accounts:
        common = {"office_id": account.office_id, "client_id": account.client_id, "credit_account": account}
        common |= {"provenance": "client_stated", "recorded_by": person, "happened_at": at - timedelta(days=3)}
        common |= {"created_at": at - timedelta(hours=1)}
        seen = at - timedelta(days=2)
        rows.append(models.Display(**common, observed_at=seen, shows_limit=False, can_draw=False, text="额度暂不可用"))
        text = "因您的综合评估未通过，暂时无法为您提供借款服务，请按时还款并保持良好的信用记录。"
        rows.append(models.Notice(**common, received_at=seen, channel="in_app", text=text))
        for month in range(6):
            due, amount = (at - timedelta(days=30 * month + 5)).date(), Decimal(dice.randrange(500, 3000))
            paid = due + timedelta(days=dice.choice((0, 0, 0, 4, 12)))
            values = {"due_on": due, "amount_due": amount, "paid_on": paid, "amount_paid": amount}
            rows.append(models.Repayment(**common, **values))
        for week in range(3):
            drawn = at - timedelta(days=9 * week + 6)
            rows.append(
                models.Drawdown(**common, at=drawn, amount=Decimal(dice.randrange(500, 9000)), stated_use="装修")
            )
        for month, value in enumerate((610, 640)):
            read = (at - timedelta(days=40 * month + 2)).date()
            rows.append(models.Score(**common, scheme="zhima", value=value, read_on=read))
    kinds: tuple[Any, ...] = (models.Display, models.Notice, models.Repayment, models.Drawdown, models.Score)
    for kind in kinds:
        kind.objects.bulk_create([row for row in rows if type(row) is kind], batch_size=2000)


if __name__ == "__main__":
    main()
