"""A case worked on through the services, so that every table of East has a row for the admin to show or hide."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyotp
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from knox.models import AuthToken

from accounts.access.decide import scope
from accounts.consents.services import record_consent
from accounts.documents.models import Document
from accounts.documents.services import store_document
from accounts.engagements.models import STATEMENTS
from accounts.engagements.services import record_engagement
from accounts.erasures.services import ask_erasure, decline_erasure, lift_hold, place_hold
from accounts.exports.services import start_export
from accounts.grants.services import grant
from accounts.jobs.models import Job
from accounts.jobs.services.acts import start_job
from accounts.lenders.services import create_lender, create_product
from accounts.models import ErasedRecord, Person
from accounts.password_links.services import invite
from accounts.second_factors.services import confirm, enrol
from accounts.sessions.services import begin
from assessments import models
from assessments.bulletins.services import enter_bulletin
from assessments.evaluations.services import evaluate_account
from assessments.evidence.inputs import ReportAccountInput
from assessments.evidence.outputs import ReportAccountOutput
from assessments.evidence.services import record_evidence
from assessments.models import Assessment, Display, Notice, Repayment
from assessments.overrides.services import override_assessment
from assessments.packs import packs
from cases.advice.services import give_advice, record_answer, review_advice
from cases.bundles.services import start_bundle
from cases.calendar_feeds.services import create_feed
from cases.client_links.services.links import make_link, read_out_code
from cases.client_links.services.telling import look_at, tell_payment
from cases.correspondence.services import record_communication
from cases.deadlines.redating import redate
from cases.files.services.cases import open_case
from cases.files.services.plans import adopt_plan
from cases.finances.services import record_budget, record_debt
from cases.letters.services import draft_letter
from cases.limitation.services import decide
from cases.models import CaseFile, PlanChange
from cases.referrals.services import accept, declare_party, refer, write_note
from cases.reminders.models import Delivery, Reminder, TickMark
from cases.reminders.services.pause import pause
from config import clock
from config.ids import uuid7
from tests.world import World, person, service_key

CLOSED = "因您长期逾期未还,借呗服务已永久关闭。"


def work_on(world: World) -> Assessment:
    """Alice records, evaluates, opens a case and adopts its plan."""
    at = clock.now()
    record(world, Notice, received_at=at - timedelta(days=2), channel="in_app", text=CLOSED)
    record(world, Display, observed_at=at - timedelta(days=1), shows_limit=False, can_draw=False)
    record(world, Repayment, due_on=(at - timedelta(days=70)).date(), amount_due=Decimal("900.00"))
    record_the_rest(world, at)
    hand_in(world)
    agreed(world, at)
    assessment = evaluate_account(actor=world.alice, account=world.account, as_of=None, known_at=None, at=at)
    case = open_case(actor=world.alice, account_id=world.account.pk, assessment_id=assessment.pk, at=at)
    adopt_plan(actor=world.alice, case=case, assessment_id=assessment.pk, force=False, at=at)
    write_down(world, case, at)
    advise(world, case, assessment, at)
    case.refresh_from_db()
    whose = {"office": case.office, "client": case.client, "case": case, "plan": case.plan, "created_at": at}
    PlanChange.objects.create(**whose, action="appeal", change="added", accepted=False, reason="too early")
    create_feed(actor=world.alice, name="phone", at=at)
    deadline = case.deadlines.exclude(step__urgent=True).earliest("due_on")
    redate(case, deadline, {"days": deadline.days + 1}, reason="fact_corrected", actor=None, at=at)
    decide(actor=world.sun, case_id=case.pk, decision="proceed", reason="demanded in 2025", at=at)
    draft_letter(actor=world.alice, case_id=case.pk, kind="reason_request", language="en", at=at)
    start_bundle(actor=world.alice, case=case, at=at)
    create_lender(actor=world.alice, values={"name": "East Bank", "kind": "bank"}, at=at)
    create_product(actor=world.alice, values={"name": "East Credit", "key": "other"}, at=at)
    bar(world, at)
    start_job(actor=world.alice, kind="portfolio_sweep", parameters={}, at=at)
    refer_to_lou(world)
    token, _text = AuthToken.objects.create(user=world.alice)
    begin(person=world.alice, token=token.pk, at=at)
    set_up_second_factor(world.alice)
    invite(actor=world.ada, values={"email": "ivy@example.org", "name": "Ivy", "role": "advisor"}, at=at)
    service_key(world.ada, "clients:read")
    asked_to_erase(world, at)
    told_by_link(world, case, at)
    reminded(at)
    drafted(world, at)
    until = at + timedelta(days=30)
    told: dict[str, Any] = {"status": "suspended", "reason": "the lender said so on the phone", "ends_at": until}
    override_assessment(actor=world.sun, assessment=assessment, at=at, **told)
    return assessment


def drafted(world: World, at: datetime) -> None:
    """A draft of rule packs that was backtested and published, written down without building it."""
    own: dict[str, Any] = {"office": world.east, "uploaded_by": world.ada}
    draft = models.PackDraft.objects.create(note="our own reading", **own)
    shipped, ident = {key: pack.digest for key, pack in packs().items()}, uuid7()
    job = start_job(actor=world.sun, kind="rule_pack_backtest", parameters={"backtest": str(ident)}, at=at)
    Job.objects.filter(pk=job.pk).update(state="succeeded", finished_at=at)
    tested = {"id": ident, "draft": draft, "job": job, "before": shipped, "after": shipped, "started_by": world.sun}
    backtest = models.PackBacktest.objects.create(office=world.east, **tested)
    whose: dict[str, Any] = {"office": world.east, "client": world.chen, "credit_account": world.account}
    models.BacktestChange.objects.create(backtest=backtest, changes=[], **whose)
    release = {"number": 1, "draft": draft, "backtest": backtest, "packs": shipped, "published_by": world.sun}
    models.PackRelease.objects.create(**own, **release)


def record_the_rest(world: World, at: datetime) -> None:
    """One of each kind that the story does not need."""
    month = at.date().replace(day=1) - timedelta(days=31)
    record(world, models.RepaymentMonth, month=month.replace(day=1), code="2")
    record(world, models.Drawdown, at=at - timedelta(days=90), amount=Decimal("10.00"))
    record(world, models.Score, scheme="zhima", value=600, read_on=month)
    account = ReportAccountInput(data={"kind": "loan", "status": "正常"})
    account.is_valid(raise_exception=True)
    record(
        world, models.CreditReport, issued_on=month, accounts=[dict(ReportAccountOutput(account.validated_data).data)]
    )
    record(world, models.PlatformEvent, kind="policy_change", starts_at=at - timedelta(days=90))
    record(world, models.LegalPaper, kind="mediation_call", served_on=month)
    record(world, models.Statement, made_at=at - timedelta(days=3), text="I do not know why.")


def write_down(world: World, case: CaseFile, at: Any) -> None:
    values = {"kind": "call", "direction": "incoming", "happened_at": at - timedelta(hours=1), "summary": "they called"}
    record_communication(actor=world.alice, case_id=case.pk, values=values, at=at)


def advise(world: World, case: CaseFile, assessment: Assessment, at: Any) -> None:
    values = {"text": "Ask for an instalment plan.", "given_at": at, "assessment": assessment.pk}
    advice = give_advice(actor=world.alice, case_id=case.pk, values=values, at=at)
    record_answer(actor=world.alice, advice=advice, values={"answer": "refused", "words": "", "said_at": at}, at=at)
    review_advice(actor=world.sun, advice=advice, verdict="sound", note="", at=at)


def refer_to_lou(world: World) -> Person:
    """The one case is open to Lou, a lawyer beside Lin, who has written a note and declared a party."""
    at, case, lou = clock.now(), CaseFile.objects.get(), person(world.east, "lou", "lawyer")
    whom: dict[str, Any] = {"case_id": case.pk, "lawyer_id": lou.pk, "firm": "East Law", "consent_on": at.date()}
    accept(actor=lou, referral=refer(actor=world.alice, reason="a summons", at=at, **whom), at=at)
    write_note(actor=lou, case_id=case.pk, kind="note", text="kept among lawyers", at=at)
    declare_party(
        actor=lou, engagement="acts_against", lender_id=None, identity_number="X1234567", label="matter 7", at=at
    )
    return lou


def bar(world: World, at: datetime) -> None:
    """Of somebody who sees nothing of Chen anyway."""
    whom: dict[str, Any] = {"person_id": world.lin.pk, "advisor_id": None, "client_id": world.chen.pk}
    grant(actor=world.sun, kind="bar", starts_at=None, ends_at=None, reason="a relative", at=at, **whom)


def told_by_link(world: World, case: CaseFile, at: datetime) -> None:
    """Chen told a payment through a link, and Alice has looked at it."""
    link, _token = make_link(actor=world.alice, client_id=world.chen.pk, ends_at=None, at=at)
    read_out_code(actor=world.alice, link=link, at=at)
    paid: dict[str, Any] = {"amount": Decimal("10.00"), "paid_on": at.date() - timedelta(days=1), "upload": None}
    report = tell_payment(link=link, case=case, words="", submission=link.pk, at=at, **paid)
    look_at(actor=world.alice, report=report, finding="accepted", note="", complete=False, at=at)


def asked_to_erase(world: World, at: datetime) -> None:
    """And declined, so that the file stays; with the entry that a record leaves, and a hold that was lifted."""
    erasure = ask_erasure(actor=world.alice, client_id=world.chen.pk, basis="client_asks", reason="by word", at=at)
    decline_erasure(actor=world.sun, erasure=erasure, note="", at=at)
    ErasedRecord.objects.create(office=world.east, erasure=erasure, kind="x", object_id="x", commitment="x")
    hold = place_hold(actor=world.sun, client_id=world.chen.pk, reason="a suit", until=None, at=at)
    lift_hold(actor=world.sun, hold=hold, at=at)


def hand_in(world: World) -> Document:
    upload = SimpleUploadedFile("notice.txt", "您的借呗服务已永久关闭。".encode())
    return store_document(actor=world.alice, upload=upload, values={"client": world.chen.pk}, at=clock.now())


def agreed(world: World, at: datetime) -> None:
    """What Chen signed."""
    who: dict[str, Any] = {"actor": world.alice, "at": at}
    given = {"purpose": "sensitive_data", "wording": "2026-01", "how": "paper", "given_at": at}
    record_consent(values={"client": world.chen.pk, **given}, **who)
    terms = {"signed_on": at.date() - timedelta(days=1), "fee_basis": "none", **dict.fromkeys(STATEMENTS, True)}
    start_export(client=world.chen, **who)
    record_engagement(values={"client": world.chen.pk, **terms}, **who)
    owes(world, at)
    announced(world, at)


def announced(world: World, at: datetime) -> None:
    told = {
        "announced_on": at.date() - timedelta(days=1),
        "starts_at": at,
        "text": "风控策略调整",
        "source": "App 公告",
    }
    values = {"product": world.jiebei.pk, "kind": "policy_change", **told}
    enter_bulletin(actor=world.alice, values=values, at=at)


def owes(world: World, at: datetime) -> None:
    read = {"client": world.chen.pk, "read_on": at.date() - timedelta(days=1), "provenance": "client_stated"}
    sums = {"balance": Decimal("900.00"), "overdue": Decimal("900.00")}
    debt = {"creditor": "East Bank", "kind": "loan", "credit_account": world.account.pk, **sums}
    record_debt(actor=world.alice, values={**read, **debt}, at=at)
    wage = {"side": "income", "kind": "wage", "words": "", "amount": Decimal("5000.00")}
    record_budget(actor=world.alice, values={**read, "payday": at.date(), "lines": [wage]}, at=at)


def set_up_second_factor(who: Person) -> tuple[str, list[str]]:
    """The secret and the recovery codes. The code of half an hour ago confirms it, so that those of now are unused."""
    then = clock.now() - timedelta(minutes=30)
    secret = enrol(actor=who, at=then).secret
    return secret, confirm(actor=who, otp=pyotp.TOTP(secret).at(then), at=then)


def reminded(at: datetime) -> None:
    """As a tick leaves it."""
    reminder = Reminder.objects.earliest("due_at")
    own = {"office_id": reminder.office_id, "client_id": reminder.client_id}
    Delivery.objects.create(reminder=reminder, attempt=1, message_id=reminder.message_id, sent=True, **own)
    TickMark.objects.create(at=at)
    pause(actor=Person.objects.get(email="sun@example.org"), until=at + timedelta(days=1), reason="a storm", at=at)


def record(world: World, model: Any, **values: Any) -> Any:
    given = {"credit_account": world.account.pk, "provenance": "document_seen", **values}
    return record_evidence(actor=world.alice, model=model, values=given, at=clock.now())


def pages() -> dict[str, Any]:
    return {page.model.__name__: page for page in admin.site._registry.values()}


def base_of(model: type[Model]) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def hidden_from(person: Person, model: type[Model]) -> Any:
    """A row that exists and that `person` must not know of; None where there is none."""
    seen = scope(person, model).values("pk")
    return model._default_manager.exclude(pk__in=seen).first()
