"""Passwords, verification codes and card secrets enter no text; ordinary words are never taken for one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Client
from assessments.models import Notice
from config.api.secrets import CARD, CODE, PASSWORD, secret_in, without_codes
from tests.access.test_admin_writing import ADD, NEW, account_page, errors, evidence, notice
from tests.privacy.agreements import CONSENTS, consent
from tests.privacy.secret_texts import CARDS, CODES, ORDINARY, PASSWORDS
from tests.world import PASSWORD as LOG_IN
from tests.world import World, api, browser, problems

pytestmark = pytest.mark.django_db
WITH_A_CODE = "验证码482913，5分钟内有效，请勿告诉他人。"  # among the labelled phrases, and masked where it is recorded
NOTICES = Path(__file__).parents[1] / "engine" / "notices"


@pytest.mark.parametrize("text", PASSWORDS)
def test_a_password_is_found(text: str) -> None:
    assert secret_in(f"记录如下。{text}") == PASSWORD


@pytest.mark.parametrize("text", CODES)
def test_a_verification_code_is_found_and_masked_in_place(text: str) -> None:
    masked = without_codes(text)

    assert secret_in(text) == CODE
    assert secret_in(masked) == ""
    assert len(masked) == len(text)


@pytest.mark.parametrize("text", CARDS)
def test_card_secrets_are_found(text: str) -> None:
    assert secret_in(text) == CARD


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_are_left_alone(text: str) -> None:
    assert secret_in(text) == ""
    assert without_codes(text) == text


def test_no_notice_that_we_know_is_taken_for_a_secret() -> None:
    lines = [line for file in sorted(NOTICES.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines() if line]
    texts = [json.loads(line)["text"] for line in lines]

    assert len(texts) > 1000
    assert [text for text in texts if secret_in(text) or without_codes(text) != text] == [WITH_A_CODE]


@pytest.mark.parametrize("secret", [PASSWORDS[0], CODES[0], CARDS[0]])
def test_every_text_of_the_api_refuses_it_and_names_the_field(world: World, secret: str) -> None:
    caller = api(world.alice)

    assert problems(caller.post("/api/v1/clients/", {"name": secret}, format="json")) == {"/name": "secret_refused"}
    answer = caller.post(CONSENTS, consent(world, wording=secret), format="json")
    assert problems(answer) == {"/wording": "secret_refused"}
    statement = {"credit_account": str(world.account.pk), "made_at": "2026-01-05T09:00:00Z", "text": secret}
    assert problems(caller.post("/api/v1/statements/", statement, format="json")) == {"/text": "secret_refused"}
    assert not Client.objects.filter(name=secret).exists()


def test_the_refusal_speaks_the_callers_language_and_repeats_no_secret(world: World) -> None:
    caller = api(world.alice)
    answer = caller.post(
        "/api/v1/clients/", {"name": "密码: abc123"}, format="json", headers={"Accept-Language": "zh-Hans"}
    )

    assert "密码" in answer.json()["errors"][0]["detail"]
    assert "abc123" not in answer.content.decode()


def stored_notice(world: World, text: str) -> Any:
    body = {"credit_account": str(world.account.pk), "received_at": "2026-01-05T09:00:00Z", "channel": "sms"}
    return api(world.alice).post("/api/v1/notices/", {**body, "text": text}, format="json")


def test_a_notice_is_kept_without_its_code_and_refused_with_a_password(world: World) -> None:
    kept = stored_notice(world, "您的验证码是482913，借款已暂停，请勿泄露。")

    assert kept.json()["text"] == Notice.objects.get().text == "您的验证码是******，借款已暂停，请勿泄露。"
    assert problems(stored_notice(world, "登录密码：qwerty1")) == {"/text": "secret_refused"}


def test_classifying_a_message_with_a_code_works(world: World) -> None:
    body = {"texts": ["您的借款服务已暂停。验证码482913。"]}

    answer = api(world.alice).post("/api/v1/notices/classify/", body, format="json")

    assert answer.json()["results"][0]["status"] == "suspended"


def test_the_admin_refuses_the_same_at_the_field(world: World) -> None:
    assert list(errors(browser(world.alice).post(ADD, NEW | {"name": "密码: abc123"}))) == ["name"]


def test_the_admin_masks_a_code_in_a_notice(world: World) -> None:
    sent = notice(text="校验码772104，您的借呗服务已暂停。")
    browser(world.alice).post(account_page(world), evidence(world, sent))

    assert Notice.objects.get().text == "校验码******，您的借呗服务已暂停。"


def test_signing_in_takes_any_password() -> None:
    body = {"email": "nobody@example.org", "password": f"password: {LOG_IN}"}

    assert api().post("/api/v1/auth/tokens/", body, format="json").status_code == 401
