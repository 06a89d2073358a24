"""Service keys: made by administrators, shown once, held to scope, office and end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from accounts.access.scopes import SCOPES
from accounts.jobs.services.run import run_jobs
from accounts.models import AuditEvent, Client, Person, ServiceKey
from accounts.password_links.services import ask_reset, send_due
from cases.models import Step
from config import clock
from config.models import KeptAnswer
from tests.cases.stories import opened, planned
from tests.documents.files import hand_in
from tests.world import PASSWORD, World, api, bearing, browser, problems, service_key

pytestmark = pytest.mark.django_db

KEYS, CLIENTS = "/api/v1/service-keys/", "/api/v1/clients/"


def wanted(**given: Any) -> dict[str, Any]:
    ends_at = (clock.now() + timedelta(days=30)).isoformat()
    return {"name": "CRM", "scopes": ["clients:read"], "purpose": "client_intake", "ends_at": ends_at, **given}


def made(world: World, **given: Any) -> dict[str, Any]:
    answer = api(world.ada).post(KEYS, wanted(**given), format="json")
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_the_token_is_shown_once_and_stored_as_a_digest(world: World) -> None:
    shown = made(world)

    assert re.fullmatch(r"rsk_[\w-]{43}", shown["token"])
    assert "token" not in api(world.ada).get(f"{KEYS}{shown['id']}/").json()
    stored = ServiceKey.objects.values().get()
    assert shown["token"][4:] not in str(stored)


def test_an_idempotency_key_keeps_nothing_of_the_secret(world: World) -> None:
    caller = api(world.ada)
    first, second = (
        caller.post(KEYS, wanted(), format="json", HTTP_IDEMPOTENCY_KEY="once").json() for _time in range(2)
    )

    assert first["token"] != second["token"]
    assert KeptAnswer.objects.count() == 0


def test_a_key_opens_what_its_scope_says_and_nothing_else(world: World) -> None:
    caller = bearing(made(world)["token"])

    assert [row["id"] for row in caller.get(CLIENTS).json()["results"]] == [str(world.chen.pk)]
    assert caller.get(f"{CLIENTS}{world.wu.pk}/").status_code == 404
    assert caller.get(f"{CLIENTS}{world.chen.pk}/identity/").status_code == 403
    assert caller.post("/api/v1/evaluations/", {}, format="json").status_code == 403
    assert caller.get("/api/v1/cases/").status_code == 403
    assert caller.get(f"/api/v1/users/{world.alice.pk}/").status_code == 404
    assert caller.get(KEYS).status_code == 403


def test_evaluating_and_classifying_ask_for_the_scope_evaluate(world: World) -> None:
    caller = bearing(made(world, scopes=["evaluate"])["token"])

    assert caller.post("/api/v1/evaluations/", {}, format="json").status_code == 200
    assert caller.post("/api/v1/notices/classify/", {"texts": ["a"]}, format="json").status_code == 200
    assert caller.get(CLIENTS).status_code == 403


def test_a_key_records_what_completes_a_step_without_the_right_to_tick_it(world: World) -> None:
    case = opened(world, planned("ask"), at=clock.now() - timedelta(days=2))
    paper = hand_in(world, from_court="true", credit_account=str(world.account.pk)).json()["id"]
    token = made(world, scopes=["evidence:write"], purpose="client_evidence")["token"]
    told = {"kind": "summons", "served_on": clock.today("UTC").isoformat(), "document": paper}

    answer = bearing(token).post(
        "/api/v1/legal-papers/", {"credit_account": str(world.account.pk), **told}, format="json"
    )

    assert answer.status_code == 201, answer.content
    assert Step.objects.get(case=case, action="name_court_paper").state == "done"


def test_whatever_is_wrong_with_a_key_is_told_in_the_same_words(world: World) -> None:
    token = made(world)["token"]
    expired, revoked = made(world), made(world)
    rows = ServiceKey.objects.filter(pk=expired["id"])
    rows.update(created_at=clock.now() - timedelta(days=2), ends_at=clock.now() - timedelta(seconds=1))
    assert api(world.ada).post(f"{KEYS}{revoked['id']}/revoke/").status_code == 200

    told = set()
    forged = "rsk_" + "A" * 43
    for one in (expired["token"], revoked["token"], token[:-1], forged, f"{token}x", "rsk_", "rst_ab", "\xff", "a b"):
        answer = bearing(one).get(CLIENTS)
        assert answer.status_code == 401, one
        assert answer["WWW-Authenticate"] == "Bearer"
        told.add((answer.json()["code"], answer.json()["detail"]))

    assert len(told) == 1
    assert bearing(token).get(CLIENTS).status_code == 200


def test_a_key_of_another_purpose_than_the_clients_mandate_cannot_be_made(world: World) -> None:
    for purpose in ("lender", "marketing", "employment", ""):
        refused = api(world.ada).post(KEYS, wanted(purpose=purpose), format="json")
        assert "/purpose" in problems(refused)


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"scopes": []}, "/scopes"),
        ({"scopes": ["everything"]}, "/scopes/0"),
        ({"ends_at": None}, "/ends_at"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at"),
        ({"ends_at": (clock.now() + timedelta(days=365, hours=1)).isoformat()}, "/ends_at"),
        ({"office": "01979a3e-7c00-7000-8000-000000000001"}, "/office"),
        ({"name": ""}, "/name"),
    ],
)
def test_what_makes_no_key(world: World, given: dict[str, Any], pointer: str) -> None:
    assert pointer in problems(api(world.ada).post(KEYS, wanted(**given), format="json"))
    assert ServiceKey.objects.count() == 0


def test_an_end_is_required(world: World) -> None:
    body = wanted()
    del body["ends_at"]

    assert problems(api(world.ada).post(KEYS, body, format="json")) == {"/ends_at": "required"}


def test_only_administrators_know_of_keys(world: World) -> None:
    shown = made(world)

    for who in ("alice", "lin", "sun"):
        assert api(world.people[who]).get(KEYS).status_code == 403
        assert api(world.people[who]).post(KEYS, wanted(), format="json").status_code == 403
        assert api(world.people[who]).get(f"{KEYS}{shown['id']}/").status_code == 404


def test_the_account_of_a_key_is_in_no_list_of_people_and_cannot_log_in(world: World) -> None:
    ident = made(world)["id"]
    account = Person.objects.get(pk=ident)

    assert ident not in api(world.ada).get("/api/v1/users/").content.decode()
    assert api(world.ada).get(f"/api/v1/users/{ident}/").status_code == 404
    for password in ("", PASSWORD, account.password):
        body = {"email": account.email, "password": password or "x"}
        assert api().post("/api/v1/auth/tokens/", body, format="json").status_code == 401
    handed = {"name": "New", "advisor": ident}
    assert "/advisor" in problems(api(world.sun).post(CLIENTS, handed, format="json"))


def test_no_link_sets_a_password_for_the_account_of_a_key(world: World) -> None:
    account = Person.objects.get(pk=made(world)["id"])

    ask_reset(address=account.email, at=clock.now())

    assert send_due(at=clock.now()) == 0
    account.set_password(PASSWORD)
    account.save()
    body = {"email": account.email, "password": PASSWORD}
    assert api().post("/api/v1/auth/tokens/", body, format="json").status_code == 401


def test_no_person_can_be_made_a_service(world: World) -> None:
    body = {"email": "x@example.org", "name": "X", "role": "service", "password": PASSWORD}

    assert "/role" in problems(api(world.ada).post("/api/v1/users/", body, format="json"))


def test_the_second_factor_is_not_asked_of_keys(world: World) -> None:
    token = made(world)["token"]

    with override_settings(TWO_FACTOR_REQUIRED=True):
        assert bearing(token).get(CLIENTS).status_code == 200


def test_what_a_key_does_is_recorded_under_its_name(world: World) -> None:
    shown = made(world, scopes=["clients:write"])

    answer = bearing(shown["token"]).post(CLIENTS, {"name": "Li", "advisor": str(world.bob.pk)}, format="json")

    assert answer.status_code == 201
    assert str(AuditEvent.objects.get(object_id=answer.json()["id"]).actor_id) == shown["id"]
    assert Client.objects.get(pk=answer.json()["id"]).advisor == world.bob


def test_a_key_names_an_advisor_of_its_office_and_hands_no_client_over(world: World) -> None:
    caller = bearing(made(world, scopes=["clients:write", "clients:read"])["token"])

    for advisor in (None, str(world.zoe.pk), str(world.sun.pk), str(world.ada.pk)):
        assert "/advisor" in problems(caller.post(CLIENTS, {"name": "Li", "advisor": advisor}, format="json"))
    moved = caller.patch(
        f"{CLIENTS}{world.chen.pk}/", {"advisor": str(world.bob.pk)}, format="json", HTTP_IF_MATCH='"1"'
    )
    assert "/advisor" in problems(moved)
    renamed = caller.patch(f"{CLIENTS}{world.chen.pk}/", {"name": "Chen"}, format="json", HTTP_IF_MATCH='"1"')
    assert renamed.status_code == 200


def test_an_external_id_is_unique_for_the_key_that_gave_it(world: World) -> None:
    one, other = (bearing(made(world, scopes=["clients:write", "clients:read"])["token"]) for _key in range(2))
    body = {"name": "Li", "advisor": str(world.bob.pk)}

    assert one.put(f"{CLIENTS}by-external-id/crm:1/", body, format="json").status_code == 201
    assert one.put(f"{CLIENTS}by-external-id/crm:1/", body, format="json").status_code == 200
    assert other.get(f"{CLIENTS}by-external-id/crm:1/").status_code == 404
    assert other.put(f"{CLIENTS}by-external-id/crm:1/", body, format="json").status_code == 201
    taken = one.post(CLIENTS, {**body, "external_id": "crm:1"}, format="json")
    assert (taken.status_code, taken.json()["code"]) == (409, "external_id_taken")


def test_idempotency_keys_belong_to_the_key_that_sent_them(world: World) -> None:
    one, other = (bearing(made(world, scopes=["clients:write"])["token"]) for _key in range(2))
    body = {"name": "Li", "advisor": str(world.bob.pk)}
    first, again, others = (
        caller.post(CLIENTS, body, format="json", HTTP_IDEMPOTENCY_KEY="k") for caller in (one, one, other)
    )

    assert first.json()["id"] == again.json()["id"] != others.json()["id"]
    assert Client.objects.filter(name="Li").count() == 2


def test_a_rate_limit_counts_each_key_by_itself(world: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.api.throttling import PersonThrottle

    monkeypatch.setattr(PersonThrottle, "rate", "2/min", raising=False)
    one, other = (bearing(made(world)["token"]) for _key in range(2))

    assert [one.get(CLIENTS).status_code for _time in range(3)] == [200, 200, 429]
    assert other.get(CLIENTS).status_code == 200


def test_use_is_noted_to_the_hour_and_seldom_written(world: World, django_assert_max_num_queries: Any) -> None:
    shown = made(world)
    caller = bearing(shown["token"])
    assert caller.get(CLIENTS).status_code == 200

    noted = ServiceKey.objects.get(pk=shown["id"]).last_used_at
    assert noted is not None
    assert (noted.minute, noted.second, noted.microsecond) == (0, 0, 0)
    with django_assert_max_num_queries(3):  # the key, the clients, that they were seen
        caller.get(CLIENTS)


def test_a_job_of_a_key_that_is_revoked_meanwhile_does_nothing(world: World) -> None:
    shown = made(world, scopes=["sweep"])
    job = bearing(shown["token"]).post("/api/v1/portfolio/sweeps/", {}, format="json").json()
    ServiceKey.objects.filter(pk=shown["id"]).update(ends_at=clock.now(), created_at=clock.now() - timedelta(days=1))

    run_jobs(now=clock.now)

    assert api(world.sun).get(f"/api/v1/jobs/{job['id']}/").json()["state"] == "failed"


def test_a_sweep_by_a_key_evaluates_its_office(world: World) -> None:
    caller = bearing(made(world, scopes=["sweep"])["token"])
    job = caller.post("/api/v1/portfolio/sweeps/", {}, format="json").json()
    run_jobs(now=clock.now)

    answer = caller.get(f"/api/v1/jobs/{job['id']}/").json()
    assert (answer["state"], answer["result"]) == ("succeeded", {"stored": 1})


def test_the_matrix_says_yes_to_no_scope_beyond_the_list(world: World) -> None:
    hidden = {"users", "service-keys", "grants", "lawyer-notes", "rule-packs", "audit-events", "tokens", "exports"}
    named = {resource for scope in SCOPES.values() for resource in (*scope.acts, *scope.names)}

    assert not hidden & named


def test_the_admin_shows_the_token_once_and_revokes_by_a_press(world: World) -> None:
    visitor, at = browser(world.ada), clock.now() + timedelta(days=10)
    form = {
        "name": "CRM", "purpose": "client_intake", "scopes": ["evaluate"],
        "ends_at_0": at.date().isoformat(), "ends_at_1": "12:00:00",
    }  # fmt: skip
    page = visitor.post("/admin/accounts/servicekey/add/", form)
    found = re.search(r"rsk_[\w-]{43}", page.content.decode())
    assert found, page.content.decode()[-3000:]
    assert "no-store" in page["Cache-Control"]

    key = ServiceKey.objects.get()
    again = visitor.get(f"/admin/accounts/servicekey/{key.pk}/change/").content.decode()
    assert found[0] not in again
    assert bearing(found[0]).post("/api/v1/evaluations/", {}, format="json").status_code == 200

    assert visitor.post(f"/admin/accounts/servicekey/{key.pk}/do/revoke/").status_code == 302
    assert bearing(found[0]).post("/api/v1/evaluations/", {}, format="json").status_code == 401


def test_an_account_of_a_key_is_refused_by_the_admin(world: World) -> None:
    account, _token = service_key(world.ada, "clients:read")

    assert browser(account).get("/admin/accounts/client/").status_code in (302, 403)
