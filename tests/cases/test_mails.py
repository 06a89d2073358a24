"""A stored mail is read into a proposal, bounded, and never breaks on what a stranger wrote."""

from __future__ import annotations

import random
from base64 import b64encode
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest

from accounts.models import Client
from cases.correspondence.mails import READ_BYTES, read_mail
from cases.models import Communication
from tests.cases.correspondence import URL, case_of
from tests.documents.files import MAIL, hand_in, upload
from tests.world import World, api, problems

PATH = f"{URL}from-mail/"


def mail(text: str = "您的申诉已受理，10日内答复。", **headers: str) -> bytes:
    made = EmailMessage()
    heads = {"From": "客服 <service@lender.example>", "To": "chen@example.org", "Subject": "关于您的申诉"}
    dated = {"Date": "Mon, 2 Nov 2026 09:00:00 +0800", "Message-ID": "<77@lender.example>"}
    for name, value in {**heads, **dated, **headers}.items():
        made[name] = value
    made.set_content(text)
    return made.as_bytes()


def proposed(world: World, content: bytes) -> Any:
    document = hand_in(world, upload("letter.eml", content, "message/rfc822")).json()["id"]
    return api(world.alice).post(PATH, {"document": document}, format="json")


@pytest.mark.django_db
def test_a_mail_proposes_an_entry_and_records_none(world: World) -> None:
    answer = proposed(world, mail())

    body = answer.json()
    assert answer.status_code == 200
    assert body["happened_at"] == "2026-11-02T01:00:00Z"
    assert (body["kind"], body["direction"]) == ("mail", "incoming")
    assert body["counterpart"] == "客服 <service@lender.example>"
    assert body["summary"] == "关于您的申诉\n\n您的申诉已受理，10日内答复。"
    assert (body["message_id"], body["cut"]) == ("<77@lender.example>", False)
    assert not Communication.objects.exists()


@pytest.mark.django_db
def test_the_proposal_can_be_recorded_as_it_is(world: World) -> None:
    case = case_of(world)
    body = proposed(world, mail(Date="Mon, 5 Jan 2026 09:00:00 +0800")).json()
    names = ("kind", "direction", "happened_at", "counterpart", "summary", "message_id", "enclosures")

    made = api(world.alice).post(URL, {"case": str(case.pk), **{name: body[name] for name in names}}, format="json")

    assert made.status_code == 201, made.content
    assert made.json()["enclosures"][0]["document"] == body["enclosures"][0]


@pytest.mark.django_db
def test_what_the_client_sent_is_outgoing(world: World) -> None:
    Client.objects.filter(pk=world.chen.pk).update(email="chen@example.org")

    body = proposed(world, mail(From="Chen <chen@example.org>", To="service@lender.example")).json()

    assert (body["direction"], body["counterpart"]) == ("outgoing", "service@lender.example")


@pytest.mark.django_db
def test_other_papers_and_hidden_ones_are_refused(world: World) -> None:
    paper = hand_in(world).json()["id"]
    letter = hand_in(world, upload("letter.eml", MAIL, "message/rfc822")).json()["id"]

    assert problems(api(world.alice).post(PATH, {"document": paper}, format="json")) == {"/document": "not_a_mail"}
    hidden = api(world.bob).post(PATH, {"document": letter}, format="json")
    assert problems(hidden) == {"/document": "does_not_exist"}


def test_a_date_without_zone_is_not_guessed() -> None:
    assert read_mail(BytesIO(mail(Date="Mon, 2 Nov 2026 09:00:00 -0000"))).sent_at is None
    assert read_mail(BytesIO(b"From: a@b.c\nDate: yesterday\n\nHello")).sent_at is None


def test_markup_is_read_as_its_words() -> None:
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content("<style>p{}</style><p>第一段</p><p>second <b>part</b></p><script>x()</script>", subtype="html")

    assert read_mail(BytesIO(made.as_bytes())).text == "第一段\nsecond part"


