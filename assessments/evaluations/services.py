"""Evaluating: a posted account without storing anything, and a stored one into an immutable assessment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.decide import require, require_act
from accounts.audit.services import record
from accounts.consents.models import Purpose
from accounts.consents.services import refuse_if_withdrawn
from accounts.credit_accounts.models import CreditAccount
from assessments import engine
from assessments.engine.annual_cost import AnnualCost, CostLine, Flow, annual_cost, cost_lines
from assessments.engine.evidence import Account, Evidence
from assessments.engine.payoff_order import Debt, FreeMoney, PayoffOrder, payoff_order
from assessments.evaluations.consequences import before_storing
from assessments.evaluations.in_force import packs_of
from assessments.evaluations.models import Assessment, RulePack
from assessments.evaluations.selectors import kept_pack, newest_of
from assessments.evaluations.stored_packs import pack_by_digest, stored_pack
from assessments.evaluations.words import NO_COST
from assessments.evidence.selectors import evidence_of
from config.errors import InvalidInput, StateConflict
from config.prepared import Insertion


def evaluate_posted(
    *, actor: Any, evidence: Evidence, account: Account, as_of: datetime, packs: Mapping[str, engine.Pack]
) -> engine.Assessment:
    """Pure: nothing is stored. `packs` are those in force in the actor's office."""
    require_act(actor, "evaluate_posted", "assessments")
    return engine.evaluate(evidence, account, engine.pack_for(packs, account.product), as_of)


def assume_posted(
    *, actor: Any, evidence: Evidence, account: Account, assumption: engine.Assumption, now: datetime, then: datetime
) -> tuple[engine.WhatIf, engine.Pack]:
    """Posted evidence at two moments, at the later one with what is assumed. Nothing is stored."""
    require_act(actor, "evaluate_posted", "assessments")
    pack = pack_of(account.product, actor.office_id)
    return _assumed(evidence, account, assumption, pack, now, then, pointer="/assume"), pack


def assume_about_account(
    *, actor: Any, account: CreditAccount, assumption: engine.Assumption, as_of: datetime | None, at: datetime
) -> tuple[engine.WhatIf, engine.Pack]:
    """What is known of the account now, and what it would mean at `as_of` with what is assumed. Nothing is stored."""
    require(actor, "what_if", account)
    refuse_if_withdrawn(account.client_id, Purpose.SENSITIVE_DATA)
    evidence, pack = evidence_of(actor, account, known_at=at), pack_of(account.product.key, account.office_id)
    return _assumed(evidence, _facts(account), assumption, pack, at, as_of or at, pointer=""), pack


def _assumed(
    evidence: Evidence,
    account: Account,
    assumption: engine.Assumption,
    pack: engine.Pack,
    now: datetime,
    then: datetime,
    *,
    pointer: str,
) -> engine.WhatIf:
    if then < now:
        words = _("An assumption cannot lie before the moment it starts from.")
        raise InvalidInput(words, code="past", pointer=f"{pointer}/as_of")
    known = {item.id for item in evidence.repayments}
    for index, payment in enumerate(assumption.payments):
        if payment.repayment not in known:
            words = _("There is no such object.")
            raise InvalidInput(words, code="does_not_exist", pointer=f"{pointer}/payments/{index}/repayment")
    return engine.what_if(evidence, assumption, account, pack, now=now, then=then)


def cost_posted(
    *, actor: Any, flows: Sequence[Flow], agreed_on: date | None
) -> tuple[AnnualCost, tuple[CostLine, ...]]:
    """What a posted table costs in a year, and the lines of the day on which it was agreed. Nothing is stored."""
    require_act(actor, "evaluate_posted", "assessments")
    try:
        found = annual_cost(flows)
    except engine.NoAnnualCost as error:
        raise InvalidInput(NO_COST[error.code], code=error.code, pointer="/flows") from error
    agreed_on = agreed_on or min(flow.on for flow in flows)
    return found, cost_lines(packs_of(actor.office_id)["base"].facts, agreed_on)


def order_posted(*, actor: Any, debts: Iterable[Debt], money: Sequence[FreeMoney], months: int) -> PayoffOrder:
    """In what order posted debts are paid from posted free money, classed as on its first day. Nothing is stored."""
    require_act(actor, "evaluate_posted", "assessments")
    begins = min((each.first_on for each in money), default=date.max)
    return payoff_order(debts, money, packs_of(actor.office_id)["base"].classes_on(begins), months)


def pack_of(product: str | None, office_id: Any) -> engine.Pack:
    """The pack in force in that office for that product."""
    return engine.pack_for(packs_of(office_id), product)


def evaluate_account(
    *, actor: Any, account: CreditAccount, as_of: datetime | None, known_at: datetime | None, at: datetime
) -> Assessment:
    """What was known at `known_at` of what had happened by `as_of` (both default to now, neither may be later)."""
    require(actor, "evaluate", account)
    as_of, known_at = _not_future(as_of, at, "/as_of"), _not_future(known_at, at, "/known_at")
    given, concluded, pack = _concluded(actor, account, as_of, known_at)
    return _store(actor, account, concluded, pack, given, known_at, at)


def planned_for(*, account: CreditAccount, evidence: Evidence, at: datetime) -> tuple[RulePack, list[dict[str, Any]]]:
    """The steps that follow from this evidence alone, language-free, and their pack. No assessment is stored."""
    pack = pack_of(account.product.key, account.office_id)
    concluded = engine.evaluate(evidence, _facts(account), pack, at)
    plan: list[dict[str, Any]] = engine.assessment_data(concluded)["plan"]
    return keep_pack(pack, at), plan


