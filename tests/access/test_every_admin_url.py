"""Each address of the admin, for each person of the cast, against the matrix alone.

What the pages show is another test's; here only whether they are given: so nothing is rendered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import transaction
from django.db.models import Model
from django.template.response import SimpleTemplateResponse
from django.test import Client as Browser

from accounts.access import buttons, registry
from accounts.access.admin import ScopedAdmin
from tests.access.admin_world import base_of, pages
from tests.access.cast import people_at_work, rows, targets
from tests.access.routes import Caller, in_sight, permitted
from tests.world import World, browser, service_key

pytestmark = pytest.mark.django_db
Rows = dict[str, registry.Row]


@pytest.fixture
def cast(world: World) -> list[Caller]:
    return people_at_work(world)


@pytest.fixture(autouse=True)
def nothing_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", property(lambda response: ""))


@dataclass(frozen=True)
class Address:
    """`act` is what the matrix is asked for, None where the page does it for nobody; `open_to_none`: a 404 anyway."""

    method: str
    path: str
    resource: str
    act: str | None
    on_an_object: bool
    open_to_none: bool = False


def addresses(target: Model, page: Any, row: registry.Row) -> Iterator[Address]:
    base, own = base_of(page.model), f"{base_of(page.model)}{quote(target.pk)}/"
    add = "create" if page.create_through is not None else None
    change = "partial_update" if page.change_through is not None else None
    yield Address("get", base, row.resource, "list", False)
    yield Address("post", base, row.resource, "list", False)  # Django's actions: none is offered
    for method in ("get", "post"):
        yield Address(method, f"{base}add/", row.resource, add, False)
        yield Address(method, f"{own}delete/", row.resource, None, True)
    yield Address("get", f"{own}history/", row.resource, None, True, open_to_none=True)
    yield Address("post", f"{own}do/nothing/", row.resource, None, True, open_to_none=True)
    yield Address("get", f"{own}change/", row.resource, "list", True)
    yield Address("post", f"{own}change/", row.resource, change, True)
    for button in buttons.offered(page.model):
        yield Address("post", f"{own}do/{button.name}/", button.resource, button.act, True)


def expected(address: Address, caller: Caller, page: Any, matrix: Rows, target: Model) -> int | None:
    """403 or 404; None where the person must get past both."""
    own = matrix[registry.row_of(page.model).resource]
    if address.on_an_object and (address.open_to_none or not in_sight(caller, own, target)):
        return 404
    if address.act is None or not permitted(caller, matrix[address.resource], address.act):
        return 403
    return None


def mismatches(world: World, callers: list[Caller], matrix: Rows, only: str = "") -> Iterator[str]:
    found = targets(world)
    for page in admin.site._registry.values():
        own: Any = page
        target = found.get(registry.row_of(own.model).resource)
        if target is None or only not in own.model.__name__:
            continue
        for caller in callers:
            visitor = browser(caller.actor)
            visitor.raise_request_exception = False
            for address in addresses(target, own, matrix[registry.row_of(own.model).resource]):
                want = expected(address, caller, own, matrix, target)
                got = answered(visitor, address, target)
                if got != want and not _past(got, want, address, own):
                    said = want or "more than 404"
                    yield f"{caller.name}: {address.method} {address.path} gives {got}, the matrix says {said}"


def _past(got: int, want: int | None, address: Address, page: Any) -> bool:
    """A page may keep single rows from being changed by whom the matrix lets change others: `changeable`."""
    if want is not None or got in (404, 500):
        return False
    narrower = type(page).changeable is not ScopedAdmin.changeable and address.act == "partial_update"
    return got != 403 or narrower


def answered(visitor: Browser, address: Address, target: Model) -> int:
    """The status, with everything that the call did taken back; nothing may be gone meanwhile."""
    given = {"action": "delete_selected", "_selected_action": [str(target.pk)], "post": "yes"}
    with transaction.atomic():
        answer = visitor.get(address.path) if address.method == "get" else visitor.post(address.path, given)
        if address.act not in ("destroy", "end_all"):  # buttons that end what they stand on
            assert type(target)._default_manager.filter(pk=target.pk).exists(), address
        transaction.set_rollback(True)
    return int(answer.status_code)


def test_every_address_answers_as_the_matrix_says(world: World, cast: list[Caller]) -> None:
    assert list(mismatches(world, cast, rows())) == []


def test_every_page_has_a_row_to_ask_about(world: World, cast: list[Caller]) -> None:
    found = targets(world)

    without = {name for name, page in pages().items() if registry.row_of(page.model).resource not in found}

    assert without <= {"RulePack", "Lender"}, without


def test_every_choice_of_related_rows_is_held_to_the_matrix(world: World, cast: list[Caller]) -> None:
    found, matrix, wrong = targets(world), rows(), []
    for page, name in _searched_fields():
        remote = page.model._meta.get_field(name).remote_field.model
        row = matrix[registry.row_of(remote).resource]
        asked = {"app_label": page.opts.app_label, "model_name": page.opts.model_name, "field_name": name, "term": ""}
        for caller in cast:
            answer = browser(caller.actor).get("/admin/autocomplete/", asked)
            target = found[row.resource]
            want = 200 if permitted(caller, row, "list") else 403
            shown = answer.status_code == 200 and str(target.pk) in answer.content.decode()
            if answer.status_code != want or shown != (want == 200 and in_sight(caller, row, target)):
                wrong.append(f"{caller.name}: {page.opts.model_name}.{name}: {answer.status_code}, shown: {shown}")

    assert wrong == []


def _searched_fields() -> Iterator[tuple[Any, str]]:
    for page in pages().values():
        yield from ((page, name) for name in page.autocomplete_fields)


def test_keys_are_let_into_no_page(world: World, cast: list[Caller]) -> None:
    account, _token = service_key(world.ada, "clients:read", "cases:read")

    for page in pages().values():
        answer = browser(account).get(base_of(page.model))
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_a_page_that_forgets_the_scope_is_found(
    world: World, cast: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Any = pages()["CaseFile"]
    monkeypatch.setattr(page, "get_queryset", lambda request: page.model._default_manager.all())

    found = list(mismatches(world, [one for one in cast if one.name == "zoe"], rows(), "CaseFile"))

    assert any("/change/ gives" in line for line in found)  # and then the selectors stop it


def test_a_page_that_asks_for_no_permission_is_found(
    world: World, cast: list[Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Any = pages()["CaseFile"]
    monkeypatch.setattr(page, "has_view_permission", lambda request, obj=None: True)

    found = list(mismatches(world, [one for one in cast if one.name == "ada"], rows(), "CaseFile"))

    assert any("/admin/cases/casefile/ gives 200" in line for line in found)
