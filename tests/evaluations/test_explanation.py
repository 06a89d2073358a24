"""The explanation of a stored assessment: as data, as text and as a page, in both languages, for those who see it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.conf import settings

from assessments.engine.indicators import REGISTRY
from assessments.evaluations.explanation import terms
from assessments.models import Assessment
from config.ids import uuid7
from tests.world import World, api, browser

pytestmark = pytest.mark.django_db
CLOSED = "因您长期逾期未还,借呗服务已永久关闭。"
SCRIPT = "<script>alert(1)</script>您的借呗已暂停"


def record(world: World, text: str = CLOSED, **instalment: str) -> Assessment:
    caller = api(world.alice)
    common = {"credit_account": str(world.account.pk)}
    said = {"received_at": "2026-10-12T09:00:00+08:00", "channel": "in_app", "text": text}
    caller.post("/api/v1/notices/", common | said, format="json")
    due = {"due_on": "2026-05-05", "amount_due": "900.00"} | instalment
    caller.post("/api/v1/repayments/", common | due, format="json")
    caller.post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json")
    return Assessment.objects.get()


@pytest.fixture
def assessment(world: World) -> Assessment:
    return record(world)


def ask(world: World, assessment: Assessment, query: str = "", who: str = "alice", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api(world.people[who]).get(f"/api/v1/assessments/{assessment.pk}/explanation/{query}", headers=named)


def test_it_says_why_this_why_not_another_and_what_is_missing(world: World, assessment: Assessment) -> None:
    body = ask(world, assessment).json()

    sections = {section["key"]: section for section in body["sections"]}
    assert list(sections) == ["status", "cautions", "causes", "others", "missing", "changes", "risk", "plan"]
    assert body["headline"] == "Closed · Overdue payments · Risk: Severe"
    said = {line["text"] for group in sections["causes"]["groups"] for line in group["lines"] if line["tone"] == "for"}
    assert "The lender states late or missing payment as the reason." in said
    others = {group["title"]: group["tag"] for group in sections["others"]["groups"]}
    assert others["Maintenance"] == "nothing supports it"
    assert others["Fallen score"] == "not excluded: something is not known"
    assert body["promise"] in body["text"]


def test_a_chinese_page_names_its_sources_in_chinese(world: World, assessment: Assessment) -> None:
    body = ask(world, assessment, accept_language="zh-Hans").json()

    lines = [line for section in body["sections"] for group in section["groups"] for line in group["lines"]]
    sources = [note for line in lines for note in line["notes"] if "出处：" in note]
    assert len(sources) > 20
    assert any(each.endswith("（无法规依据）") for each in sources)
    assert not [each for each in sources if re.search(r"[A-Za-z]{5,}", each)]


def test_what_only_the_lender_says_is_not_shown_as_a_finding(world: World) -> None:
    body = ask(
        world, record(world, "经核实存在虚假交易套现,违反用户协议,账户已永久关闭。", paid_on="2026-05-05")
    ).json()

    assert body["headline"].startswith("Closed · Unusual transactions (stated by the lender) · ")


def test_each_test_shows_what_was_found_and_what_was_needed(world: World, assessment: Assessment) -> None:
    text = ask(world, assessment).json()["text"]

    assert "instalments overdue now: 1 (needed: at least 1)" in text
    assert "draws that went to an investment: not known, since no drawdown is known (needed: at least 1)" in text
    source = (
        "Repayment marks of the PBOC personal credit report: 2 from 31 days overdue; the weight is our own judgement"
    )
    assert f"Source: {source} (checked against the text)" in text


def test_what_is_cited_is_listed_with_its_words(world: World, assessment: Assessment) -> None:
    body = ask(world, assessment).json()

    cited = {number for section in body["sections"] for group in section["groups"] for line in group["lines"]
             for number in line["cites"]}  # fmt: skip
    assert sorted(cited) == [piece["number"] for piece in body["evidence"]]
    notice = next(piece for piece in body["evidence"] if piece["kind"] == "Notice")
    assert (notice["on"], notice["says"]) == ("2026-10-12 09:00", f"“{CLOSED}”")


def test_the_trace_is_data_without_language(world: World, assessment: Assessment) -> None:
    one, other = ask(world, assessment).json(), ask(world, assessment, Accept_Language="zh-Hans").json()

    assert one["trace"] == other["trace"]
    rule = next(rule for rule in one["trace"]["rules"] if rule["rule"] == "overdue.stated")
    assert (rule["verdict"], rule["when"]["indicator"], rule["when"]["value"]) == (True, "stated_overdue", 1)
    assert one["sections"] != other["sections"]


def test_chinese_is_chinese(world: World, assessment: Assessment) -> None:
    body = ask(world, assessment, Accept_Language="zh-Hans").json()

    titles = [section["title"] for section in body["sections"]]
    lines = [line["text"] for section in body["sections"] for group in section["groups"] for line in group["lines"]]
    assert body["headline"] == "已关闭 · 逾期还款 · 风险：严重"
    assert not [text for text in (*titles, *lines) if text.isascii()]


@pytest.mark.parametrize(
    ("query", "accept", "kind", "begins"),
    [("", "*/*", "application/json", "{"), ("", "text/plain", "text/plain; charset=utf-8", "Why this assessment"),
     ("", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"),
     ("?format=txt", "*/*", "text/plain; charset=utf-8", "Why this assessment"),
     ("?format=html", "application/json", "text/html; charset=utf-8", "<!doctype html>"),
     ("", "application/xml", "application/json", "{")],
)  # fmt: skip
def test_it_comes_as_it_is_asked_for(
    world: World, assessment: Assessment, query: str, accept: str, kind: str, begins: str
) -> None:
    answer = ask(world, assessment, query, Accept=accept)

    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    assert answer.content.decode().startswith(begins)


@pytest.mark.parametrize("accept", ["application/json", "text/plain", "text/html"])
@pytest.mark.parametrize(("who", "status"), [("zoe", 404), ("bob", 404), ("lin", 404), ("ada", 404), ("sun", 200)])
def test_who_may_read_it(world: World, assessment: Assessment, who: str, status: int, accept: str) -> None:
    answer = ask(world, assessment, who=who, Accept=accept)

    never = api(world.people[who]).get(f"/api/v1/assessments/{uuid7()}/explanation/", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 404:
        assert answer["Content-Type"] == never["Content-Type"] == "application/problem+json"
        problems = [{**json.loads(each.content), "request_id": ""} for each in (answer, never)]
        assert problems[0] == problems[1]


def test_unknown_parameters_are_refused(world: World, assessment: Assessment) -> None:
    answer = ask(world, assessment, "?wide=1")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/wide")


def test_the_page_has_nothing_that_runs_and_nothing_private_in_its_title(world: World) -> None:
    answer = ask(world, record(world, SCRIPT), "?format=html")
    page = answer.content.decode()

    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")
    assert "<title>Explanation of an assessment · Reinstate</title>" in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
    sheet = (settings.ROOT / "config" / "static" / "explanation.css").read_text()
    assert {"@page", "@media print", "size: A4", "Noto Sans CJK SC"} <= {
        word for word in ("@page", "@media print", "size: A4", "Noto Sans CJK SC") if word in sheet
    }


def test_the_foot_says_by_what_it_can_be_checked(world: World, assessment: Assessment) -> None:
    page = ask(world, assessment, "?format=html").content.decode()
    foot = page[page.index("<footer>") :]

    assert "No outcome is promised" in foot
    for proof in (assessment.pack_id, assessment.input_digest, assessment.content_digest, assessment.engine_version):
        assert proof in foot


def test_what_another_engine_concluded_is_said_to_be_so(world: World, assessment: Assessment) -> None:
    data = json.loads(bytes(assessment.content)) | {"engine_version": "0.9.0", "status": "suspended"}
    assessment.pk, assessment.content = uuid7(), json.dumps(data).encode()
    assessment.save(force_insert=True)

    body = ask(world, assessment).json()

    assert body["headline"].startswith("Suspended")
    assert body["notes"] == ["Another engine version concluded this. The tests below are those of today's."]


def test_asking_needs_the_same_queries_however_much_there_is(
    world: World, assessment: Assessment, django_assert_num_queries: object
) -> None:
    for query in ("", "?format=txt", "?format=html"):
        with django_assert_num_queries(6 if "html" in query else 5):  # type: ignore[operator]
            ask(world, assessment, query)


def test_the_admin_leads_to_the_page(world: World, assessment: Assessment) -> None:
    visitor = browser(world.alice)
    address = f"/admin/assessments/assessment/{assessment.pk}/explanation/"

    assert address in visitor.get(f"/admin/assessments/assessment/{assessment.pk}/change/").content.decode()
    page = visitor.get(address)
    assert (page.status_code, "Overdue payments" in page.content.decode()) == (200, True)
    assert page["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("who", ["zoe", "bob", "lin", "ada"])
def test_the_admins_page_is_hidden_like_one_that_never_was(world: World, assessment: Assessment, who: str) -> None:
    visitor = browser(world.people[who])

    pages = [visitor.get(f"/admin/assessments/assessment/{pk}/explanation/") for pk in (assessment.pk, uuid7())]

    assert [page.status_code for page in pages] == [404, 404]


def test_every_indicator_has_words(db: None) -> None:
    unknown = {each.unknown_when for each in REGISTRY.values()} - {"never"}

    assert set(terms.INDICATOR) == set(REGISTRY)
    assert set(terms.UNKNOWN_WHEN) == unknown
