"""An advisor's desk in the demo: what people record through the product, told in days before today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet

from accounts.clients.services import create_client
from accounts.consents.services import record_consent
from accounts.credit_accounts.services import create_credit_account
from accounts.documents.services import store_document
from accounts.engagements.models import STATEMENTS
from accounts.engagements.services import record_engagement
from accounts.models import Client, CreditAccount, CreditProduct, Document, Person
from assessments.evaluations.services import evaluate_account
from assessments.evidence.services import record_items
from assessments.models import Assessment
from cases.advice.services import give_advice, record_answer
from cases.correspondence.services import record_communication
from cases.files.models import CaseFile, Step, StepState
from cases.files.selectors import in_force
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from cases.files.services.steps import complete_step
from cases.finances.services import EXPENSE, INCOME, record_budget, record_debt
from config import clock

AT_ONCE = ("keep_communication_records", "stop_new_applications", "follow_platform_announcements")
WORDING = "demo-2026-01"


@dataclass(frozen=True)
class Desk:
    """One advisor's. Every act has its moment: ten in the morning of its day, and minutes after."""

    advisor: Person
    now: datetime

    def moment(self, days: int, minutes: int = 0) -> datetime:
        """So many days ago, office time."""
        morning = datetime.combine(self.day(days), time(10), ZoneInfo(self.advisor.office.zone)).astimezone(UTC)
        return morning + timedelta(minutes=minutes)

    def day(self, days: int) -> date:
        """So many days ago; ahead where it is negative."""
        return clock.local_date(self.now, self.advisor.office.zone) - timedelta(days=days)

    def client(self, at: datetime, **values: Any) -> Client:
        """With what they signed and agreed to on that day."""
        client = create_client(actor=self.advisor, values=values, at=at)
        self._agree(client, at)
        return client

    def _agree(self, client: Client, at: datetime) -> None:
        known = dict.fromkeys(STATEMENTS, True)
        signed = {"client": client.pk, "signed_on": clock.local_date(at, self.advisor.office.zone)}
        record_engagement(actor=self.advisor, values={**signed, **known, "fee_basis": "none"}, at=at)
        purposes = ("sensitive_data", "send_to_lender", *(["email_reminders"] if client.email else []))
        for purpose in purposes:
            self.consent(client, at, purpose=purpose)

    def consent(self, client: Client, at: datetime, **values: Any) -> None:
        given = {"client": client.pk, "wording": WORDING, "how": "paper", "given_at": at, **values}
        record_consent(actor=self.advisor, values=given, at=at)

    def account(self, client: Client, product: str, at: datetime, outstanding: str | None = None) -> CreditAccount:
        found = CreditProduct.objects.get(office=None, key=product)
        amount = Decimal(outstanding) if outstanding else None
        values = {"client": client.pk, "product": found.pk, "outstanding_amount": amount}
        return create_credit_account(actor=self.advisor, values=values, at=at)

    def paper(self, account: CreditAccount, name: str, content: bytes, media_type: str, at: datetime) -> Document:
        values = {"client": account.client_id, "credit_account": account.pk}
        upload = SimpleUploadedFile(name, content, media_type)
        return store_document(actor=self.advisor, upload=upload, values=values, at=at)

    def saw(self, account: CreditAccount, model: Any, *items: Mapping[str, Any], at: datetime) -> None:
        """Evidence of one kind."""
        whole = [{"credit_account": account.pk, "provenance": "document_seen", **item} for item in items]
        record_items(actor=self.advisor, model=model, items=whole, at=at, place="/items/{}")

    def evaluate(self, account: CreditAccount, at: datetime) -> Assessment:
        return evaluate_account(actor=self.advisor, account=account, as_of=None, known_at=None, at=at)

    def case(self, assessment: Assessment, at: datetime) -> CaseFile:
        """Opened and with the assessment's plan, ten minutes later; what can be done in the first hour is done."""
        account, adopted = assessment.credit_account_id, at + timedelta(minutes=10)
        case = open_case(actor=self.advisor, account_id=account, assessment_id=assessment.pk, at=at)
        adopt_plan(actor=self.advisor, case=case, assessment_id=assessment.pk, force=False, at=adopted)
        for action in AT_ONCE:
            self.did(case, action, at + timedelta(minutes=20))
        return CaseFile.objects.get(pk=case.pk)

    def did(self, case: CaseFile, action: str, at: datetime) -> None:
        """The plan's step, where it has one that is ready."""
        for step in self.ready(case).filter(action=action):
            note = (
                "Done together with the client (invented)" if case.client.language == "en" else "已与客户办妥（虚构）"
            )
            complete_step(actor=self.advisor, step=step, done_on=None, note=note, at=at)

    def ready(self, case: CaseFile) -> QuerySet[Step]:
        return Step.objects.filter(in_force(CaseFile.objects.get(pk=case.pk)), state=StepState.READY)

    def heard(self, case: CaseFile, at: datetime, **told: Any) -> None:
        """Said or written a quarter of an hour before it is recorded, unless told otherwise."""
        values = {"happened_at": at - timedelta(minutes=15), "promised_by": "lender", **told}
        record_communication(actor=self.advisor, case_id=case.pk, values=values, at=at)

    def owes(self, client: Client, at: datetime, *debts: Mapping[str, Any]) -> None:
        for debt in debts:
            self._owes(client, at, debt)

    def _owes(self, client: Client, at: datetime, debt: Mapping[str, Any]) -> None:
        read = {"client": client.pk, "kind": "loan", "read_on": clock.local_date(at, self.advisor.office.zone)}
        plain = {"state": "owed", "overdue": Decimal(0), "provenance": "document_seen", "last_paid_on": self.day(45)}
        amounts = {name: Decimal(debt[name]) for name in ("balance", "overdue", "annual_cost") if name in debt}
        record_debt(actor=self.advisor, values={**read, **plain, **debt, **amounts}, at=at)

    def lives_on(self, client: Client, at: datetime, income: Mapping[str, str], expenses: Mapping[str, str]) -> None:
        """A month's budget; the next payday is the day after tomorrow."""
        sides = ((INCOME, income), (EXPENSE, expenses))
        lines = [
            {"side": side, "kind": kind, "words": "", "amount": Decimal(amount)}
            for side, given in sides
            for kind, amount in given.items()
        ]
        read = {"client": client.pk, "read_on": clock.local_date(at, self.advisor.office.zone), "payday": self.day(-2)}
        record_budget(actor=self.advisor, values={**read, "lines": lines, "provenance": "client_stated"}, at=at)

    def advised(
        self, case: CaseFile, assessment: Assessment, at: datetime, text: str, answers: Iterable[tuple[str, str]]
    ) -> None:
        """And what the client said to it, an hour apart."""
        values = {"text": text, "given_at": at - timedelta(minutes=10), "assessment": assessment.pk}
        advice = give_advice(actor=self.advisor, case_id=case.pk, values=values, at=at)
        for hours, (answer, words) in enumerate(answers):
            said_at = at + timedelta(hours=hours)
            said = {"answer": answer, "words": words, "said_at": said_at}
            record_answer(actor=self.advisor, advice=advice, values=said, at=said_at)
