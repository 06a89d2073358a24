"""Evidence and documents in the admin: the API's rules at the fields, papers on the page, withdrawal by a button."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Document
from assessments.models import CreditReport, RepaymentMonth, Score
from tests.documents.files import PDF, download, hand_in
from tests.evidence.records import RESOURCES, correct, kind_at, record
from tests.world import World, browser

pytestmark = pytest.mark.django_db
EMPTY = {"provenance": "document_seen", "document": "", "seen_by": ""}


def add(world: World, model: str, **values: Any) -> Any:
    form = {"credit_account": str(world.account.pk), **EMPTY, **values}
    return browser(world.alice).post(f"/admin/assessments/{model}/add/", form)


def errors(page: Any) -> dict[str, Any]:
    assert page.status_code == 200
    return dict(page.context["adminform"].form.errors)


def page_of(row: Any) -> str:
    return f"/admin/assessments/{row._meta.model_name}/{row.pk}/change/"


def test_a_credit_report_is_kept_as_the_api_keeps_it(world: World) -> None:
    accounts = '[{"kind": "loan", "balance": "8200", "months": "NN1"}]'

    assert add(world, "creditreport", issued_on="2026-10-10", accounts=accounts, inquiries="[]").status_code == 302

    (account,) = CreditReport.objects.get().accounts
    assert (account["balance"], account["months"], account["credit_limit"]) == ("8200.00", "NN1", None)


@pytest.mark.parametrize(
    ("model", "values", "field"),
    [("creditreport", {"issued_on": "2026-10-10", "accounts": '[{"kind": "owl"}]', "inquiries": "[]"}, "accounts"),
     ("creditreport", {"issued_on": "2026-10-10", "accounts": "{", "inquiries": "[]"}, "accounts"),
     ("score", {"scheme": "zhima", "value": "349", "read_on": "2026-10-10"}, "value"),
     ("score", {"scheme": "owl", "value": "600", "read_on": "2026-10-10"}, "scheme"),
     ("score", {"scheme": "zhima", "value": "600", "read_on": "2199-01-01"}, "read_on"),
     ("score", {"scheme": "zhima", "value": "600", "read_on": "2026-10-10", "provenance": "lender_issued"},
      "provenance")],
)  # fmt: skip
def test_what_the_api_refuses_is_refused_at_its_field(world: World, model: str, values: Any, field: str) -> None:
    assert list(errors(add(world, model, **values))) == [field]
    assert (Score.objects.count(), CreditReport.objects.count()) == (0, 0)


def test_any_day_names_its_month(world: World) -> None:
    assert add(world, "repaymentmonth", month="2026-09-17", code="2").status_code == 302
    assert str(RepaymentMonth.objects.get().month) == "2026-09-01"


def test_what_was_issued_is_recorded_with_its_paper(world: World) -> None:
    paper = hand_in(world).json()["id"]
    issued = {"provenance": "lender_issued", "document": paper, "seen_by": str(world.alice.pk)}

    assert add(world, "score", scheme="zhima", value="600", read_on="2026-10-10", **issued).status_code == 302
    assert str(Score.objects.get().document_id) == paper


@pytest.mark.parametrize("resource", RESOURCES)
def test_the_accounts_page_shows_what_holds_and_leads_to_more(world: World, resource: str) -> None:
    record(world, resource)
    row = kind_at(resource).model._default_manager.get()

    page = browser(world.alice).get(f"/admin/accounts/creditaccount/{world.account.pk}/change/").content.decode()
    assert page_of(row) in page
    correct(world, resource, str(row.pk), withdrawn=True)
    page = browser(world.alice).get(f"/admin/accounts/creditaccount/{world.account.pk}/change/").content.decode()
    assert page_of(row) not in page


def test_a_press_withdraws_with_a_reason_and_the_page_says_so(world: World) -> None:
    record(world, "scores")
    row = Score.objects.get()
    press = page_of(row).replace("change/", "do/withdraw/")

    browser(world.alice).post(press, {"reason": ""})
    assert Score.objects.count() == 1
    answer = browser(world.alice).post(press, {"reason": "another client's"})

    gone = Score.objects.get(supersedes=row)
    assert (answer["Location"], gone.withdrawn, gone.reason) == (page_of(gone), True, "another client's")
    page = browser(world.alice).get(page_of(row)).content.decode()
    assert (page_of(gone) in page, "do/withdraw/" in page) == (True, False)
    listed = browser(world.alice).get("/admin/assessments/score/").content.decode()
    by_source = browser(world.alice).get("/admin/assessments/score/?provenance__exact=client_stated")
    everything = browser(world.alice).get("/admin/assessments/score/?superseded=yes").content.decode()
    assert [page_of(row) in text for text in (listed, everything)] == [False, True]
    assert by_source.status_code == 200


@pytest.mark.parametrize("who", ["bob", "zoe", "lin", "ada"])
def test_nobody_else_withdraws(world: World, who: str) -> None:
    record(world, "scores")
    press = page_of(Score.objects.get()).replace("change/", "do/withdraw/")

    assert browser(world.people[who]).post(press, {"reason": "x"}).status_code == 404
    assert Score.objects.count() == 1


def test_a_document_is_handed_in_on_its_page_and_downloaded_from_it(world: World) -> None:
    form = {"client": str(world.chen.pk), "credit_account": "", "captured_by": "", "captured_with": "", "original": "",
            "captured_at_0": "", "captured_at_1": ""}  # fmt: skip
    visitor, address = browser(world.alice), "/admin/accounts/document/add/"

    refused = visitor.post(address, {**form, "file": SimpleUploadedFile("a.png", PDF, "image/png")})
    made = visitor.post(address, {**form, "file": SimpleUploadedFile("a.pdf", PDF, "application/pdf")})

    assert list(errors(refused)) == ["file"]
    row = Document.objects.get()
    assert made["Location"] == f"/admin/accounts/document/{row.pk}/change/"
    page = visitor.get(made["Location"]).content.decode()
    assert f"/api/v1/documents/{row.pk}/content/" in page
    assert download(world, str(row.pk))[1] == PDF
