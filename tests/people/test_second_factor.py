"""The second factor: set up once, asked for at every door, no code taken twice, reset only by another administrator."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent, RecoveryCode, SecondFactor
from accounts.second_factors import services
from config import clock
from tests.access.admin_world import set_up_second_factor
from tests.world import PASSWORD, World, api, browser, problems, service_key

pytestmark = pytest.mark.django_db
TOTP = "/api/v1/auth/totp/"


def code_of(secret: str) -> str:
    return pyotp.TOTP(secret).at(clock.now())


def sign_in(otp: str | None = None, password: str = PASSWORD) -> Any:
    given = {"email": "alice@example.org", "password": password} | ({} if otp is None else {"otp": otp})
    return api().post("/api/v1/auth/tokens/", given, format="json")


def test_setting_it_up_gives_the_secret_and_the_recovery_codes_once(world: World) -> None:
    caller = api(world.alice)
    before = caller.get(TOTP).json()
    made = caller.post(TOTP, {}, format="json")
    confirmed = caller.post(f"{TOTP}confirm/", {"otp": code_of(made.json()["secret"])}, format="json")
    after = caller.get(TOTP).json()

    assert (made.status_code, confirmed.status_code) == (201, 200)
    assert made.json()["otpauth_uri"].startswith("otpauth://totp/Reinstate:alice%40example.org?secret=")
    assert len(set(confirmed.json()["recovery_codes"])) == 10
    assert (before["enrolled"], after["enrolled"], after["recovery_codes_left"]) == (False, True, 10)
    assert AuditEvent.objects.filter(act="enrol_second_factor", actor=world.alice).count() == 1


def test_the_secret_is_sealed_and_recovery_codes_are_digests(world: World) -> None:
    secret, codes = set_up_second_factor(world.alice)

    assert secret.encode() not in bytes(SecondFactor.objects.get().secret_sealed)
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert digests.isdisjoint(codes)


def test_a_wrong_first_code_puts_nothing_in_force(world: World) -> None:
    caller = api(world.alice)
    caller.post(TOTP, {}, format="json")

    assert problems(caller.post(f"{TOTP}confirm/", {"otp": "000000"}, format="json")) == {"/otp": "otp_invalid"}
    assert sign_in().status_code == 201


def test_one_that_is_in_force_is_not_replaced_by_whoever_holds_a_token(world: World) -> None:
    set_up_second_factor(world.alice)

    for path in (TOTP, f"{TOTP}confirm/"):
        again = api(world.alice).post(path, {"otp": "123456"} if "confirm" in path else {}, format="json")
        assert (again.status_code, again.json()["code"]) == (409, "already_enrolled")


def test_signing_in_asks_for_the_code_and_says_so(world: World) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    asked, wrong, right = sign_in(), sign_in("000000"), sign_in(code_of(secret))

    assert [(one.status_code, one.json().get("code")) for one in (asked, wrong)] == [
        (401, "otp_required"),
        (401, "otp_invalid"),
    ]
    assert asked["WWW-Authenticate"] == "Bearer"
    assert right.status_code == 201
    assert sign_in(code_of(secret), "wrong").json()["code"] == "authentication_failed"


def test_a_code_is_taken_once(world: World) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    code = code_of(secret)

    assert [sign_in(code).status_code for _ in range(2)] == [201, 401]


def test_of_two_who_read_the_same_row_and_send_one_code_one_gets_in(world: World) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    first, second = SecondFactor.objects.get(), SecondFactor.objects.get()
    at = clock.now()

    assert [services._takes_totp(kept, pyotp.TOTP(secret).at(at), at) for kept in (first, second)] == [True, False]


def test_a_clock_may_be_half_a_minute_wrong_and_no_more(world: World) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    late, early = (pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=by)) for by in (-90, 90))

    assert (sign_in(late).status_code, sign_in(early).status_code) == (401, 401)
    assert sign_in(pyotp.TOTP(secret).at(clock.now() - timedelta(seconds=30))).status_code == 201


def test_a_recovery_code_works_once_however_it_is_typed(world: World) -> None:
    _secret, codes = set_up_second_factor(world.alice)

    assert sign_in(f" {codes[0].upper()} ").status_code == 201
    assert sign_in(codes[0].replace("-", " ")).status_code == 401
    assert sign_in(codes[1].replace("-", "")).status_code == 201
    assert AuditEvent.objects.filter(act="use_recovery_code").count() == 2


def test_new_recovery_codes_end_the_old_ones(world: World) -> None:
    secret, codes = set_up_second_factor(world.alice)
    answer = api(world.alice).post(f"{TOTP}recovery-codes/", {"otp": code_of(secret)}, format="json")

    assert len(answer.json()["recovery_codes"]) == 10
    assert sign_in(codes[0]).status_code == 401
    assert sign_in(answer.json()["recovery_codes"][0]).status_code == 201


def test_guessing_codes_is_stopped_as_guessing_passwords_is(world: World) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    guesses = [sign_in("000000").status_code for _ in range(11)]

    assert guesses == [401] * 10 + [429]
    assert sign_in(code_of(secret)).status_code == 429


def test_a_forgotten_code_counts_nothing(world: World) -> None:
    set_up_second_factor(world.alice)

    assert {sign_in().json()["code"] for _ in range(12)} == {"otp_required"}


def test_where_it_is_required_one_can_do_nothing_but_set_it_up(world: World, settings: Any) -> None:
    settings.TWO_FACTOR_REQUIRED = True
    caller = api(world.alice)
    refused = caller.get("/api/v1/clients/")

    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_required")
    secret = caller.post(TOTP, {}, format="json").json()["secret"]
    caller.post(f"{TOTP}confirm/", {"otp": code_of(secret)}, format="json")
    assert caller.get("/api/v1/clients/").status_code == 200


def test_where_it_is_required_the_admin_leads_to_the_page_that_sets_it_up(world: World, settings: Any) -> None:
    settings.TWO_FACTOR_REQUIRED = True
    visitor = browser(world.alice)
    sent = visitor.get("/admin/accounts/client/")
    started = visitor.post(sent["Location"], {"press": "start"})
    confirmed = visitor.post(
        sent["Location"], {"press": "confirm", "otp": code_of(started.context["secret"].replace(" ", ""))}
    )

    assert sent["Location"] == "/admin/second-factor/"
    assert "data:image/svg+xml" in started.content.decode()
    assert "no-store" in started["Cache-Control"]
    assert all(code in confirmed.content.decode() for code in confirmed.context["codes"])
    assert visitor.get("/admin/accounts/client/").status_code == 200


def test_the_admins_log_in_asks_for_the_code_too(world: World, client: Any) -> None:
    secret, _codes = set_up_second_factor(world.alice)
    given = {"username": "alice@example.org", "password": PASSWORD}

    asked = client.post("/admin/login/?next=/admin/", given)
    wrong = client.post("/admin/login/?next=/admin/", given | {"otp": "000000"})
    assert (asked.status_code, wrong.status_code) == (200, 200)
    assert client.post("/admin/login/?next=/admin/", given | {"otp": code_of(secret)}).status_code == 302


def test_an_administrator_resets_anothers_and_it_is_recorded(world: World) -> None:
    set_up_second_factor(world.alice)
    path = f"/api/v1/users/{world.alice.pk}/reset-second-factor/"

    assert api(world.sun).post(path).status_code == 403
    assert api(world.ada).post(path).status_code == 200
    assert not SecondFactor.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert sign_in().status_code == 201
    assert AuditEvent.objects.filter(act="reset_second_factor", actor=world.ada, object_id=world.alice.pk).exists()


def test_nobody_resets_their_own(world: World) -> None:
    set_up_second_factor(world.ada)

    assert api(world.ada).post(f"/api/v1/users/{world.ada.pk}/reset-second-factor/").status_code == 403


def test_the_command_line_resets_the_last_administrators(world: World) -> None:
    set_up_second_factor(world.ada)
    call_command("reset_second_factor", email="ada@example.org")

    assert not SecondFactor.objects.exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", email="nobody@example.org")
    account, _token = service_key(world.ada, "clients:read")
    with pytest.raises(CommandError):  # the account of a key is no person
        call_command("reset_second_factor", email=account.email)


def test_an_idempotency_key_keeps_no_secret(world: World) -> None:
    caller = api(world.alice)
    answers = [caller.post(TOTP, {}, format="json", HTTP_IDEMPOTENCY_KEY="k").json()["secret"] for _ in range(2)]

    assert answers[0] != answers[1]
