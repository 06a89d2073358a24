"""What a client tells through the link is kept as told by the client, and completes nothing before somebody's look."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.documents import store
from accounts.models import AuditEvent, Document
from assessments.evidence.models import Statement
from cases.client_links.models import ClientReport
from cases.models import CaseFile, Step
from config import clock
from config.ids import uuid7
from tests.cases.client_pages import Phone, linked
from tests.cases.stories import opened, planned, step_of
from tests.documents.files import png
from tests.world import World, account_of, api, browser, client_of, problems

pytestmark = pytest.mark.django_db
PNG = png()


@pytest.fixture
def case(world: World) -> CaseFile:
    return opened(world, planned("obtain_credit_report", due="2099-10-16"), planned("repay_overdue", due="2099-10-20"))


@pytest.fixture
def phone(world: World, case: CaseFile) -> Phone:
    return linked(world)[1].enter()


def picture(name: str = "report.png", content: bytes = PNG, media_type: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, media_type)


def page_of(case: CaseFile, action: str) -> str:
    return f"/c/steps/{step_of(case, action).pk}/"


def yesterday() -> str:
    return (clock.today("Asia/Shanghai") - timedelta(days=1)).isoformat()


def test_a_picture_for_a_step_becomes_a_document_that_waits_for_a_look(case: CaseFile, phone: Phone) -> None:
    path = page_of(case, "obtain_credit_report")
    phone.get(path)
    phone.post(path, file=picture(), words="all pages")

    report = ClientReport.objects.get()
    assert (phone.status, phone.answer["Location"]) == (302, "/c/?sent#told")
    assert (report.step, report.words, report.kind) == (step_of(case, "obtain_credit_report"), "all pages", "proof")
    document = Document.objects.get()
    assert store.path_of(document.pk).read_bytes() == PNG
    assert document.recorded_by_id == report.link_id
    assert step_of(case, "obtain_credit_report").state == "ready"
    told = phone.get("/c/?sent")
    assert "Thank you, it has come in" in told
    assert "Your advisor has not looked at it yet" in told


@pytest.mark.parametrize("ticked", [{}, {"from_court": "on"}])
def test_a_paper_that_the_client_says_is_from_a_court_is_urgent_at_once(
    case: CaseFile, phone: Phone, ticked: dict[str, str]
) -> None:
    path = page_of(case, "obtain_credit_report")
    shown = phone.get(path)
    assert re.search(
        r'<label class="tick" for="id_from_court"><input type="checkbox"[^>]*> This paper is from a', shown
    )
    assert 'aria-describedby="id_from_court_helptext"' in shown
    assert 'id="id_from_court_helptext"' in shown
    phone.post(path, file=picture(), **ticked)

    case.refresh_from_db()
    asked = Step.objects.filter(case=case, action="name_court_paper", urgent=True)
    assert (Document.objects.get().from_court, case.urgent, asked.exists()) == (bool(ticked),) * 3
    assert step_of(case, "obtain_credit_report").state == "ready"
    assert "name_court_paper" not in phone.get("/c/")


def test_a_payment_becomes_the_clients_statement_and_no_repayment(case: CaseFile, phone: Phone) -> None:
    phone.get("/c/payment/")
    phone.post("/c/payment/", case=str(case.pk), amount="￥1,200.50 元", paid_on=yesterday(), words="by card")

    report = ClientReport.objects.get()
    statement = Statement.objects.get()
    assert (str(report.amount), report.step) == ("1200.50", step_of(case, "repay_overdue"))
    assert (statement.provenance, statement.recorded_by_id) == ("client_stated", report.link_id)
    assert "1200.50" in statement.text
    assert "by card" in statement.text
    assert report.statement == statement
    assert step_of(case, "repay_overdue").state == "ready"
    assert f"You paid 1200.50 yuan on {yesterday()}" in phone.get("/c/")
    acts = AuditEvent.objects.filter(actor_id=report.link_id, act__in=("tell", "record"))
    assert {act.role for act in acts} == {"client_by_link"}


def test_a_form_sent_twice_over_a_slow_line_is_taken_once(case: CaseFile, phone: Phone) -> None:
    phone.get("/c/payment/")
    submission = re.search(r'name="submission" value="([0-9a-f-]{36})"', phone.text)
    assert submission
    for _each in range(2):
        phone.get("/c/payment/")
        given = {"case": str(case.pk), "amount": "5", "paid_on": yesterday(), "submission": submission.group(1)}
        phone.post("/c/payment/", **given)

    assert (ClientReport.objects.count(), Statement.objects.count()) == (1, 1)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_refusal_speaks_to_the_client(case: CaseFile, phone: Phone, language: str) -> None:
    """The same words refuse an advisor's entry, and ask there that the client changes the password."""
    phone.get(f"/c/payment/?language={language}")
    given = {"case": str(case.pk), "amount": "5", "paid_on": yesterday(), "words": "password: hunter2hunter2"}
    text = phone.post("/c/payment/", **given)

    assert {"en": "change it in the app", "zh-hans": "请您删去"}[language] in text
    assert "have the client" not in text and "客户" not in text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "much"}, "amount"),
        ({"amount": "1.234"}, "amount"),
        ({"paid_on": "2099-01-01"}, "paid_on"),
        ({"paid_on": ""}, "paid_on"),
        ({"words": "password: hunter2hunter2"}, "words"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(case: CaseFile, phone: Phone, values: Any, field: str) -> None:
    phone.get("/c/payment/")
    text = phone.post("/c/payment/", **{"case": str(case.pk), "amount": "5", "paid_on": yesterday(), **values})

    assert phone.status == 200
    assert f'id="id_{field}_error"' in text
    assert f'href="#id_{field}"' in text
    shown = re.search(rf'<(?:input|textarea)[^>]*name="{field}"[^>]*>', text)
    assert shown
    assert 'aria-invalid="true"' in shown.group()
    assert f"id_{field}_error" in shown.group()
    assert ClientReport.objects.count() == 0


@pytest.mark.parametrize(
    "upload",
    [
        picture("a.txt", b"hello there", "text/plain"),
        picture("page.html", b"<html><script>1</script>", "text/html"),
        picture("a.pdf", PNG, "application/pdf"),
        picture("a.png", b"", "image/png"),
    ],
)
def test_what_is_no_picture_and_no_pdf_is_refused_at_the_field(case: CaseFile, phone: Phone, upload: Any) -> None:
    path = page_of(case, "obtain_credit_report")
    phone.get(path)
    text = phone.post(path, file=upload)

    assert 'id="id_file_error"' in text
    assert (ClientReport.objects.count(), Document.objects.count()) == (0, 0)


def test_a_file_over_the_limit_is_refused_before_it_is_read(case: CaseFile, phone: Phone, settings: Any) -> None:
    settings.MAX_DOCUMENT_BYTES = 10
    path = page_of(case, "obtain_credit_report")
    phone.get(path)
    phone.post(path, file=picture(content=PNG + b"\0" * 70_000))

    assert phone.status == 413
    assert Document.objects.count() == 0


def test_only_the_own_steps_and_cases_can_be_told_of(world: World, case: CaseFile, phone: Phone) -> None:
    """Another client's of the same office, an advisor's step, a step that never was: all alike."""
    other = account_of(client_of(world.alice, "Li"), world.jiebei)
    Step.objects.filter(pk=step_of(case, "repay_overdue").pk).update(actor="advisor")
    theirs, never = page_of(case, "repay_overdue"), f"/c/steps/{uuid7()}/"

    answers = {(phone.get(path), phone.status) for path in (theirs, never)}
    phone.get("/c/payment/")
    text = phone.post("/c/payment/", case=str(other.pk), amount="5", paid_on=yesterday())

    assert len(answers) == 1
    assert next(iter(answers))[1] == 404
    assert phone.status == 200
    assert "id_case" in text
    assert ClientReport.objects.count() == 0


def told(case: CaseFile, phone: Phone) -> ClientReport:
    phone.get("/c/payment/")
    phone.post("/c/payment/", case=str(case.pk), amount="5", paid_on=yesterday())
    return ClientReport.objects.get()


def test_the_advisors_look_completes_the_step_on_the_day_of_payment(world: World, case: CaseFile, phone: Phone) -> None:
    report = told(case, phone)
    path = f"/api/v1/client-reports/{report.pk}/look/"
    body = {"finding": "accepted", "complete": True}

    assert api(world.zoe).post(path, body, format="json").status_code == 404
    assert api(world.alice).post(path, body, format="json").status_code == 201
    assert api(world.alice).post(path, body, format="json").status_code == 409

    step = step_of(case, "repay_overdue")
    assert (step.state, step.done_by, step.done_on.isoformat() if step.done_on else "") == (
        "done", world.alice, yesterday(),
    )  # fmt: skip
    assert "Your advisor has looked at it." in phone.get("/c/")


def test_what_is_missing_is_said_to_the_client(world: World, case: CaseFile, phone: Phone) -> None:
    path = f"/api/v1/client-reports/{told(case, phone).pk}/look/"

    assert problems(api(world.alice).post(path, {"finding": "asked"}, format="json")) == {"/note": "required"}
    api(world.alice).post(path, {"finding": "asked", "note": "The picture shows no date."}, format="json")

    assert "The picture shows no date." in phone.get("/c/")
    assert "Something is missing in what you sent" in phone.text
    phone.get("/c/payment/")
    phone.post("/c/payment/", case=str(case.pk), amount="5", paid_on=yesterday())
    assert "Something is missing in what you sent" not in phone.get("/c/")
    assert step_of(case, "repay_overdue").state == "ready"


def test_what_was_told_stands_in_the_work_queue_until_somebody_looks(
    world: World, case: CaseFile, phone: Phone
) -> None:
    def codes() -> list[str]:
        rows = api(world.alice).get("/api/v1/work-queue/").json()["results"]
        return [why["code"] for row in rows for why in row["why"]]

    assert "client_told" not in codes()
    report = told(case, phone)
    assert "client_told" in codes()
    waiting = api(world.alice).get("/api/v1/client-reports/?waiting=true").json()["results"]
    assert [row["id"] for row in waiting] == [str(report.pk)]

    visitor = browser(world.alice)
    assert visitor.get(f"/admin/cases/casefile/{case.pk}/change/").status_code == 200
    visitor.post(reverse("admin:cases_clientreport_do", args=[report.pk, "look"]), {"finding": "accepted"})

    assert "client_told" not in codes()


def test_the_page_asks_the_database_as_often_for_many_steps_as_for_one(
    world: World, case: CaseFile, phone: Phone, django_assert_max_num_queries: Any
) -> None:
    for step in range(9):
        api(world.alice).post(
            "/api/v1/steps/", {"case": str(case.pk), "title": f"Step {step}", "actor": "client"}, format="json"
        )
    with django_assert_max_num_queries(14):
        phone.get("/c/")
    assert "Step 8" in phone.text


def test_nobody_is_led_to_pay_what_is_held(world: World, case: CaseFile, phone: Phone) -> None:
    """A debt that may be barred by time: until somebody has decided, the page warns and names no step to pay."""
    Step.objects.filter(pk=step_of(case, "repay_overdue").pk).update(hold="limitation", state="waiting", ready_on=None)

    text = phone.get("/c/")

    assert "One of your debts may be too old" in text
    assert page_of(case, "repay_overdue") not in text
    phone.get("/c/payment/")
    assert "One of your debts may be too old" in phone.text
    phone.get(page_of(case, "repay_overdue"))
    assert phone.status == 404
