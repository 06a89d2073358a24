"""An office's own rule packs: uploaded, compared, backtested, published by another person, in force at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from accounts.jobs.services.acts import start_job
from accounts.jobs.services.run import run_jobs
from accounts.models import AuditEvent, Client, Person
from assessments.evaluations.in_force import packs_of
from assessments.evaluations.services import evaluate_account, replay_assessment
from assessments.models import Assessment, BacktestChange, PackBacktest, PackDraft, PackRelease, Repayment, RulePack
from assessments.pack_drafts.checks import check_published_packs
from assessments.pack_drafts.services.backtest import KIND
from assessments.packs import packs
from assessments.packs.laid_out import shipped_files
from config import clock
from tests.access.admin_world import record
from tests.world import World, account_of, api, browser, person, problems

pytestmark = pytest.mark.django_db
DRAFTS = "/api/v1/rule-packs/drafts/"
WITHOUT_A_RULE = {"jiebei/rules.yaml": "overdue.arrears_over_a_month:\n"}
CASES = "base/cases/causes.yaml"
OF_HUABEI = "\n  product: huabei"  # whose pack keeps the rule
MENDED = (
    shipped_files()[CASES]
    .replace("\nover_a_month:", f"\nover_a_month:{OF_HUABEI}")
    .replace("\nrepeated_and_open:", f"\nrepeated_and_open:{OF_HUABEI}")
)
LIGHTER = {**WITHOUT_A_RULE, CASES: MENDED}
SHIPPED = shipped_files()["base/thresholds.yaml"]
BOTH = {**LIGHTER, "base/thresholds.yaml": SHIPPED.replace("special_mention: 1", "special_mention: 2")}
BROKEN = {"huabei/gaps.yaml": "a: [", "jiebei/gaps.yaml": "- 1"}


def uploaded(who: Person, files: Any) -> Any:
    return api(who).post(DRAFTS, {"files": files, "note": "our own reading"}, format="json").json()


def asked(who: Person, act: str, draft: str) -> Any:
    return api(who).post(f"/api/v1/rule-packs/{act}/", {"draft": draft}, format="json")


def backtested(world: World, files: Any = LIGHTER) -> str:
    """Uploaded by Ada, looked at by Sun."""
    draft = str(uploaded(world.ada, files)["id"])
    assert asked(world.sun, "backtest", draft).status_code == 202
    run_jobs(now=clock.now)
    return draft


def evaluated(world: World) -> Assessment:
    return evaluate_account(actor=world.alice, account=world.account, as_of=None, known_at=None, at=clock.now())


@pytest.fixture
def overdue(world: World) -> Assessment:
    record(world, Repayment, due_on=clock.now().date() - timedelta(days=70), amount_due=Decimal("900.00"))
    return evaluated(world)


def test_a_backtest_says_what_would_change_and_stores_no_assessment(world: World, overdue: Assessment) -> None:
    account_of(world.chen, world.jiebei)
    account_of(world.wu, world.jiebei)

    draft = backtested(world)

    body = api(world.sun).get(f"{DRAFTS}{draft}/backtest/").json()
    assert (body["state"], body["result"]) == ("succeeded", {"changed": 1, "causes": 1, "not_assessed": 1})
    (account,) = body["accounts"]
    assert account["credit_account"] == str(world.account.pk)
    assert account["changes"] == ["Cause – Overdue payments: strong support (76) → moderate support (40)"]
    assert Assessment.objects.get() == overdue
    # Who sees no accounts is told how many would change, not whose; another office nothing.
    assert api(world.ada).get(f"{DRAFTS}{draft}/backtest/").json() == body | {"accounts": []}
    assert api(person(world.west, "wes", "supervisor")).get(f"{DRAFTS}{draft}/backtest/").status_code == 404


def test_a_published_draft_concludes_what_comes_and_old_answers_keep_their_pack(
    world: World, overdue: Assessment
) -> None:
    draft, shipped = backtested(world), packs()["jiebei"].digest

    published = asked(world.sun, "publish", draft)
    after = evaluated(world)

    assert (published.status_code, published.json()["state"], published.json()["number"]) == (200, "in_force", 1)
    shown = api(world.alice).get("/api/v1/rule-packs/jiebei/").json()
    assert after.pack_id == shown["digest"] != shipped == overdue.pack_id
    assert all(replay_assessment(actor=world.alice, assessment=each).equal for each in (overdue, after))
    assert packs_of(world.west.pk)["jiebei"].digest == shipped
    trace = AuditEvent.objects.filter(object_id=draft).exclude(act="view").order_by("created_at", "id")
    assert [event.act for event in trace] == ["upload_draft", "backtest", "publish"]


def test_the_uploader_never_publishes(world: World) -> None:
    draft = backtested(world)

    assert asked(world.ada, "publish", draft).json()["code"] == "four_eyes"
    assert asked(world.alice, "publish", draft).status_code == 403
    assert problems(asked(person(world.west, "wes", "supervisor"), "publish", draft)) == {"/draft": "does_not_exist"}
    with pytest.raises(IntegrityError), transaction.atomic():
        released(world, draft=PackDraft.objects.get(), number=1, published_by=world.ada)
    assert not PackRelease.objects.exists()


def released(world: World, **values: Any) -> PackRelease:
    given = {"backtest": PackBacktest.objects.first(), "packs": {}, "uploaded_by": world.ada, **values}
    return PackRelease.objects.create(office=world.east, **given)


def test_a_broken_draft_names_all_that_is_wrong_and_what_is_in_force_stays(world: World) -> None:
    asked(world.sun, "publish", backtested(world))
    before = packs_of(world.east.pk)["jiebei"].digest

    body = uploaded(world.ada, BROKEN)

    places = [(each["file"], each["line"]) for each in body["problems"]]
    assert (body["state"], places) == ("broken", [("huabei/gaps.yaml", 1), ("jiebei/gaps.yaml", 1)])
    for act in ("backtest", "publish"):
        assert asked(world.sun, act, body["id"]).json()["code"] == "broken_pack"
    assert api(world.sun).get(f"{DRAFTS}{body['id']}/comparison/").status_code == 409
    assert packs_of(world.east.pk)["jiebei"].digest == before


def test_a_backtest_comes_first_and_holds_only_for_what_is_in_force(world: World) -> None:
    untested = uploaded(world.ada, LIGHTER)["id"]
    first, second = backtested(world), backtested(world, BOTH)

    assert asked(world.sun, "publish", untested).json()["code"] == "not_backtested"
    assert asked(world.sun, "publish", first).status_code == 200
    assert asked(world.sun, "publish", first).json()["code"] == "already_published"
    assert asked(world.sun, "publish", second).json()["code"] == "backtest_stale"
    assert asked(world.sun, "backtest", untested).json()["code"] == "nothing_changes"


def test_a_draft_whose_cases_come_out_otherwise_is_not_published(world: World) -> None:
    draft = backtested(world, WITHOUT_A_RULE)

    refused = asked(world.sun, "publish", draft)

    body = refused.json()
    assert (refused.status_code, body["code"]) == (409, "cases_fail")
    assert (
        "base/cases/causes.yaml:38: case 'over_a_month': overdue.arrears_over_a_month does not fire" in body["detail"]
    )
    assert len(body["cases"].splitlines()) == 2
    assert not PackRelease.objects.exists()
    assert not AuditEvent.objects.filter(object_id=draft, act="publish").exists()


def test_a_draft_that_leaves_a_rule_unchecked_is_not_published(world: World) -> None:
    blanked = shipped_files()["base/thresholds.yaml"].replace("late_grace_days: 3", "late_grace_days: 2")
    draft = backtested(world, {CASES: "# nothing\n", "base/thresholds.yaml": blanked})

    refused = asked(world.sun, "publish", draft).json()

    assert refused["code"] == "cases_missing"
    assert refused["cases"].splitlines()[0] == (
        "base/rules/abnormal_transactions.yaml:2: no case fires 'abnormal_transactions.stated'. "
        "Write one of a product of this pack, with `fires: [abnormal_transactions.stated]` under `expected`."
    )
    assert not PackRelease.objects.exists()


def test_an_offices_own_case_is_run_too(world: World) -> None:
    case = 'ours: {as_of: "2026-10-15T10:00:00+08:00", evidence: {}, expected: {status: closed}}'
    draft = backtested(world, {**LIGHTER, "jiebei/cases/ours.yaml": case})

    assert (
        "jiebei/cases/ours.yaml:1: case 'ours': status is unknown, not closed"
        in asked(world.sun, "publish", draft).json()["cases"]
    )


def test_the_way_back_is_a_draft_without_files(world: World) -> None:
    draft = backtested(world)
    asked(world.sun, "publish", draft)

    assert asked(world.sun, "publish", backtested(world, {})).json()["state"] == "in_force"

    assert packs_of(world.east.pk)["jiebei"].digest == packs()["jiebei"].digest
    assert api(world.alice).get(f"{DRAFTS}{draft}/").json()["state"] == "retired"


def test_one_file_is_compared_entry_by_entry_and_what_overlays_take_over_is_said_once(world: World) -> None:
    draft = uploaded(world.ada, BOTH)["id"]

    found = api(world.lin).get(f"{DRAFTS}{draft}/comparison/").json()["results"]

    told = [
        (one["key"], *(each[name] for name in ("section", "entry", "change")))
        for one in found
        for each in one["differences"]
    ]
    assert told == [
        ("base", "thresholds", "classes", "changed"),
        ("jiebei", "rules", "overdue.arrears_over_a_month", "removed"),
    ]


def test_an_erased_client_leaves_nothing_in_a_backtest(world: World, overdue: Assessment) -> None:
    backtested(world)
    assert BacktestChange.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        BacktestChange.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        PackDraft.objects.update(problems=[])

    Client.objects.update(erased_at=clock.now())

    assert BacktestChange.objects.all()._raw_delete("default") == 1


def test_drafts_are_listed_in_a_constant_number_of_queries(world: World, django_assert_max_num_queries: Any) -> None:
    for _ in range(3):
        assert asked(world.sun, "backtest", uploaded(world.ada, LIGHTER)["id"]).status_code == 202

    with django_assert_max_num_queries(8):
        assert len(api(world.alice).get(DRAFTS).json()["results"]) == 3


def test_the_start_up_check_names_packs_that_this_version_cannot_read(world: World) -> None:
    draft = backtested(world)
    asked(world.sun, "publish", draft)
    assert check_published_packs(["default"]) == []

    RulePack.objects.create(digest="sha256:old", key="base", version="0", content=b"{}", created_at=clock.now())
    again = PackDraft.objects.create(office=world.east, note="x", uploaded_by=world.ada, files=LIGHTER)
    job = start_job(actor=world.sun, kind=KIND, parameters={}, at=clock.now())
    tested = PackBacktest.objects.create(
        office=world.east, draft=again, job=job, before={}, after={}, started_by=world.sun
    )
    released(world, draft=again, backtest=tested, number=2, packs={"base": "sha256:old"}, published_by=world.sun)

    assert {found.id for found in check_published_packs(["default"])} == {"reinstate.E004", "reinstate.W001"}
    answer = api(world.alice).post("/api/v1/evaluations/", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "packs_unreadable")


def archive(**files: str) -> SimpleUploadedFile:
    out = BytesIO()
    with ZipFile(out, "w") as made:
        for name, text in files.items():
            made.writestr(name, text)
    return SimpleUploadedFile("packs.zip", out.getvalue())


def handed_in(who: Person, **given: Any) -> Any:
    return browser(who).post("/admin/assessments/packdraft/add/", {"note": "our own reading", **given})


def test_a_draft_goes_from_one_file_to_in_force_on_its_page(world: World, overdue: Assessment) -> None:
    asked(world.sun, "publish", backtested(world))
    file = SimpleUploadedFile("mine.yaml", BOTH["base/thresholds.yaml"].encode())

    assert handed_in(world.ada, file=file, place="base/thresholds.yaml", keep="on").status_code == 302
    draft = PackDraft.objects.latest("created_at")
    page = f"/admin/assessments/packdraft/{draft.pk}/"
    browser(world.sun).post(f"{page}do/backtest/")
    run_jobs(now=clock.now)
    shown = [
        browser(who).get(f"{page}change/", headers={"Accept-Language": language}).content.decode()
        for who, language in ((world.sun, "en"), (world.ada, "zh-Hans"))
    ]

    assert draft.files == BOTH  # what was published before stays
    assert all(words in shown[0] for words in ("backtested", "do/publish/", "would stay as they are", "classes"))
    assert "已回测" in shown[1]
    assert "do/publish/" not in shown[1]  # Ada uploaded it
    browser(world.sun).post(f"{page}do/publish/")
    assert PackRelease.objects.get(number=2).draft == draft
    files: Any = browser(world.lin).get("/admin/assessments/packdraft/in-force/")
    with ZipFile(BytesIO(b"".join(files.streaming_content))) as out:
        assert out.read("jiebei/rules.yaml").decode() == LIGHTER["jiebei/rules.yaml"]


@pytest.mark.parametrize(
    "file",
    [SimpleUploadedFile("x.zip", b"PK nothing"), archive(**{"../out.yaml": ""}), archive(**{"a/b.yaml": "x" * 400_001}),
     archive(**{"a/b.yaml": "\x00"}), SimpleUploadedFile("x.yaml", b"\xff"), SimpleUploadedFile("x.yaml", b"a: 1")],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_said_on_the_form(world: World, file: SimpleUploadedFile) -> None:
    place = "" if file.read() == b"a: 1" else "base/gaps.yaml"
    file.seek(0)

    answer = handed_in(world.ada, file=file, place=place)

    form = answer.context["adminform"].form
    assert list(form.errors) == (["file"] if place else ["place"])
    assert not PackDraft.objects.exists()
