"""The packs in force are readable with their sources; files of one's own are judged by the same loader and not kept."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.packs import packs
from tests.world import World, api, problems

pytestmark = pytest.mark.django_db
OVERLAY = "key: mine\nversion: 2026.11.1\nextends: base\n"


def validate(world: World, files: Any) -> Any:
    return api(world.alice).post("/api/v1/rule-packs/validate/", {"files": files}, format="json")


def test_the_packs_in_force_are_listed(world: World) -> None:
    body = api(world.ada).get("/api/v1/rule-packs/").json()

    assert {row["key"]: row["digest"] for row in body["results"]} == {key: one.digest for key, one in packs().items()}
    assert all(row["counts"]["rules"] > 20 for row in body["results"])


def test_a_pack_shows_its_facts_with_their_sources(world: World) -> None:
    body = api(world.alice).get("/api/v1/rule-packs/base/").json()

    fact = next(one for one in body["facts"] if one["key"] == "limitation_years")
    assert (fact["unit"], fact["versions"][0]["value"], fact["versions"][0]["source"]) == ("years", "3", "Civil Code")
    assert len(body["facts"]) == body["counts"]["facts"]


def test_a_pack_is_told_in_the_language_of_the_caller(world: World) -> None:
    body = api(world.alice).get("/api/v1/rule-packs/base/", headers={"Accept-Language": "zh-Hans"}).json()

    fact = next(one for one in body["facts"] if one["key"] == "own_statement")
    version = fact["versions"][0]
    assert body["title"] == "中国内地互联网消费信贷"
    assert (version["source"], version["article"]) == ("征信业管理条例（国务院令第631号）", "第十六条")
    assert version["value"] == fact["description"] == "不良信息保存期间，本人可以作出说明"


def test_a_key_that_is_none_is_not_found(world: World) -> None:
    assert api(world.alice).get("/api/v1/rule-packs/nothing/").status_code == 404


def test_nobody_reads_without_a_token() -> None:
    for path in ("", "base/", "nothing/"):
        assert api().get(f"/api/v1/rule-packs/{path}").status_code == 401


def test_unknown_parameters_are_refused(world: World) -> None:
    assert problems(api(world.alice).get("/api/v1/rule-packs/?wide=1")) == {"/wide": "unknown_filter"}


def test_a_good_overlay_is_valid_and_is_not_kept(world: World) -> None:
    answer = validate(world, {"mine/pack.yaml": OVERLAY})

    assert (answer.status_code, answer.json()) == (200, {"valid": True, "errors": []})
    assert "mine" not in packs()


def test_every_file_that_cannot_be_read_is_named_with_its_line(world: World) -> None:
    body = validate(world, {"mine/pack.yaml": OVERLAY, "mine/gaps.yaml": "a: 1\nb: [", "mine/risk.yaml": "- 1"}).json()

    assert [(each["file"], each["line"]) for each in body["errors"]] == [("mine/gaps.yaml", 2), ("mine/risk.yaml", 1)]
    assert body["valid"] is False


def test_what_does_not_fit_is_named_with_its_remedy(world: World) -> None:
    rule = (
        "overdue.mine: {cause: overdue, direction: fro, weight: 1, valid_from: 2026-01-01,\n"
        "  source: {zh-Hans: 无, en: x}, verification: text_seen, when: {indicator: usable, op: '==', value: true}}"
    )

    body = validate(world, {"mine/pack.yaml": OVERLAY, "mine/rules/mine.yaml": rule}).json()

    assert [(each["file"], each["line"], each["remedy"]) for each in body["errors"]] == [
        ("mine/rules/mine.yaml", 1, "Did you mean 'for'?")
    ]


def test_mistakes_of_several_files_are_named_together(world: World) -> None:
    files = {
        "mine/pack.yaml": OVERLAY,
        "mine/products.yaml": "jiebei: {lender_type: shop}",
        "mine/referral.yaml": 'arrears_over_days: 90\nlarge_amount: "much"',
    }

    body = validate(world, files).json()

    assert [(each["file"], each["line"]) for each in body["errors"]] == [
        ("mine/products.yaml", 1),
        ("mine/referral.yaml", 2),
    ]


@pytest.mark.parametrize(
    ("files", "pointer"),
    [({}, "/files"), ([], "/files"), ({"../pack.yaml": ""}, "/files"), ({"/etc/passwd": ""}, "/files"),
     ({"a/b/c/d.yaml": ""}, "/files"), ({"mine/pack.yaml": 1}, "/files/mine~1pack.yaml"),
     ({f"mine/a{n}.yaml": "" for n in range(201)}, "/files")],
)  # fmt: skip
def test_names_that_lead_elsewhere_and_wrong_frames_are_refused(world: World, files: Any, pointer: str) -> None:
    assert pointer in problems(validate(world, files))


def test_posted_files_are_compared_with_what_is_in_force_entry_by_entry(world: World) -> None:
    files = {"mine/pack.yaml": OVERLAY, "mine/gaps.yaml": "display: {fresh_days: 14}"}

    answer = api(world.ada).post("/api/v1/rule-packs/compare/", {"files": files}, format="json").json()

    (found,) = answer["results"]
    gap = next(each for each in found["differences"] if each["section"] == "gaps" and each["entry"] == "display")
    assert (found["key"], gap["change"], gap["before"], gap["after"]) == ("mine", "added", None, {"fresh_days": 14})
    assert found["count"] >= len(found["differences"]) > 100
    assert "mine" not in packs()


def test_broken_files_are_not_compared(world: World) -> None:
    files = {"mine/pack.yaml": OVERLAY, "mine/gaps.yaml": "a: 1"}

    answer = api(world.ada).post("/api/v1/rule-packs/compare/", {"files": files}, format="json")

    assert problems(answer) == {"/files": "broken_pack"}
