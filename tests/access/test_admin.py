"""The admin shows what scope() shows and allows what the matrix allows; what is hidden is as if it never was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.test.utils import CaptureQueriesContext, override_settings

from accounts.access import registry
from accounts.access.admin import ScopedAdmin
from accounts.models import CreditAccount, Person
from assessments.models import Assessment, RulePack
from config.ids import uuid7
from tests.access.admin_world import base_of, hidden_from, pages, work_on
from tests.conftest import folder_of_documents
from tests.world import NUMBER, PHONE, World, account_of, browser, build_world, client_of

pytestmark = pytest.mark.django_db
CASE_CONTENT = (
    "CaseFile", "Client", "CreditAccount", "Deadline", "Display", "Notice", "Plan", "Repayment", "Step", "Assessment",
    "RepaymentMonth", "Drawdown", "Score", "CreditReport", "PlatformEvent", "LegalPaper", "Statement", "Document",
    "Communication",
)  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Every table's row, made once for this file, in a transaction around those of the tests."""
    with django_db_blocker.unblock(), override_settings(DOCUMENTS=folder_of_documents(tmp_path_factory)), atomic():
        world = build_world()
        work_on(world)
        yield world
        set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    return deepcopy(made)


TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def seen(answer: Any, ident: Any) -> tuple[int, str]:
    """The answer without what the asker put into it and the form's token."""
    return answer.status_code, TOKEN.sub("", answer.content.decode()).replace(f"/{ident}/", "/")


def test_every_page_stands_on_the_scope() -> None:
    assert [name for name, page in pages().items() if not isinstance(page, ScopedAdmin)] == []
    assert [name for name, page in pages().items() if not registry.has_row(page.model)] == []


def test_every_table_of_the_matrix_but_the_orders_and_ticks_has_a_page() -> None:
    without = {row.model.__name__ for row in registry.rows()} - set(pages())

    elsewhere = {"ClientMerge"}  # both files name each other on their own pages
    assert without <= {"StepOrder", "Tick", "PackBacktest", "BacktestChange"} | elsewhere


@pytest.mark.parametrize("name", sorted(pages()))
@pytest.mark.parametrize("ending", ["change/", "delete/", "history/", "do/evaluate/"])
def test_a_stranger_gets_for_any_row_what_a_random_id_gets(world: World, name: str, ending: str) -> None:
    model = pages()[name].model
    row = hidden_from(world.zoe, model)
    if model is RulePack:
        assert row is None  # packs hold law, and everybody reads them
        return
    visitor, random = browser(world.zoe), uuid7()

    for method in ("get", "post"):
        hidden = getattr(visitor, method)(f"{base_of(model)}{row.pk}/{ending}")
        absent = getattr(visitor, method)(f"{base_of(model)}{random}/{ending}")
        assert seen(hidden, row.pk) == seen(absent, random)
        assert hidden.status_code == 404


@pytest.mark.parametrize("name", CASE_CONTENT)
def test_administrators_and_lawyers_reach_no_case_content(world: World, name: str) -> None:
    model = pages()[name].model
    row = model._default_manager.first()

    assert browser(world.ada).get(base_of(model)).status_code == 403
    assert browser(world.ada).get(f"{base_of(model)}{row.pk}/change/").status_code == 404
    assert browser(world.lin).get(f"{base_of(model)}{row.pk}/change/").status_code == 404
    assert str(row.pk) not in browser(world.lin).get(base_of(model)).content.decode()


@pytest.mark.parametrize("name", sorted(pages()))
def test_lists_show_a_stranger_nothing_of_the_other_office(world: World, name: str) -> None:
    model = pages()[name].model

    answer = browser(world.zoe).get(base_of(model))

    assert answer.status_code in (200, 403)
    if model is not RulePack:
        hidden = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)]
        shown = {str(row.pk) for row in pages()[name].get_queryset(answer.wsgi_request)}
        assert [pk for pk in hidden if len(pk) > 9 and pk not in shown and pk in answer.content.decode()] == []


READERS = {"alice": "advisor", "sun": "supervisor", "lou": "lawyer", "ada": "administrator"}


@pytest.mark.parametrize("name", sorted(pages()))
def test_whoever_may_read_gets_every_page(world: World, name: str) -> None:
    model = pages()[name].model
    may = registry.row_of(model).acts["list"]
    reader = next(who for who, role in READERS.items() if role in may)
    visitor = browser(Person.objects.get(email=f"{reader}@example.org"))

    listed = visitor.get(base_of(model))
    row = pages()[name].get_queryset(listed.wsgi_request).first()

    assert listed.status_code == 200
    assert row is None or visitor.get(f"{base_of(model)}{_quoted(row)}/change/").status_code == 200


def _quoted(row: Any) -> str:
    return str(row.pk).replace(":", "_3A")


@pytest.mark.parametrize("words", ["Chen", NUMBER, PHONE, "\x00", "x" * 5000])
def test_searching_finds_only_what_one_sees(world: World, words: str) -> None:
    mine = browser(world.alice).get("/admin/accounts/client/", {"q": words}).content.decode()
    other = browser(world.zoe).get("/admin/accounts/client/", {"q": words})

    assert str(world.chen.pk) in mine or words not in ("Chen", NUMBER, PHONE)
    assert other.status_code == 200
    assert str(world.chen.pk) not in other.content.decode()


