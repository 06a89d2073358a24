"""A file is taken in as what its bytes are, kept as it was, and handed out to whoever sees the client."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from accounts.documents import services
from accounts.models import AuditEvent, Document
from config import clock
from config.ids import uuid7
from tests.documents.files import (
    AMR,
    FILES,
    ID3,
    MAIL,
    PDF,
    TEXT,
    aac,
    download,
    hand_in,
    heic,
    jpeg,
    m4a,
    mp3,
    ogg,
    png,
    silk,
    upload,
    wav,
    webp,
)
from tests.world import World, account_of, api, problems

pytestmark = pytest.mark.django_db


def left_on_disk() -> list[Path]:
    return [path for path in Path(settings.DOCUMENTS).rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def empty_folder(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENTS = tmp_path / "documents"


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_back_byte_for_byte_as_an_attachment(world: World, name: str) -> None:
    media_type, content = FILES[name]

    made = hand_in(world, upload(name, content, media_type), captured_with="phone", original="client's drawer").json()
    answer, bytes_back = download(world, made["id"])

    assert (made["name"], made["media_type"], made["size"]) == (name, media_type, len(content))
    assert (made["captured_with"], made["original"], made["captured_at"]) == ("phone", "client's drawer", None)
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert bytes_back == content
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"].partition(";")[0] == media_type
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer["Cache-Control"]


ZIP, SVG, HTML = b"PK\x03\x04rest", b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"<!doctype html><p>x"
REFUSED = [
    ("a.zip", ZIP, "application/zip", "unknown_type"),
    ("a.docx", ZIP, "", "unknown_type"),
    ("a.svg", SVG, "image/svg+xml", "unknown_type"),
    ("a.txt", SVG, "text/plain", "unknown_type"),
    ("a.html", HTML, "text/html", "unknown_type"),
    ("a.txt", b"\xef\xbb\xbf \n" + HTML, "text/plain", "unknown_type"),
    ("a.exe", b"MZ\x90\0\x03", "", "unknown_type"),
    ("a.pdf", png(), "application/pdf", "type_mismatch"),
    ("a.png", PDF, "image/png", "type_mismatch"),
    ("a.png", png(), "image/jpeg", "type_mismatch"),
    ("a.exe", PDF, "", "type_mismatch"),
    ("a.pdf.html", PDF, "", "type_mismatch"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "image/png", "damaged"),
    ("a.jpg", b"\xff\xd8\xff\xe0\0", "image/jpeg", "damaged"),
    ("a.png", png(0, 5), "image/png", "damaged"),
    ("a.png", png(50_000, 50_000), "image/png", "too_many_pixels"),
    ("a.jpg", jpeg(65_535, 65_535), "image/jpeg", "too_many_pixels"),
    ("a.webp", webp(16_777_216, 16_777_216), "image/webp", "too_many_pixels"),
    ("a.heic", heic(40_000, 40_000), "image/heic", "too_many_pixels"),
    ("a.txt", TEXT + b"x" * 5_000 + b"\xff\xfe", "text/plain", "not_text"),
    ("a.txt", TEXT + b"x" * 5_000 + b"\0", "text/plain", "not_text"),
    ("a.txt", "逾期".encode("gb18030"), "text/plain", "unknown_type"),
    ("a.txt", b"", "text/plain", "empty"),
    ("film.m4a", m4a(b"soun", b"vide"), "audio/mp4", "damaged"),
    ("film.3gp", m4a(b"vide", brand=b"3gp4"), "video/3gpp", "damaged"),
    ("film.mp4", m4a(b"vide", brand=b"isom"), "video/mp4", "type_mismatch"),
    ("film.ogg", ogg(b"\x80theora"), "audio/ogg", "damaged"),
    ("film.ogg", ogg(b"OpusHead", b"\x80theora"), "audio/ogg", "damaged"),
    ("a.m4a", m4a()[:400], "audio/mp4", "damaged"),
    ("a.m4a", b"\0\0\0\x10ftypM4A \0\0\0\0\0\0\0\0mdat", "audio/mp4", "damaged"),
    ("a.mp3", ID3 + HTML, "audio/mpeg", "damaged"),
    ("a.mp3", mp3(1) + HTML, "audio/mpeg", "damaged"),
    ("a.mp3", ID3, "audio/mpeg", "damaged"),
    ("a.mp3", wav(), "audio/mpeg", "type_mismatch"),
    ("a.wav", b"RIFF\0\0\0\0WAVE" + HTML * 5, "audio/wav", "damaged"),
    ("a.amr", b"#!AMR\n" + HTML, "audio/amr", "damaged"),
    ("a.amr", b"#!AMR\n", "audio/amr", "damaged"),
    ("a.aac", aac(1), "audio/aac", "damaged"),
    ("a.aac", aac(2) + HTML, "audio/aac", "damaged"),
    ("a.aac", aac(2) + aac(2, 181)[:2] + b"\x4c" + aac(2)[3:], "audio/aac", "damaged"),
    ("a.aac", mp3(), "audio/aac", "type_mismatch"),
    ("a.mp3", aac(), "audio/mpeg", "type_mismatch"),
    ("a.silk", silk()[:40], "audio/silk", "damaged"),
    ("a.silk", silk() + HTML, "audio/silk", "damaged"),
    ("a.silk", silk(20, 1276), "audio/silk", "damaged"),
    ("a.silk", b"\x02#!SILK_V3", "", "damaged"),
    ("a.silk", AMR, "audio/silk", "type_mismatch"),
    ("a.amr", b"#!AMR\n\x3c\0\0", "audio/amr", "damaged"),
]


@pytest.mark.parametrize(("name", "content", "declared", "code"), REFUSED)
def test_what_is_none_of_ours_or_lies_is_refused_and_leaves_nothing(
    world: World, name: str, content: bytes, declared: str, code: str
) -> None:
    assert problems(hand_in(world, upload(name, content, declared))) == {"/file": code}
    assert (Document.objects.count(), left_on_disk()) == (0, [])


@pytest.mark.parametrize(
    ("name", "content", "declared", "media_type"),
    [("SCREEN.PNG", png(), "", "image/png"), ("scan", PDF, "application/octet-stream", "application/pdf"),
     ("a.jpeg", jpeg(), "image/jpg", "image/jpeg"), ("mail.txt", MAIL, "text/plain", "text/plain"),
     ("a.txt", TEXT, "text/plain; charset=utf-8", "text/plain"), ("a.png", png(10_000, 10_000), "", "image/png"),
     ("call.m4a", m4a(brand=b"3gp4"), "audio/x-m4a", "audio/mp4"), ("a.mp3", mp3(tag=ID3), "audio/mp3", "audio/mpeg"),
     ("a.txt", b"ID3 and OggS begin recordings\n", "text/plain", "text/plain"), ("a.amr", AMR[:38], "", "audio/amr"),
     ("call.opus", ogg(), "application/ogg", "audio/ogg"), ("call.3gp", m4a(brand=b"mp42"), "video/3gpp", "audio/3gpp"),
     ("voice.amr", silk(), "audio/amr", "audio/silk"), ("rec.aac", aac() + aac(1)[:90], "audio/x-aac", "audio/aac"),
     ("call.wav", wav(), "audio/x-wav", "audio/wav"), ("call", m4a(brand=b"isom"), "", "audio/mp4")],
)  # fmt: skip
def test_claims_that_agree_or_say_nothing_are_fine(
    world: World, name: str, content: bytes, declared: str, media_type: str
) -> None:
    assert hand_in(world, upload(name, content, declared)).json()["media_type"] == media_type


def test_a_file_over_the_limit_is_too_large_and_one_at_the_limit_is_not(world: World, settings: Any) -> None:
    settings.MAX_DOCUMENT_BYTES = len(PDF)

    assert hand_in(world).status_code == 201
    over = hand_in(world, upload("paper.pdf", PDF + b"\n", "application/pdf"))
    assert (over.status_code, over["Content-Type"]) == (413, "application/problem+json")
    far_over = hand_in(world, upload("paper.pdf", PDF + b"\n" * 100_000, "application/pdf"))
    assert far_over.status_code == 413
    assert len(left_on_disk()) == 1


def test_a_recording_may_be_longer_than_other_files(world: World, settings: Any) -> None:
    settings.MAX_DOCUMENT_BYTES, settings.MAX_RECORDING_BYTES = 100, len(mp3())

    assert hand_in(world, upload("call.mp3", mp3(), "audio/mpeg")).status_code == 201
    assert hand_in(world, upload("call.mp3", mp3() + b"\0", "audio/mpeg")).status_code == 413
    assert hand_in(world, upload("paper.pdf", PDF + b"\n" * 200, "application/pdf")).status_code == 413
    assert len(left_on_disk()) == 1


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"file": "text"}, "/file", "invalid"),
    ({"client": "x"}, "/client", "invalid"),
    ({"client": str(uuid7())}, "/client", "does_not_exist"),
    ({"credit_account": str(uuid7())}, "/credit_account", "does_not_exist"),
    ({"captured_at": "2026-11-20T10:00:00"}, "/captured_at", "naive"),
    ({"captured_at": "2199-01-01T00:00:00Z"}, "/captured_at", "future"),
    ({"captured_by": "a\x01"}, "/captured_by", "control"),
    ({"original": "x" * 201}, "/original", "max_length"),
    ({"wrong": "x"}, "/wrong", "unknown_field"),
    ({"sha256": "x"}, "/sha256", "unknown_field"),
    ({"original": ["a", "b"]}, "/original", "repeated"),
]


@pytest.mark.parametrize(("values", "pointer", "code"), BAD)
def test_bad_forms_are_refused_by_field(world: World, values: dict[str, Any], pointer: str, code: str) -> None:
    assert problems(hand_in(world, **values)) == {pointer: code}
    assert left_on_disk() == []


def test_a_form_without_file_or_client_names_both(world: World) -> None:
    answer = api(world.alice).post("/api/v1/documents/", {}, format="multipart")

    assert problems(answer) == {"/file": "required", "/client": "required"}


@pytest.mark.parametrize(
    ("body", "kind", "status"), [(b"{}", "application/json", 415), (b"x", "multipart/form-data", 400)]
)
def test_what_is_no_form_is_a_problem(world: World, body: bytes, kind: str, status: int) -> None:
    answer = api(world.alice).post("/api/v1/documents/", data=body, content_type=kind)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.pdf", "/etc/passwd.pdf", "..\\..\\a.pdf", "a\r\nX: y.pdf", "账单; x=1.pdf"]
)
def test_no_name_leads_out_of_the_folder_or_into_a_header(world: World, name: str) -> None:
    made = hand_in(world, upload(name, PDF)).json()

    answer, _content = download(world, made["id"])
    (path,) = left_on_disk()
    assert path.name == made["id"].replace("-", "")
    assert "X" not in answer
    assert not {"/", "\\", "\r", "\n"} & set(made["name"])


@pytest.mark.parametrize(("who", "listed", "detail", "create"), [
    ("alice", 1, 200, 201), ("sun", 1, 200, 201), ("bob", 0, 404, 400), ("zoe", 0, 404, 400), ("lin", 0, 404, 403),
    ("ada", None, 404, 403),
])  # fmt: skip
def test_documents_are_seen_by_whoever_sees_the_client(
    world: World, who: str, listed: int | None, detail: int, create: int
) -> None:
    ident = hand_in(world).json()["id"]
    caller = api(world.people[who])

    answer = caller.get(f"/api/v1/documents/?client={world.chen.pk}")
    assert answer.status_code == (403 if listed is None else 200)
    assert listed is None or len(answer.json()["results"]) == listed
    assert download(world, ident, world.people[who])[0].status_code == detail
    for ending in ("", "content/") if detail == 404 else ():
        hidden, absent = (caller.get(f"/api/v1/documents/{each}/{ending}") for each in (ident, uuid7()))
        assert hidden.status_code == 404
        assert {**hidden.json(), "request_id": ""} == {**absent.json(), "request_id": ""}
    assert hand_in(world, who=world.people[who]).status_code == create


def test_handing_in_and_downloading_are_in_the_log(world: World) -> None:
    ident = hand_in(world).json()["id"]
    download(world, ident, world.sun)

    acts = [(event.act, event.actor) for event in AuditEvent.objects.filter(object_id=ident).order_by("created_at")]
    assert acts == [("create", world.alice), ("download", world.sun)]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_change_or_remove_it(world: World, act: str) -> None:
    hand_in(world)

    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.update(name="x") if act == "update" else Document.objects.all().delete()


def test_an_account_of_another_client_is_no_place_for_it(world: World) -> None:
    other = account_of(world.wu, world.jiebei)

    assert problems(hand_in(world, credit_account=str(other.pk))) == {"/credit_account": "does_not_exist"}
    assert hand_in(world, credit_account=str(world.account.pk)).status_code == 201


def test_what_cannot_be_committed_leaves_no_bytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError

    monkeypatch.setattr(services, "record", full)

    with pytest.raises(DatabaseError), transaction.atomic():
        services.store_document(
            actor=world.alice, upload=upload("a.pdf", PDF), values={"client": world.chen.pk}, at=clock.now()
        )
    assert left_on_disk() == []


def test_a_form_sent_twice_with_one_key_is_one_document(world: World) -> None:
    def send(content: bytes) -> Any:
        body = {"client": str(world.chen.pk), "file": upload("paper.pdf", content, "application/pdf")}
        return api(world.alice).post(
            "/api/v1/documents/", body, format="multipart", headers={"Idempotency-Key": "form-1"}
        )

    first, again, other = send(PDF), send(PDF), send(PDF + b"\n")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert first.json() == again.json()
    assert len(left_on_disk()) == Document.objects.count() == 1


def test_bytes_that_are_gone_are_not_found(world: World) -> None:
    ident = hand_in(world).json()["id"]
    left_on_disk()[0].unlink()

    assert download(world, ident)[0].status_code == 404
    assert api(world.alice).get(f"/api/v1/documents/{ident}/").status_code == 200
