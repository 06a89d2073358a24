"""Six people at the API, and the client's phone: what each says and sees at a point of a story."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import CreditProduct, Person
from config import clock
from tests.cases.client_pages import Phone
from tests.world import World, api

ZONE = "Asia/Shanghai"
STATEMENTS = ("can_do_alone_for_free", "no_result_guaranteed", "duty_to_pay_continues", "lender_may_refuse")
NOBODY_ELSE = {"bob": 404, "lin": 404, "ada": 404, "zoe": 404}
ONLY_HERS = {"alice": 200, "sun": 200, **NOBODY_ELSE}


def day(back: int) -> date:
    """So many days before today; ahead where it is negative."""
    return clock.today(ZONE) - timedelta(days=back)


def moment(back: int) -> str:
    """At ten in the morning of that day."""
    return datetime.combine(day(back), time(10), ZoneInfo(ZONE)).isoformat()


class Voice:
    """One person: each method is one call of the API."""

    def __init__(self, person: Person) -> None:
        self.api = api(person)

    def post(self, path: str, status: int = 201, /, **body: Any) -> dict[str, Any]:
        answer = self.api.post(f"/api/v1/{path}", body, format="json")
        assert answer.status_code == status, (path, answer.status_code, answer.content)
        return dict(answer.json())

    def get(self, path: str, status: int = 200) -> dict[str, Any]:
        answer = self.api.get(f"/api/v1/{path}")
        assert answer.status_code == status, (path, answer.status_code, answer.content)
        return dict(answer.json())

    def rows(self, path: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get(path)["results"]
        return rows

    def tries(self, path: str, /, **body: Any) -> int:
        """Only how it ends."""
        return int(self.api.post(f"/api/v1/{path}", body, format="json").status_code)


def who_sees(world: World, path: str) -> dict[str, int]:
    """The six and the status of their answer."""
    return {name: int(api(person).get(f"/api/v1/{path}").status_code) for name, person in world.people.items()}


def who_lists(world: World, path: str) -> set[str]:
    """Those to whom the list shows anything; a list that a role may not ask for shows nothing."""
    answers = {name: api(person).get(f"/api/v1/{path}") for name, person in world.people.items()}
    return {name for name, answer in answers.items() if answer.status_code == 200 and answer.json()["results"]}


def take_in(advisor: Voice, name: str, **values: Any) -> str:
    """A client who has signed the engagement and agreed to the handling of sensitive data."""
    client: str = advisor.post("clients/", name=name, **values)["id"]
    told = dict.fromkeys(STATEMENTS, True)
    advisor.post("engagements/", client=client, signed_on=str(day(0)), fee_basis="none", **told)
    agree(advisor, client, purpose="sensitive_data")
    return client


def agree(advisor: Voice, client: str, **values: Any) -> None:
    given_at = clock.now().isoformat()
    advisor.post("consents/", client=client, wording="2026-01", how="paper", given_at=given_at, **values)


def account_of(advisor: Voice, client: str, product: CreditProduct, outstanding: str) -> str:
    made = advisor.post("credit-accounts/", client=client, product=str(product.pk), outstanding_amount=outstanding)
    return str(made["id"])


def open_with_plan(advisor: Voice, account: str) -> tuple[dict[str, Any], str]:
    """The assessment, and the case that follows from it."""
    assessment = advisor.post(f"credit-accounts/{account}/evaluate/")
    case = advisor.post("cases/", credit_account=account, assessment=assessment["id"])["id"]
    advisor.post(f"cases/{case}/plan/", assessment=assessment["id"])
    return assessment, str(case)


def phone_of(advisor: Voice, client: str) -> tuple[str, Phone]:
    """A link's id and the client's phone, signed in with the code that came by mail."""
    made = advisor.post("client-links/", client=client)
    phone = Phone(made["link"].rstrip("/").rsplit("/", 1)[-1])
    return made["id"], phone.enter()
