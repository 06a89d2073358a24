"""What the access matrix costs on many clients, in the server: an advisor's list beside a supervisor's, deep pages,
and an account's evidence.

`DATABASE_URL=postgres://… python bench/access.py [--clients 1000000] [--times 200] [--keep]`. The rows are made in SQL:
one office, a thousand clients to an advisor, an account each, three notices to an account of every hundredth client.
Requests go through the whole application under the production settings, in one process, in turns, so that what else
the machine does falls on all of them alike.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.postgres.asking import Ask, Caller, ident, measure, show  # noqa: E402
from bench.postgres.place import Filling, database, described  # noqa: E402

TO_AN_ADVISOR = 1000
WITH_EVIDENCE = 100
LIST_SUPERVISOR, LIST_ADVISOR, DEEP = "list, supervisor", "list, advisor", "page at nine tenths of all, supervisor"
AIMS = {LIST_ADVISOR: 1.5, DEEP: 1.25}
"""Times a supervisor's first page, at the median; "as fast" allows for the link back and for noise."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--clients", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=200, help="how often each request is measured")
    asked.add_argument("--keep", action="store_true", help="leave the filled database for the next run")
    given = asked.parse_args()
    with database("access", keep=given.keep) as url:
        from accounts.models import Client

        if not Client.objects.exists():
            fill(url, given.clients)
        print(f"\n{described(url)}\n{given.clients} clients, each request {given.times} times\n")
        judge(show(measure(requests(given.clients), given.times)))


def fill(url: str, count: int) -> None:
    from accounts.models import CreditProduct, Office, Person
    from config import clock, crypto

    at = clock.now()
    office = Office.objects.create(name="East")
    product = CreditProduct.objects.filter(key="jiebei").first() or CreditProduct.objects.create(
        key="jiebei", name="借呗"
    )
    advisors = count // TO_AN_ADVISOR
    people = [
        Person(office=office, email=f"a{n}@example.org", name=f"Advisor {n}", role="advisor", second_factor_since=at)
        for n in range(advisors)
    ]
    Person.objects.bulk_create(people)
    Person.objects.create(office=office, email="sun@example.org", name="Sun", role="supervisor", second_factor_since=at)
    values: dict[str, Any] = {
        "office": office.pk,
        "product": product.pk,
        "people": [person.pk for person in people],
        "advisors": advisors,
        "count": count,
        "at": at,
        "number": crypto.encrypt("11010519491231002X"),
        "phone": crypto.encrypt("13800001234"),
    }
    filling = Filling(url)
    filling.run("clients", CLIENTS, **values)
    filling.run("accounts", ACCOUNTS, **values)
    filling.run("notices", NOTICES, **values)
    filling.end("accounts_client", "accounts_creditaccount", "assessments_notice")


# Clients of an advisor are spread over the whole time, as they are where a thousand advisors work side by side.
CLIENTS = f"""
INSERT INTO accounts_client (id, office_id, advisor_id, name, language, email, identity_number_sealed,
    identity_number_index, phone_sealed, phone_index, version, created_at, updated_at)
SELECT {ident("n", "001")}, %(office)s, (%(people)s::uuid[])[1 + n %% %(advisors)s], 'Client ' || n, 'zh-hans', '',
    %(number)s, md5('i' || n), %(phone)s, md5('p' || n), 1,
    %(at)s - (%(count)s - n) * interval '1 minute', %(at)s - (%(count)s - n) * interval '1 minute'
FROM generate_series(1, %(count)s) n"""

ACCOUNTS = f"""
INSERT INTO accounts_creditaccount (id, office_id, client_id, product_id, reference, currency, version, created_at,
    updated_at)
SELECT {ident("n", "002")}, %(office)s, {ident("n", "001")}, %(product)s, '', 'CNY', 1,
    %(at)s - (%(count)s - n) * interval '1 minute', %(at)s - (%(count)s - n) * interval '1 minute'
FROM generate_series(1, %(count)s) n"""

NOTICES = f"""
INSERT INTO assessments_notice (id, office_id, client_id, credit_account_id, happened_at, provenance, source,
    source_ref, reason, withdrawn, recorded_by_id, received_at, channel, text, created_at)
SELECT {ident("n * 4 + k", "003")}, %(office)s, {ident("n", "001")}, {ident("n", "002")},
    %(at)s - interval '3 days', 'client_stated', '', '', '', false, (%(people)s::uuid[])[1 + n %% %(advisors)s],
    %(at)s - interval '3 days', 'in_app', '因综合评估未通过，暂时无法提供服务', %(at)s - k * interval '1 hour'
FROM generate_series({WITH_EVIDENCE}, %(count)s, {WITH_EVIDENCE}) n, generate_series(1, 3) k"""


def requests(count: int) -> dict[str, Ask]:
    """By name: what is asked. A deep page's cursor is the list's own with another key."""
    from accounts.models import CreditAccount, Person

    advisor = Person.objects.get(email="a0@example.org")
    alice, sun = Caller(advisor), Caller(Person.objects.get(email="sun@example.org"))
    clients, notices = "/api/v1/clients/", "/api/v1/notices/"
    deep, middle = deep_page(sun, clients, count * 9 // 10), deep_page(alice, clients, count // 2)
    account = CreditAccount.objects.filter(client__advisor=advisor, notices__isnull=False)[0]
    one, evidence = f"{clients}{account.client_id}/", f"{notices}?credit_account={account.pk}"
    return {
        LIST_SUPERVISOR: lambda turn: sun.get(clients),
        LIST_ADVISOR: lambda turn: alice.get(clients),
        DEEP: lambda turn: sun.get(deep),
        "page in the middle, advisor": lambda turn: alice.get(middle),
        "client, supervisor": lambda turn: sun.get(one),
        "client, advisor": lambda turn: alice.get(one),
        "an account's notices, supervisor": lambda turn: sun.get(evidence),
        "an account's notices, advisor": lambda turn: alice.get(evidence),
        "all notices, supervisor": lambda turn: sun.get(notices),
        "all notices, advisor": lambda turn: alice.get(notices),
    }


def deep_page(caller: Caller, path: str, depth: int) -> str:
    """The page that begins after so many clients of the office."""
    from django.core import signing

    from accounts.models import Client
    from config.api.pagination import _SALT, Cursor

    (text,) = parse_qs(urlsplit(caller.get(path).json()["next"]).query)["cursor"]
    at, key = Client.objects.order_by("-created_at", "-id").values_list("created_at", "id")[depth]
    cursor = Cursor(signing.loads(text, salt=_SALT)[0], [at.isoformat(), str(key)], backwards=False)
    return f"{path}?cursor={cursor.encode()}"


def judge(spreads: dict[str, tuple[float, float]]) -> None:
    for name, aim in AIMS.items():
        times = spreads[name][0] / spreads[LIST_SUPERVISOR][0]
        print(f"{name} / {LIST_SUPERVISOR}: {times:.2f}, aim {aim}: {'reached' if times <= aim else 'MISSED'}")


if __name__ == "__main__":
    main()
