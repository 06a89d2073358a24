"""A supervisor's own conclusion stands beside an assessment for a time: a person's word, and nothing else moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent
from assessments.models import Assessment, Override
from assessments.overrides.services import override_assessment
from cases.models import CaseFile
from config import clock
from tests.cases.stories import evaluated, opened, planned
from tests.world import World, api, bearing, browser, problems, service_key

pytestmark = pytest.mark.django_db
REASON = "The lender's letter of Monday lifts the stop."
MISSING = "01a20d31-262b-790c-a5f9-86069a28e17f"


@pytest.fixture
def assessment(world: World) -> Assessment:
    return evaluated(world, clock.now() - timedelta(hours=1))


def url(assessment: Assessment, end: str = "") -> str:
    return f"/api/v1/assessments/{assessment.pk}/override/{end}"


def until(**more: float) -> str:
    return (clock.now() + timedelta(**(more or {"days": 30}))).isoformat()


def put(world: World, assessment: Assessment, /, who: str = "sun", **more: Any) -> Any:
    body = {"status": "suspended", "causes": ["overdue"], "reason": REASON, "ends_at": until(), **more}
    return api(world.people[who]).post(url(assessment), body, format="json")


def end(world: World, assessment: Assessment, who: str = "sun", **headers: str) -> Any:
    caller = api(world.people[who])
    return caller.post(url(assessment, "end/"), {"reason": "It was another account."}, format="json", headers=headers)


def read(world: World, assessment: Assessment, more: str = "") -> Any:
    return api(world.alice).get(f"/api/v1/assessments/{assessment.pk}/{more}")


def later(monkeypatch: pytest.MonkeyPatch, **more: int) -> None:
    then = clock.now() + timedelta(**more)
    monkeypatch.setattr(clock, "now", lambda: then)


def test_it_stands_beside_the_assessment_which_stays_as_it_was(world: World, assessment: Assessment) -> None:
    before, kept = read(world, assessment).json(), Assessment.objects.values().get()

    made = put(world, assessment)

    assert (made.status_code, made["ETag"]) == (201, '"1"')
    after = read(world, assessment).json()
    assert before.pop("override") is None
    assert after.pop("override") == made.json()
    assert after == before and after["status"] == "closed"
    assert Assessment.objects.values().get() == kept
    assert read(world, assessment, "replay/").json()["equal"]
    said = made.json()
    assert (said["author"], said["reason"], said["causes"]) == (str(world.sun.pk), REASON, ["overdue"])
    assert AuditEvent.objects.get(act="override").object_id == Override.objects.get().pk


def test_lists_and_the_timeline_show_it_with_its_assessment(world: World, assessment: Assessment) -> None:
    ident = put(world, assessment).json()["id"]

    caller, account = api(world.alice), f"/api/v1/credit-accounts/{world.account.pk}/"
    for path in ("/api/v1/assessments/", f"{account}assessments/"):
        assert [row["override"]["id"] for row in caller.get(path).json()["results"]] == [ident]
    timeline = caller.get(f"{account}timeline/").json()["results"]
    assert [row["item"]["override"]["id"] for row in timeline if row["kind"] == "assessments"] == [ident]


def test_the_explanation_tells_it_apart_as_a_persons_word(world: World, assessment: Assessment) -> None:
    before = read(world, assessment, "explanation/").json()
    put(world, assessment)

    body = read(world, assessment, "explanation/").json()

    first, *rest = body["sections"]
    assert rest == before["sections"] and body["headline"] == before["headline"]
    assert first["key"] == "override"
    assert first["paragraphs"][0] == "Suspended · Overdue payments"
    assert first["paragraphs"][1].startswith("Concluded by Sun at ") and REASON in first["paragraphs"][2]
    for form in ("txt", "html"):
        text = read(world, assessment, f"explanation/?format={form}").content.decode().replace("&#x27;", "'")
        assert REASON in text and "Concluded by Sun" in text


def test_a_newer_assessment_starts_without_it(world: World, assessment: Assessment) -> None:
    put(world, assessment)

    made = api(world.alice).post(f"/api/v1/credit-accounts/{world.account.pk}/evaluate/", {}, format="json").json()

    assert made["override"] is None
    assert api(world.alice).get(f"/api/v1/assessments/{made['id']}/").json()["override"] is None


def test_after_its_end_it_is_history(world: World, assessment: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(world, assessment).json()
    put(world, assessment, ends_at=until(days=2))

    later(monkeypatch, days=3)

    assert read(world, assessment).json() == before
    assert read(world, assessment, "explanation/").json()["sections"][0]["key"] == "status"
    listed = api(world.alice).get(url(assessment)).json()["results"]
    assert [(row["reason"], row["ended_at"]) for row in listed] == [(REASON, None)]
    assert end(world, assessment).json()["code"] == "not_overridden"
    assert put(world, assessment).status_code == 201


def test_one_is_in_force_and_the_refusal_names_it(world: World, assessment: Assessment) -> None:
    ident = put(world, assessment).json()["id"]

    refused = put(world, assessment, status="normal", causes=[])

    assert (refused.status_code, refused.json()["code"], refused.json()["override"]) == (409, "overridden", ident)
    assert Override.objects.count() == 1


def test_it_is_ended_early_with_a_reason_and_stays_readable(world: World, assessment: Assessment) -> None:
    put(world, assessment)

    assert end(world, assessment, **{"If-Match": '"7"'}).status_code == 412
    done = end(world, assessment, **{"If-Match": '"1"'})

    assert (done.status_code, done["ETag"]) == (200, '"2"')
    assert (done.json()["ended_by"], done.json()["end_reason"]) == (str(world.sun.pk), "It was another account.")
    assert done.json()["reason"] == REASON
    assert read(world, assessment).json()["override"] is None
    assert end(world, assessment).status_code == 409
    put(world, assessment)
    assert len(api(world.alice).get(url(assessment)).json()["results"]) == 2
    assert AuditEvent.objects.filter(act="end_override").count() == 1


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"status": "unknown"}, "/status", "invalid_choice"),
        ({"causes": ["astrology"]}, "/causes/0", "invalid_choice"),
        ({"status": "normal"}, "/causes", "not_needed"),
        ({"reason": " \u200b "}, "/reason", "blank"),
        ({"reason": "the password is Abc12345!"}, "/reason", "secret_refused"),
        ({"reason": "x" * 1001}, "/reason", "max_length"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at", "past"),
        ({"ends_at": "2150-01-01T00:00:00Z"}, "/ends_at", "too_long"),
        ({"ends_at": "2150-01-01T00:00:00"}, "/ends_at", "naive"),
        ({"author": MISSING}, "/author", "unknown_field"),
    ],
)
def test_a_wrong_one_is_refused_by_field(
    world: World, assessment: Assessment, change: Any, pointer: str, code: str
) -> None:
    assert problems(put(world, assessment, **change)) == {pointer: code}
    assert not Override.objects.exists()


@pytest.mark.parametrize("name", ["status", "reason", "ends_at"])
def test_what_is_required_is_named(world: World, assessment: Assessment, name: str) -> None:
    body = {"status": "closed", "reason": REASON, "ends_at": until()}
    del body[name]

    assert problems(api(world.sun).post(url(assessment), body, format="json")) == {f"/{name}": "required"}


def test_its_end_is_a_year_ahead_at_most(world: World, assessment: Assessment) -> None:
    assert problems(put(world, assessment, ends_at=until(days=365, minutes=1))) == {"/ends_at": "too_long"}
    assert put(world, assessment, ends_at=until(days=364, hours=23)).status_code == 201


def test_each_role_may_what_the_matrix_says(world: World, assessment: Assessment) -> None:
    asked: dict[str, Callable[[str], Any]] = {
        "put": lambda who: put(world, assessment, who),
        "end": lambda who: end(world, assessment, who),
        "list": lambda who: api(world.people[who]).get(url(assessment)),
    }
    people = ("alice", "bob", "lin", "ada", "zoe", "sun")

    found = {act: tuple(ask(who).status_code for who in people) for act, ask in asked.items()}

    assert found == {
        "put": (403, 404, 404, 404, 404, 201),
        "end": (403, 404, 404, 404, 404, 200),
        "list": (200, 404, 404, 404, 404, 200),
    }


def test_a_key_that_reads_assessments_reads_it_and_makes_none(world: World, assessment: Assessment) -> None:
    ident = put(world, assessment).json()["id"]
    reader = bearing(service_key(world.ada, "assessments:read")[1])

    assert reader.get(f"/api/v1/assessments/{assessment.pk}/").json()["override"]["id"] == ident
    assert [row["id"] for row in reader.get(url(assessment)).json()["results"]] == [ident]
    assert reader.post(url(assessment, "end/"), {"reason": "x"}, format="json").status_code == 403
    other = bearing(service_key(world.ada, "clients:read")[1])
    assert other.get(url(assessment)).status_code == 404


def test_the_same_key_twice_makes_one(world: World, assessment: Assessment) -> None:
    body = {"status": "closed", "reason": REASON, "ends_at": until()}
    caller = api(world.sun)

    first, again = (
        caller.post(url(assessment), body, format="json", headers={"Idempotency-Key": "o-1"}) for _ in range(2)
    )

    assert first.json() == again.json() and again.status_code == 201
    assert again["Idempotency-Replayed"] == "true"
    assert Override.objects.count() == 1


def test_the_database_lets_it_be_ended_once_and_nothing_else(world: World, assessment: Assessment) -> None:
    put(world, assessment)
    rows: Any = Override.objects.all()
    ending = {"ended_at": clock.now(), "ended_by": world.sun, "end_reason": "x"}

    def refused(act: Callable[[], object]) -> None:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()

    for change in ({"reason": "y"}, {"status": "normal"}, {"ends_at": clock.now()}, ending | {"reason": "y"}):
        refused(lambda change=change: rows.update(**change))  # type: ignore[misc] # bound now
    refused(rows.delete)
    rows.update(**ending)
    refused(lambda: rows.update(end_reason="z"))
    refused(lambda: rows.update(ended_at=None, ended_by=None, end_reason=""))


def test_it_names_the_office_and_client_of_its_assessment(world: World, assessment: Assessment) -> None:
    made = {"status": "closed", "reason": "x", "author": world.sun, "ends_at": clock.now() + timedelta(days=1)}
    whose = {"office": world.east, "credit_account": world.account, "assessment": assessment}

    with pytest.raises(DatabaseError), transaction.atomic():
        Override.objects.create(**made, **whose, client=world.wu)


def test_no_step_moves_by_it(world: World) -> None:
    evaluated(world)
    case = opened(world, planned("ask", due="2099-10-16"))
    put(world, case.plan.assessment if case.plan else case.assessment, status="normal", causes=[])

    after = CaseFile.objects.get()

    assert (after.plan_id, after.state, after.next_step_id) == (case.plan_id, case.state, case.next_step_id)


def test_the_pages_show_it_and_a_supervisor_makes_and_ends_it(world: World) -> None:
    case = opened(world, planned("ask", due="2099-10-16"))
    assessment = evaluated(world, clock.now() - timedelta(hours=1))
    page = f"/admin/assessments/assessment/{assessment.pk}/"
    day = (clock.now() + timedelta(days=9)).date()
    form = {"status": "suspended", "causes": ["overdue"], "reason": REASON, "ends_at_0": day, "ends_at_1": "10:00"}
    pages = (page, f"/admin/cases/casefile/{case.pk}/", f"/admin/accounts/creditaccount/{world.account.pk}/")

    def shown(path: str, who: str = "alice") -> str:
        return browser(world.people[who]).get(f"{path}change/").content.decode().replace("&#x27;", "'")

    assert "Conclude otherwise" in shown(page, "sun") and "Conclude otherwise" not in shown(page)
    assert not any(REASON in shown(path) for path in pages)
    assert browser(world.alice).post(f"{page}do/override/", form).status_code == 403

    assert browser(world.sun).post(f"{page}do/override/", form).status_code == 302
    for path in pages:
        text = shown(path)
        assert REASON in text and "Suspended · Overdue payments" in text and "in force" in text, path
    assert "Conclude otherwise" not in shown(page, "sun")
    assert browser(world.sun).post(f"{page}do/end_override/", {"reason": "done"}).status_code == 302
    row = Override.objects.get()
    assert (row.end_reason, row.causes) == ("done", ["overdue"])
    assert "done" in shown(f"/admin/assessments/override/{row.pk}/")
    for path in pages:
        assert "over</td>" in shown(path) and "in force" not in shown(path), path


def test_the_form_says_what_is_wrong_at_its_field(world: World, assessment: Assessment) -> None:
    page = f"/admin/assessments/assessment/{assessment.pk}/do/override/"
    form = {"status": "closed", "reason": REASON, "ends_at_0": "2020-01-01", "ends_at_1": "10:00"}

    answer = browser(world.sun).post(page, form)

    assert (answer.status_code, Override.objects.count()) == (200, 0)
    assert "The end must lie in the future." in answer.content.decode()


def test_a_list_asks_the_same_number_of_queries_however_many_there_are(world: World, assessment: Assessment) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert api(world.alice).get("/api/v1/assessments/").status_code == 200
        return len(made)

    put(world, assessment)
    few = queries()
    for hours in (3, 2):
        at = clock.now() - timedelta(hours=hours)
        told: dict[str, Any] = {"status": "closed", "reason": "x", "ends_at": clock.now() + timedelta(days=1)}
        override_assessment(actor=world.sun, assessment=evaluated(world, at), at=at, **told)

    assert queries() == few