def evaluate_if_new(*, actor: Any, account: CreditAccount, at: datetime) -> Assessment | None:
    """Stored only where evidence, facts, rules or what follows from them differ from the newest assessment."""
    require(actor, "evaluate", account)
    given, concluded, pack = _concluded(actor, account, at, at)
    newest = newest_of(actor, account.pk)
    if newest and newest.pack_id == pack.digest and _tells_the_same(newest, given, concluded):
        return None
    return _store(actor, account, concluded, pack, given, at, at)


def _concluded(
    actor: Any, account: CreditAccount, as_of: datetime, known_at: datetime
) -> tuple[bytes, engine.Assessment, engine.Pack]:
    refuse_if_withdrawn(account.client_id, Purpose.SENSITIVE_DATA)
    evidence, facts = evidence_of(actor, account, known_at=known_at), _facts(account)
    pack = pack_of(account.product.key, account.office_id)
    return engine.input_bytes(evidence, facts, as_of), engine.evaluate(evidence, facts, pack, as_of), pack


def _tells_the_same(newest: Assessment, given: bytes, concluded: engine.Assessment) -> bool:
    """The moment always differs; it counts only where it moves the conclusion."""
    before, now = json.loads(bytes(newest.input)), json.loads(given)
    if before | {"as_of": ""} != now | {"as_of": ""} or newest.engine_version != concluded.engine_version:
        return False
    return _headline(json.loads(bytes(newest.content))) == _headline(engine.assessment_data(concluded))


def _headline(answer: dict[str, Any]) -> list[Any]:
    """What a person would act on: state, risk, causes, warnings and steps, without days and words."""
    state = [answer[name] for name in ("status", "status_detail", "temporary")]
    causes = [(cause["cause"], cause["support"]) for cause in answer["causes"]]
    warnings = [warning["warning"] for warning in answer["warnings"]]
    return [*state, answer["risk"]["level"], causes, warnings, [step["action"] for step in answer["plan"]]]


def replay_assessment(*, actor: Any, assessment: Assessment) -> engine.Replay:
    """Today's engine on the stored input under the stored pack; nothing is written."""
    require(actor, "replay", assessment)
    return replayed(assessment)


def replayed(assessment: Assessment) -> engine.Replay:
    with _in_words():
        pack = stored_pack(assessment.pack_id)
        return engine.replay(bytes(assessment.input), bytes(assessment.content), pack)


def explain_assessment(*, actor: Any, assessment: Assessment) -> tuple[engine.Explanation, bool]:
    """Today's trace of the stored input under the stored pack, and whether it ends in the stored answer."""
    require(actor, "explain", assessment)
    with _in_words():
        pack = pack_by_digest(assessment.pack_id)
        evidence, account, as_of = engine.input_from_bytes(bytes(assessment.input))
        found = engine.explain(evidence, account, pack, as_of)
        again = engine.assessment_bytes(found.assessment)
        return found, engine.compare(bytes(assessment.content), again).equal


@contextmanager
def _in_words() -> Iterator[None]:
    """What an older version stored may be unreadable to this one: a conflict, not a crash."""
    try:
        yield
    except engine.EngineError as error:
        words = _("This engine cannot read what was stored: %(why)s") % {"why": error}
        raise StateConflict(words, code="not_replayable") from error


def _not_future(moment: datetime | None, at: datetime, pointer: str) -> datetime:
    if moment and moment > at:
        raise InvalidInput(_("This lies in the future."), code="future", pointer=pointer)
    return moment or at


def _facts(account: CreditAccount) -> Account:
    return Account(
        product=account.product.key,
        outstanding_amount=account.outstanding_amount,
        currency=account.currency,
        zone=account.office.zone,
        lender=account.lender_of_record.name if account.lender_of_record else "",
        lender_type=account.lender_of_record.kind if account.lender_of_record else None,
    )


@transaction.atomic
def _store(
    actor: Any,
    account: CreditAccount,
    concluded: engine.Assessment,
    pack: engine.Pack,
    given: bytes,
    known_at: datetime,
    at: datetime,
) -> Assessment:
    before_storing(account.pk)
    content = engine.assessment_bytes(concluded)
    assessment = Assessment(
        office_id=account.office_id,
        client_id=account.client_id,
        credit_account=account,
        as_of=concluded.as_of,
        known_at=known_at,
        status=concluded.state.status,
        risk_level=concluded.risk.level,
        pack=keep_pack(pack, at),
        engine_version=concluded.engine_version,
        input=given,
        input_digest=concluded.input_digest,
        content=content,
        content_digest=f"sha256:{sha256(content).hexdigest()}",
        created_by=actor,
        created_at=at,
    )
    _write()(assessment)
    record(actor=actor, act="evaluate", row=assessment, at=at)
    return assessment


@cache
def _write() -> Insertion:
    return Insertion(Assessment)


def keep_pack(pack: engine.Pack, at: datetime) -> RulePack:
    """The pack's own bytes, kept when it is published or first concludes anything."""
    if kept := kept_pack(digest=pack.digest):
        return kept[0]
    row, _made = RulePack.objects.get_or_create(
        digest=pack.digest,
        defaults={
            "key": pack.key,
            "version": pack.version,
            "content": engine.pack_to_bytes(pack),
            "created_at": at,
        },
    )
    return row