@pytest.mark.parametrize("words", ["Chen", "", NUMBER, "\x00"])
def test_choosing_a_client_offers_only_ones_own(world: World, words: str) -> None:
    field = {"app_label": "accounts", "model_name": "creditaccount", "field_name": "client", "term": words}

    answer = browser(world.zoe).get("/admin/autocomplete/", field)

    assert [one["text"] for one in answer.json()["results"]] == (["Wu"] if words in ("", NUMBER) else [])


def test_a_hidden_client_is_refused_in_the_words_for_one_that_never_was(world: World) -> None:
    visitor = browser(world.zoe)

    def complaint(client: Any) -> Any:
        page = visitor.post("/admin/accounts/creditaccount/add/", {"client": client, "product": world.jiebei.pk})
        return page.context["adminform"].form.errors["client"]

    assert complaint(world.chen.pk) == complaint(uuid7())
    assert CreditAccount.objects.count() == 1


@pytest.mark.parametrize("client", ["x", "\x00", "1" * 400])
def test_a_client_that_is_no_id_is_refused_and_never_breaks_the_page(world: World, client: str) -> None:
    visitor = browser(world.zoe)
    page = visitor.post("/admin/accounts/creditaccount/add/", {"client": client, "product": world.jiebei.pk})

    assert list(page.context["adminform"].form.errors) == ["client", "currency"]
    assert visitor.get("/admin/accounts/creditaccount/add/", {"client": client}).status_code == 200


def test_filters_and_choices_name_only_people_of_ones_office(world: World) -> None:
    page = browser(world.sun).get("/admin/accounts/client/").content.decode()
    form = browser(world.sun).get(f"/admin/accounts/client/{world.chen.pk}/change/").content.decode()

    assert "Alice" in page
    assert "Alice" in form
    assert "Zoe" not in page + form


@pytest.mark.parametrize("probe", ["password__startswith=md5", "office__name=East", "version=1"])
def test_an_address_cannot_probe_columns_that_the_page_does_not_name(world: World, probe: str) -> None:
    assert browser(world.alice).get(f"/admin/accounts/person/?{probe}").status_code == 400


def test_another_offices_client_narrows_a_list_to_nothing(world: World) -> None:
    account_of(world.wu, world.jiebei)
    answer = browser(world.zoe).get(f"/admin/accounts/creditaccount/?client__id__exact={world.chen.pk}")

    assert answer.context["cl"].result_count == 0


def test_only_ones_own_sessions_are_shown(world: World) -> None:

    assert browser(world.alice).get("/admin/accounts/session/").context["cl"].result_count == 2
    assert browser(world.sun).get("/admin/accounts/session/").context["cl"].result_count == 1  # this browser


def test_nothing_is_ever_deleted_from_the_admin(world: World) -> None:
    visitor = browser(world.sun)

    for page in pages().values():
        row = page.get_queryset(visitor.get("/admin/").wsgi_request).first()
        if row is not None:
            assert visitor.post(f"{base_of(page.model)}{_quoted(row)}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["Assessment", "Display", "Notice", "Repayment", "RulePack", "AuditEvent"])
def test_what_was_recorded_cannot_be_posted_over(world: World, name: str) -> None:
    model = pages()[name].model
    row = model._default_manager.first()

    assert browser(world.sun).post(f"{base_of(model)}{_quoted(row)}/change/", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["/admin/search/?s=a&page=x", "/admin/no/such/", "/admin/accounts/client/abc/change/"])
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    assert browser(world.alice).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/client/"])
def test_whoever_is_not_signed_in_is_sent_to_the_log_in(world: World, client: Any, path: str) -> None:
    assert client.get(path)["Location"].startswith("/admin/login/")


def test_a_person_who_was_switched_off_is_out_at_once(world: World) -> None:
    visitor = browser(world.alice)
    Person.objects.filter(pk=world.alice.pk).update(is_active=False)

    assert visitor.get("/admin/").status_code == 302


@pytest.mark.parametrize("model", [CreditAccount, Assessment, Person])
def test_lists_ask_as_often_for_many_rows_as_for_few(world: World, model: Any) -> None:
    visitor = browser(world.sun)
    few = _queries(visitor, model)
    for number in range(12):
        client = client_of(world.bob, f"Client {number}")
        account_of(client, world.jiebei)

    assert _queries(visitor, model) == few


def _queries(visitor: Any, model: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(base_of(model)).status_code == 200
    return len(queries)


def test_the_site_is_the_houses_own() -> None:
    assert type(admin.site._wrapped).__name__ == "HouseAdminSite"  # type: ignore[attr-defined] # Django's lazy object


@pytest.mark.parametrize("path", ["r/1/x/", "accounts/creditaccount/add/?client=x", "accounts/creditaccount/x/change/"])
def test_odd_addresses_are_refused_and_never_an_error_of_ours(world: World, path: str) -> None:
    assert browser(world.alice).get(f"/admin/{path}").status_code in (200, 302, 404)