def test_a_long_mail_is_cut_and_says_so() -> None:
    long = read_mail(BytesIO(mail("字" * 20_000)))
    attached = read_mail(BytesIO(mail("short") + b"\n" + b"A" * READ_BYTES))

    assert (long.cut, len(long.text) <= 10_000, attached.cut) == (True, True, True)


def test_codes_and_control_characters_do_not_come_through() -> None:
    read = read_mail(BytesIO(mail("您的验证码 846213\x07，请勿泄露")))

    assert read.text == "您的验证码 ******，请勿泄露"


WORDS = "額度的答复函，陳喆镕"


def written(subject: bytes, kind: bytes, body: bytes) -> bytes:
    heads = (b"From: a@b.example", b"Subject: " + subject, b"Content-Type: " + kind, b"Content-Transfer-Encoding: 8bit")
    return b"\r\n".join(heads) + b"\r\n\r\n" + body


def word(content: bytes, charset: str) -> bytes:
    return b"=?%s?B?%s?=" % (charset.encode(), b64encode(content))


@pytest.mark.parametrize(
    ("charset", "real"),
    [
        ("gb2312", "gbk"), ("GB2312", "gb18030"), ("x-gbk", "gbk"), ("big5", "big5hkscs"), ("x-unknown", "gbk"),
        ("utf-8", "gbk"), ("us-ascii", "utf-8"), ("", "gbk"), ("", "utf-8"), ("unknown-8bit", "gb18030"),
    ],
)  # fmt: skip
def test_what_names_its_characters_loosely_is_read_all_the_same(charset: str, real: str) -> None:
    words = WORDS if real != "big5hkscs" else "額度的答覆函，陳喆"
    content = words.encode(real)
    kind = b"text/plain; charset=" + charset.encode() if charset else b"text/plain"
    subject = word(content, charset) if charset else content

    read = read_mail(BytesIO(written(subject, kind, content)))

    assert (read.subject, read.text) == (words, words)


def test_a_subject_that_was_cut_within_a_character_is_whole_again() -> None:
    content = WORDS.encode("gbk")
    subject = word(content[:7], "gb2312") + b"\r\n " + word(content[7:], "gb2312")

    assert read_mail(BytesIO(written(subject, b"text/plain", b"x"))).subject == WORDS


def test_a_mail_that_holds_but_another_tells_the_other() -> None:
    inner = mail("转发的内容")
    parts = b"--A\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--A--\r\n"

    read = read_mail(BytesIO(written(b"Fwd", b"multipart/mixed; boundary=A", parts)))

    assert read.text.startswith("客服 <service@lender.example>\nMon, 02 Nov 2026 09:00:00 +0800\n关于您的申诉")
    assert read.text.endswith("转发的内容")


@pytest.mark.parametrize("kind", ["parts", "mails"])
def test_parts_within_parts_without_end_leave_the_headers(kind: str) -> None:
    deep = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(3000))
    inner = {
        "parts": (b"multipart/mixed; boundary=b0", deep),
        "mails": (b"message/rfc822", b"Content-Type: message/rfc822\r\n\r\n" * 3000),
    }
    read = read_mail(BytesIO(written(b"deep", *inner[kind])))

    assert (read.subject, read.text, read.cut) == ("deep", "", True)


@pytest.mark.django_db
@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"From a@b.example Mon Nov  2 09:00:00 2026\n"])
def test_what_a_mail_program_writes_before_the_headers_does_no_harm(world: World, before: bytes) -> None:
    answer = proposed(world, before + mail())

    assert answer.status_code == 200
    assert answer.json()["counterpart"] == "客服 <service@lender.example>"


@pytest.mark.parametrize("seed", range(4))
def test_no_damage_breaks_the_reading(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same damage in each run
    whole = mail(**{"Content-Disposition": "inline; filename*=utf-8''%E5"}) + mail("<p>x</p>")
    for _ in range(250):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        read_mail(BytesIO(bytes(broken)))
