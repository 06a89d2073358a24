"""Advice is kept with its facts and its answer; a month's sample for review is random, and the same whoever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from assessments.models import Notice
from cases.advice.selectors import LEAST
from cases.models import Advice, AdviceAnswer, CaseFile
from config import clock
from tests.cases.stories import evaluated, opened, planned
from tests.world import World, api, browser, client_of, problems

pytestmark = pytest.mark.django_db
URL = "/api/v1/advice/"


@pytest.fixture
def case(world: World) -> CaseFile:
    evaluated(world)
    return opened(world, planned("ask", due="2099-10-16"))


def given(world: World, case: CaseFile, /, **more: Any) -> Any:
    at = clock.now() - timedelta(minutes=5)
    body = {"case": str(case.pk), "text": "Do not sign the settlement yet.", "given_at": at.isoformat()}
    facts = {"assessment": str(case.assessment_id)} if "evidence" not in more else {}
    return api(world.alice).post(URL, {**body, **facts, **more}, format="json")


def answered(world: World, ident: str, answer: str, **more: Any) -> Any:
    body = {"answer": answer, "said_at": clock.now().isoformat(), **more}
    return api(world.alice).post(f"{URL}{ident}/answers/", body, format="json")


def test_advice_names_its_facts(world: World, case: CaseFile) -> None:
    notice = Notice.objects.get()

    body = given(world, case, evidence=[str(notice.pk)]).json()

    assert body["evidence"] == [{"kind": "notices", "id": str(notice.pk)}]
    assert (body["given_by"], body["answer"], body["reviewed"]) == (str(world.alice.pk), None, False)


def test_a_refusal_is_kept_and_a_later_answer_stands_beside_it(world: World, case: CaseFile) -> None:
    ident = given(world, case).json()["id"]
    answered(world, ident, "refused", words="我想先自己联系客服")

    body = answered(world, ident, "accepted").json()

    assert body["answer"] == "accepted"
    assert [one["answer"] for one in body["answers"]] == ["refused", "accepted"]
    assert [row["id"] for row in api(world.alice).get(URL, {"answered": "refused"}).json()["results"]] == [ident]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"assessment": None}, "/assessment"),
        ({"assessment": "01a20d31-262b-790c-a5f9-86069a28e17f"}, "/assessment"),
        ({"evidence": ["01a20d31-262b-790c-a5f9-86069a28e17f"]}, "/evidence/0"),
        ({"given_at": "2150-01-01T00:00:00Z"}, "/given_at"),
        ({"text": ""}, "/text"),
        ({"given_by": "x"}, "/given_by"),
    ],
)
def test_wrong_advice_is_refused_by_field(world: World, case: CaseFile, change: Any, pointer: str) -> None:
    assert set(problems(given(world, case, **change))) == {pointer}
    assert not Advice.objects.exists()


def test_an_answer_before_the_advice_is_refused(world: World, case: CaseFile) -> None:
    ident = given(world, case).json()["id"]

    assert problems(answered(world, ident, "refused", said_at="2020-01-01T00:00:00Z")) == {"/said_at": "before"}


def test_nothing_of_it_is_ever_changed(world: World, case: CaseFile) -> None:
    answered(world, given(world, case).json()["id"], "refused")

    for model, change in ((Advice, {"text": "x"}), (AdviceAnswer, {"answer": "accepted"})):
        for act in ("update", "delete"):
            rows: Any = model._default_manager.all()
            with pytest.raises(DatabaseError), transaction.atomic():
                rows.update(**change) if act == "update" else rows.delete()


def test_only_who_sees_the_case_sees_what_was_advised(world: World, case: CaseFile) -> None:
    ident = given(world, case).json()["id"]

    statuses = {name: api(who).get(f"{URL}{ident}/").status_code for name, who in world.people.items()}

    assert statuses == {"alice": 200, "sun": 200, "bob": 404, "lin": 404, "ada": 404, "zoe": 404}


def many(world: World, case: CaseFile, count: int, at: datetime) -> None:
    whose = {"office": world.east, "client": world.chen, "case": case, "given_by": world.alice, "given_at": at}
    Advice.objects.bulk_create(Advice(**whose, text=f"{n}", created_at=at) for n in range(count))


def drawn(world: World, month: str, who: Any = None) -> list[str]:
    answer = api(who or world.sun).get(f"{URL}to-review/", {"month": month})
    assert answer.status_code == 200, answer.content
    return [row["text"] for row in answer.json()["results"]]


def test_the_sample_of_a_month_is_the_same_whenever_it_is_drawn(world: World, case: CaseFile) -> None:
    many(world, case, 60, datetime(2026, 8, 10, tzinfo=UTC))
    first = drawn(world, "2026-08")
    many(world, case, 40, datetime(2026, 9, 10, tzinfo=UTC))

    assert drawn(world, "2026-08") == first
    assert len(first) == 6
    assert first != sorted(first, key=int)[:6]
    assert {len(drawn(world, month)) for month in ("2026-07", "2026-09")} == {0, 4}


def test_other_months_draw_other_lots(world: World, case: CaseFile) -> None:
    chosen = set()
    for month in (5, 6, 7):
        many(world, case, 30, datetime(2026, month, 10, tzinfo=UTC))
        chosen.add(tuple(drawn(world, f"2026-0{month}")))

    assert len(chosen) == 3 and all(len(texts) == LEAST for texts in chosen)


def test_a_month_ends_with_the_offices_own_midnight(world: World, case: CaseFile) -> None:
    many(world, case, 1, datetime(2026, 8, 31, 15, 59, tzinfo=UTC))
    many(world, case, 1, datetime(2026, 8, 31, 16, 0, tzinfo=UTC))

    assert [len(drawn(world, month)) for month in ("2026-08", "2026-09")] == [1, 1]


@pytest.mark.parametrize("month", ["2026-13", "", "2999-01"])
def test_a_month_that_is_none_or_not_over_is_refused(world: World, case: CaseFile, month: str) -> None:
    assert "/month" in problems(api(world.sun).get(f"{URL}to-review/", {"month": month}))


def test_the_running_month_is_not_drawn_yet(world: World, case: CaseFile) -> None:
    today: date = clock.today(world.east.zone)

    assert problems(api(world.sun).get(f"{URL}to-review/", {"month": f"{today:%Y-%m}"})) == {"/month": "future"}


def test_advisors_do_not_draw_and_nobody_reviews_their_own(world: World, case: CaseFile) -> None:
    ident = given(world, case).json()["id"]
    body = {"verdict": "sound"}

    assert api(world.alice).get(f"{URL}to-review/", {"month": "2026-01"}).status_code == 403
    assert api(world.alice).post(f"{URL}{ident}/review/", body, format="json").status_code == 403
    reviewed = api(world.sun).post(f"{URL}{ident}/review/", body, format="json")
    assert (reviewed.status_code, reviewed.json()["review"]["verdict"]) == (201, "sound")
    assert api(world.sun).post(f"{URL}{ident}/review/", body, format="json").json()["code"] == "reviewed"
    own = (
        api(world.sun)
        .post(
            URL,
            {
                "case": str(case.pk),
                "text": "x",
                "given_at": clock.now().isoformat(),
                "assessment": str(case.assessment_id),
            },
            format="json",
        )
        .json()["id"]
    )
    assert api(world.sun).post(f"{URL}{own}/review/", body, format="json").status_code == 403


def test_a_list_asks_the_same_number_of_queries_however_long(world: World, case: CaseFile) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert api(world.alice).get(URL).status_code == 200
        return len(made)

    answered(world, given(world, case).json()["id"], "refused")
    few = queries()
    for _ in range(5):
        answered(world, given(world, case).json()["id"], "accepted")

    assert queries() == few


def test_another_clients_evidence_is_none(world: World, case: CaseFile) -> None:
    client_of(world.zoe, "Other")

    answer = given(world, case, evidence=[str(Notice.objects.get().pk), str(world.account.pk)])

    assert problems(answer) == {"/evidence/1": "does_not_exist"}


def test_it_is_given_and_answered_on_the_pages(world: World, case: CaseFile) -> None:
    at = clock.now() - timedelta(hours=1)
    moment = {"given_at_0": f"{at:%Y-%m-%d}", "given_at_1": f"{at:%H:%M}"}
    form = {"text": "Keep all records.", **moment, "assessment": str(case.assessment_id)}

    made = browser(world.alice).post(f"/admin/cases/casefile/{case.pk}/do/advice/", form)

    page = made["Location"].removesuffix("change/")
    later = at + timedelta(minutes=2)
    said = {"answer": "refused", "words": "no", "said_at_0": f"{later:%Y-%m-%d}", "said_at_1": f"{later:%H:%M}"}
    answer = browser(world.alice).post(f"{page}do/answer/", said)
    assert answer.status_code == 302
    assert "Keep all records." in browser(world.alice).get(f"/admin/cases/casefile/{case.pk}/change/").content.decode()
    assert browser(world.sun).post(f"{page}do/review/", {"verdict": "sound"}).status_code == 302
