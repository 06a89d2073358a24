"""The bundle's index on paper: everything is in it, on the page that it says, and it belongs to its ZIP."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pypdf import PdfReader

from cases.bundles import verify
from cases.bundles.gathering import gather
from cases.models import CaseFile
from config import clock
from tests.cases.correspondence import case_of, correct, record
from tests.documents.files import PDF, hand_in, upload
from tests.world import World, account_of, api

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> CaseFile:
    case = case_of(world)
    paper = hand_in(world, upload("合同.pdf", PDF, "")).json()["id"]
    first = record(world, case, summary="第一次通话：王喆问原因 😊", enclosures=[paper]).json()
    correct(world, first["id"], reason="another client's", withdrawn=True)
    return CaseFile.objects.get(pk=case.pk)


def pages_of(world: World, case: CaseFile, language: str = "zh-hans") -> tuple[list[str], dict[str, bytes]]:
    with translation.override(language):
        parts = gather(world.alice, case, clock.now()).parts
    return [page.extract_text() for page in PdfReader(BytesIO(parts["index.pdf"])).pages], parts


def test_each_record_is_told_in_the_callers_language_on_the_page_that_the_timeline_says(
    world: World, case: CaseFile
) -> None:
    pages, parts = pages_of(world, case)
    records = sum(len(json.loads(part)) for name, part in parts.items() if name.startswith("records/"))

    assert "案卷汇编" in pages[0] and f"共 {len(pages)} 页" in pages[-1]
    assert "第一次通话：王喆问原因 [U+1F60A]" in pages[-1] + pages[-2]
    numbered = re.compile(r"^(\d{1,4}) · ", re.MULTILINE)  # a case's reference may be of digits too, but of eight
    headings = {int(number): at for at, page in enumerate(pages, 1) for number in numbered.findall(page)}
    assert sorted(headings) == list(range(1, records + 1))
    lines = dict(re.findall(r"^(\d+)\n(?:.*\n)+?[0-9a-f]{12}\n(\d+)$", "\n".join(pages[1:3]), re.MULTILINE))
    assert lines and {int(number): int(page) for number, page in lines.items()}.items() <= headings.items()
    assert f"已由第{last_communication(pages)}号替代" in "".join(pages).replace("\n", "")


def last_communication(pages: list[str]) -> str:
    """Its number among the records in full: that of the withdrawal."""
    return str(re.findall(r"^(\d{1,4}) · 沟通记录", "\n".join(pages), re.MULTILINE)[-1])


def test_its_cover_bears_the_digest_that_the_verifier_prints(world: World, case: CaseFile) -> None:
    pages, parts = pages_of(world, case, "en")
    entries = json.loads(parts["manifest.json"])["entries"]

    assert verify.contents(entries) in pages[0]
    assert "Bundle of case" in pages[0] and "does not prove" in pages[0]
    assert entries[0]["path"] == "index.pdf"


def test_the_same_records_at_the_same_moment_give_the_same_bytes(world: World, case: CaseFile) -> None:
    at = clock.now()

    once, again = (gather(world.alice, case, at).parts["index.pdf"] for _time in range(2))

    assert once == again
    assert gather(world.alice, case, at + timedelta(minutes=1)).parts["index.pdf"] != once


def test_more_records_take_no_more_queries(world: World, case: CaseFile) -> None:
    few = queries(world, case)
    for number in range(3):
        record(world, case, summary=str(number), promise="answer", promised_on="2099-01-01")

    assert queries(world, case) == few


def queries(world: World, case: CaseFile) -> int:
    fresh: Any = CaseFile.objects.get(pk=case.pk)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        gather(world.alice, fresh, clock.now())
    return len(seen)


def test_what_the_client_owes_elsewhere_and_has_each_month_is_in_it(world: World, case: CaseFile) -> None:
    """Debts of no account, of another account of the client, and of nobody else; each later reading too."""
    debt = {"kind": "loan", "read_on": "2026-10-01", "balance": "8200.00"}
    rent = {"side": "expense", "kind": "housing", "amount": "2500.00", "words": "Luxing Road"}
    month = {"read_on": "2026-10-01", "payday": "2026-10-15", "provenance": "client_stated"}
    for whose, creditor, more in (
        (world.chen, "East Bank", {}),
        (world.chen, "East Bank", {"read_on": "2026-10-02", "balance": "7000.00"}),
        (world.chen, "West Card", {"credit_account": str(account_of(world.chen, world.jiebei).pk)}),
    ):
        path = f"/api/v1/clients/{whose.pk}/debts/"
        assert api(world.alice).post(path, {**debt, "creditor": creditor, **more}, format="json").status_code == 201
    lines = [{"side": "income", "kind": "wage", "amount": "6000.00"}, rent]
    sent = api(world.alice).post(f"/api/v1/clients/{world.chen.pk}/budget/", {**month, "lines": lines}, format="json")
    assert sent.status_code == 201, sent.content

    pages, parts = pages_of(world, case, "en")

    told = {name: json.loads(parts[f"records/{name}.json"]) for name in ("debts", "budgets")}
    assert [(row["creditor"], row["balance"]) for row in told["debts"]] == [
        ("East Bank", "8200.00"), ("East Bank", "7000.00"), ("West Card", "8200.00"),
    ]  # fmt: skip
    assert [row["lines"] for row in told["budgets"]] == [[{"words": "", **lines[0]}, rent]]
    text = re.sub(r"\s+", " ", " ".join(pages))
    assert "West Card · balance 8200.00 CNY · owed" in text and "free each month: 3500.00 CNY" in text
    assert "housing: 2500.00 Luxing Road" in text
