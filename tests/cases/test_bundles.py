"""The bundle of a case: whole, in order, readable by a stranger; and every change of it is found and named."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from accounts.documents import store
from accounts.jobs.services.run import run_jobs
from accounts.models import Document, Person
from cases.bundles import verify
from cases.bundles.archive import Archive
from cases.bundles.services import KEPT, prune
from cases.models import CaseBundle, CaseFile, CommunicationContent, LawyerNote
from config import clock
from tests.cases.correspondence import case_of, correct, record
from tests.documents.files import PDF, TEXT, hand_in, m4a, upload
from tests.world import World, api, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world: World) -> CaseFile:
    """With four entries, one of them corrected, and three papers, one of them enclosed."""
    case = case_of(world)
    papers = [hand_in(world, upload("p.pdf", PDF + bytes([number]), "")).json()["id"] for number in range(2)]
    hand_in(world, upload("notice.txt", TEXT, "text/plain"))
    first = record(world, case, summary="第一次通话", enclosures=papers[:1]).json()
    for number in range(2):
        record(world, case, summary=f"call {number}")
    correct(world, first["id"], reason="another client's", withdrawn=True)
    return case


def asked(case: CaseFile, who: Person) -> Any:
    return api(who).post(f"/api/v1/cases/{case.pk}/bundle/")


def bundled(case: CaseFile, who: Person) -> str:
    job = asked(case, who)
    assert job.status_code == 202, job.content
    run_jobs(now=clock.now)
    assert api(who).get(job["Location"]).json()["state"] == "succeeded"
    return f"/api/v1/bundles/{job.json()['id']}/"


def fetched(case: CaseFile, who: Person) -> bytes:
    answer: Any = api(who).get(f"{bundled(case, who)}content/")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)


def found(content: bytes, digest: str = "") -> str:
    """What the verifier says is the first bad place; nothing where it finds none."""
    try:
        verify.check(BytesIO(content), digest)
    except verify.Bad as bad:
        return str(bad)
    return ""


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Any) -> bytes:
    """By our own writer, as somebody would who knows the format."""
    file = BytesIO()
    archive = Archive(file)
    for name, part in parts:
        archive.add(name, [part])
    archive.close()
    return file.getvalue()


def test_it_holds_every_record_and_file_and_says_what_they_are(world: World, case: CaseFile) -> None:
    parts = parts_of(fetched(case, world.alice))

    manifest = json.loads(parts["manifest.json"])
    assert [*(entry["path"] for entry in manifest["entries"]), "manifest.json"] == list(parts)
    for entry in manifest["entries"]:
        assert sha256(parts[entry["path"]]).hexdigest() == entry["sha256"]
    told = {name: json.loads(part) for name, part in parts.items() if name.startswith("records/")}
    assert [row["id"] for row in told["records/cases.json"]] == [str(case.pk)]
    assert len(told["records/communications.json"]) == 4
    assert told["records/steps.json"] and told["records/deadlines.json"] and told["records/assessments.json"]
    assert sum(name.startswith("files/") for name in parts) == len(told["records/documents.json"]) == 3
    assert (manifest["chain"]["entries"], manifest["missing"]) == (4, [])


def test_a_recorded_call_is_evidence_like_any_paper(world: World, case: CaseFile) -> None:
    call = hand_in(world, upload("call.m4a", m4a(), "audio/x-m4a"), captured_with="phone").json()
    told = record(world, case, kind="recording", summary="The hotline's own words", enclosures=[call["id"]]).json()
    content = fetched(case, world.alice)

    (enclosed,) = told["enclosures"]
    assert (enclosed["media_type"], enclosed["sha256"]) == ("audio/mp4", sha256(m4a()).hexdigest())
    parts = parts_of(content)
    assert parts[f"files/{call['id']}.m4a"] == m4a()
    entry = json.loads(json.loads(parts["chain.json"])[-1]["payload"])
    assert (entry["kind"], entry["enclosures"][0]["sha256"]) == ("recording", call["sha256"])
    assert found(content) == ""


def test_a_stranger_verifies_it_with_python_alone(world: World, case: CaseFile, tmp_path: Path) -> None:
    path = bundled(case, world.alice)
    content = b"".join(api(world.alice).get(f"{path}content/").streaming_content)  # type: ignore[attr-defined]
    digest = api(world.alice).get(path).json()["manifest_sha256"]
    (tmp_path / "verify.py").write_bytes(parts_of(content)["verify.py"])
    (tmp_path / "case.zip").write_bytes(content)

    said = run(tmp_path, "case.zip", digest)

    assert (said.returncode, digest in said.stdout) == (0, True)
    assert "Not proven" in said.stdout and "keeper" in said.stdout
    (tmp_path / "case.zip").write_bytes(content.replace("第一次通话".encode(), "第二次通话".encode()))
    changed = run(tmp_path, "case.zip", digest)
    assert changed.returncode == 1
    assert changed.stdout.startswith("CHANGED. First bad place: records/communications.json")


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "verify.py", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_verifier_is_short_and_needs_nothing_else() -> None:
    source = Path(verify.__file__).read_text(encoding="utf-8")

    assert len(source.splitlines()) <= 200
    imported = {line.split()[1] for line in source.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


def test_ten_thousand_random_changes_are_all_found_and_none_in_what_is_untouched(world: World, case: CaseFile) -> None:
    content = fetched(case, world.alice)
    digest = verify.check(BytesIO(content))[0]
    chance = random.Random(20)  # noqa: S311 - the same changes in each run
    kinds = list(CHANGES)
    missed: Counter[str] = Counter()

    for number in range(10_000):
        kind = kinds[number % len(kinds)]
        changed = CHANGES[kind](content, chance)
        assert changed != content, kind
        missed[kind] += not found(changed, digest if kind in NEED_THE_DIGEST else "")
        if number % 500 == 0:
            assert found(content) == found(content, digest) == ""

    assert +missed == Counter()


def flip(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ chance.randrange(1, 256)]) + content[place + 1 :]


def cut(content: bytes, chance: random.Random) -> bytes:
    begin = chance.randrange(len(content) - 1)
    return content[:begin] + content[begin + chance.randrange(1, 50) :]


def put_in(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.randbytes(chance.randrange(1, 20)) + content[place:]


def leave_out(content: bytes, chance: random.Random) -> bytes:
    parts = list(parts_of(content).items())
    del parts[chance.randrange(len(parts))]
    return packed(parts)


def add(content: bytes, chance: random.Random) -> bytes:
    parts = list(parts_of(content).items())
    parts.insert(chance.randrange(len(parts) + 1), (f"files/{chance.randrange(10**9)}.txt", b"new"))
    return packed(parts)


def double(content: bytes, chance: random.Random) -> bytes:
    parts = list(parts_of(content).items())
    parts.insert(chance.randrange(len(parts) + 1), parts[chance.randrange(len(parts))])
    return packed(parts)


def reorder(content: bytes, chance: random.Random) -> bytes:
    parts = list(parts_of(content).items())
    one, other = chance.sample(range(len(parts)), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


def rewrite(content: bytes, chance: random.Random) -> bytes:
    """One file changed by somebody who writes a sound ZIP."""
    parts = parts_of(content)
    name = chance.choice([name for name in parts if name != "manifest.json"])
    return packed((parts | {name: flip(parts[name], chance)}).items())


def other_writer(content: bytes, chance: random.Random) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name, part in parts_of(content).items():
            archive.writestr(name, part)
    return file.getvalue()


def with_manifest(parts: dict[str, bytes], **more: Any) -> bytes:
    """The manifest made to agree with the parts again."""
    manifest = json.loads(parts["manifest.json"])
    by_path = {entry["path"]: entry for entry in manifest["entries"]}
    names = [name for name in parts if name != "manifest.json"]
    listed = [{**by_path.get(name, {"path": name}), "size": len(parts[name])} for name in names]
    entries = [{**entry, "sha256": sha256(parts[str(entry["path"])]).hexdigest()} for entry in listed]
    made = json.dumps({**manifest, "entries": entries, **more}, ensure_ascii=False, indent=1).encode()
    return packed(({name: parts[name] for name in names} | {"manifest.json": made}).items())


def tamper_with_the_chain(content: bytes, chance: random.Random) -> bytes:
    """A changed, removed, doubled or moved entry, the manifest made to agree."""
    parts = parts_of(content)
    links = json.loads(parts["chain.json"])
    place = chance.randrange(len(links))
    act = chance.randrange(5)
    if act == 0:
        links[place]["payload"] = links[place]["payload"].replace("summary", f"summary{chance.randrange(9)}", 1)
    elif act == 1:
        del links[place]
    elif act == 2:
        links.insert(place, dict(links[place]))
    elif act == 3:
        links.append(links.pop(0))
    else:
        links[place]["salt"] = chance.randbytes(32).hex()
    return with_manifest(parts | {"chain.json": json.dumps(links, ensure_ascii=False).encode()})


def swap_an_enclosure(content: bytes, chance: random.Random) -> bytes:
    """Another file under the name of an enclosed one, the manifest made to agree: the chain knows the digest."""
    parts = parts_of(content)
    enclosed = json.loads(json.loads(parts["chain.json"])[0]["payload"])["enclosures"][0]["document"]
    name = next(name for name in parts if enclosed in name)
    return with_manifest(parts | {name: chance.randbytes(40)})


def forge(content: bytes, chance: random.Random) -> bytes:
    """A file changed and the manifest made to agree: only its digest, kept elsewhere, tells."""
    parts = parts_of(content)
    return with_manifest(parts | {"records/steps.json": parts["records/steps.json"] + b" " * chance.randrange(1, 99)})


CHANGES = {
    change.__name__: change
    for change in (
        flip, cut, put_in, leave_out, add, double, reorder, rewrite, other_writer, tamper_with_the_chain,
        swap_an_enclosure, forge,
    )
}  # fmt: skip
NEED_THE_DIGEST = {"forge"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (leave_out, "left out"), (add, "added"), (double, "twice"), (swap_an_enclosure, "another file"),
        (rewrite, "changed"), (reorder, "place"),
    ],
)  # fmt: skip
def test_the_first_bad_place_is_named(world: World, case: CaseFile, change: Any, said: str) -> None:
    content, chance = fetched(case, world.alice), random.Random(4)  # noqa: S311 - as above

    assert said in found(change(content, chance)) or "missing" in found(change(content, chance))


@pytest.mark.parametrize("before", [b"\0", "é".encode()])
def test_a_name_that_cannot_be_read_is_a_place_too(world: World, case: CaseFile, before: bytes) -> None:
    content = fetched(case, world.alice)

    assert found(before + content).partition(" (byte")[0].count("Error") == 0
    assert found(before + content).endswith("(byte 0): its header was changed")


def test_an_erased_entry_is_counted_and_nothing_is_called_changed(world: World, case: CaseFile) -> None:
    first = CommunicationContent.objects.order_by("communication__seq")[:1]
    CommunicationContent.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(payload=b"", salt=b"")

    content = fetched(case, world.alice)

    assert verify.check(BytesIO(content))[2] == 1
    assert "第一次通话" not in parts_of(content)["chain.json"].decode().split("seq")[1]


def test_a_file_that_is_lost_or_damaged_on_our_disk_is_named_as_missing(world: World, case: CaseFile) -> None:
    lost, damaged = Document.objects.order_by("created_at")[:2]
    store.path_of(lost.pk).unlink()
    store.path_of(damaged.pk).write_bytes(b"something else")

    content = fetched(case, world.alice)

    assert json.loads(parts_of(content)["manifest.json"])["missing"] == [str(lost.pk), str(damaged.pk)]
    assert found(content) == ""


def test_other_clients_papers_and_lawyers_notes_are_not_in_it(world: World, case: CaseFile) -> None:
    other = client_of(world.alice, "Other")
    paper = hand_in(world, client=str(other.pk)).json()["id"]
    whom = {"office": world.east, "client": world.chen, "case": case, "author": world.lin, "kind": "note"}
    note = LawyerNote.objects.create(**whom, sealed=b"x")

    content = fetched(case, world.alice)

    assert not any(str(ident).encode() in content for ident in (paper, other.pk, note.pk))


def test_who_does_not_see_the_case_neither_asks_nor_fetches(world: World, case: CaseFile) -> None:
    path = bundled(case, world.alice)

    strangers = [world.bob, world.lin, world.ada, world.zoe]
    assert {asked(case, who).status_code for who in strangers} == {404}
    assert {api(who).get(f"{path}content/").status_code for who in strangers} == {404}


def test_it_is_handed_out_when_ready_and_forgotten_after_a_week(world: World, case: CaseFile) -> None:
    job = asked(case, world.alice)
    path = f"/api/v1/bundles/{job.json()['id']}/content/"
    assert api(world.alice).get(path).json()["code"] == "not_ready"
    assert asked(case, world.alice).json()["id"] == job.json()["id"]
    run_jobs(now=clock.now)
    ready: Any = api(world.alice).get(path)
    assert b"".join(ready.streaming_content)

    prune(at=clock.now() + KEPT + timedelta(seconds=1))

    assert api(world.alice).get(path).json()["code"] == "not_ready"
    assert CaseBundle.objects.get().manifest_sha256
