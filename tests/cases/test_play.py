"""A case played at random by those who may and those who may not: after each act every invariant holds.

`REINSTATE_PLAY_ACTS` says how many acts (150 without it; 500 and more by hand), `REINSTATE_PLAY_SEED` which game.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Model

from accounts.access.decide import scope
from accounts.access.sight import look_again
from assessments.evidence.models import LegalPaper
from assessments.evidence.services import correct_evidence, record_evidence, withdraw_evidence
from cases.correspondence import chain
from cases.correspondence.services import record_communication, withdraw_communication
from cases.deadlines.services import mark_missed
from cases.files.models import LIVE
from cases.files.services import cases, plans, steps
from cases.finances.services import record_debt
from cases.limitation.services import decide
from cases.models import (
    CaseFile,
    Communication,
    CommunicationContent,
    Deadline,
    DeadlineVersion,
    LimitationDecision,
    Plan,
    PlanChange,
    Step,
    Transition,
)
from cases.plan_changes.selectors import question_of
from cases.plan_changes.services import decide_changes
from config.errors import DomainError
from tests.cases.stories import NOW, assessed, message, opened, planned
from tests.cases.test_invariants import assert_sound
from tests.world import World, account_of

ACTS = int(os.environ.get("REINSTATE_PLAY_ACTS", "150"))
SEED = int(os.environ.get("REINSTATE_PLAY_SEED", "20261130"))
VERSIONED: tuple[type[Model], ...] = (CaseFile, Step, Deadline)
APPEND_ONLY: tuple[type[Model], ...] = (
    Transition, Communication, CommunicationContent, LimitationDecision, Plan, PlanChange, DeadlineVersion,
)  # fmt: skip
ACTIONS = ("keep_communication_records", "consult_lawyer", "repay_overdue", "appeal", "re_evaluate")
STRANGERS = ("bob", "zoe", "ada", "lin")


@dataclass
class Game:
    """One case, the clock of the game, and what was seen of its rows before."""

    world: World
    case: CaseFile
    dice: random.Random
    at: datetime = NOW
    seen: dict[tuple[type[Model], Any], dict[str, Any]] = field(default_factory=dict)

    @property
    def day(self) -> Any:
        return (self.at + timedelta(days=self.dice.randrange(-5, 40))).date()

    def step(self) -> Step:
        return self.dice.choice(list(Step.objects.filter(case=self.case).order_by("created_at", "id")))

    def plan(self) -> list[dict[str, Any]]:
        names = self.dice.sample(ACTIONS, self.dice.randint(1, len(ACTIONS)))
        made: list[dict[str, Any]] = []
        for index, name in enumerate(names):
            after = (names[index - 1],) if index and self.dice.random() < 0.5 else ()
            title = message(f"action.{self.dice.choice(ACTIONS)}.title")
            made.append(planned(name, after=after, due=self.day.isoformat(), title=title))
        return made


def play(game: Game, actor: Any) -> Callable[[], Any]:
    """Any act at all, legal now or not, by this person."""
    case, dice, known = game.case, game.dice, {"actor": actor, "at": game.at}
    on_case, on_step = {**known, "case": case}, {**known, "step": game.step()}
    papers, said = list(LegalPaper.objects.all()), list(Communication.objects.filter(case=case))
    acts: list[Callable[[], Any]] = [
        lambda: steps.complete_step(**on_step, done_on=dice.choice([None, game.day]), note="x"),
        lambda: steps.complete_step(**on_step, done_on=None, note="x"),
        lambda: steps.skip_step(**on_step, reason="x"),
        lambda: steps.reopen_step(**on_step, reason="x"),
        lambda: steps.add_step(**known, case_id=case.pk, values=own_step(game)),
        lambda: plans.adopt_plan(**on_case, assessment_id=newer(game).pk, force=False),
        lambda: decide_changes(**on_case, **answers(game, actor)),
        lambda: cases.wait(**on_case, waiting_for="x", waiting_until=game.day),
        lambda: cases.resume(**on_case),
        lambda: cases.record_outcome(**on_case, outcome=dice.choice(["other", "reinstated"]), note="x"),
        lambda: cases.close_case(**on_case, outcome=dice.choice(["withdrawn", "reinstated"]), note="x"),
        lambda: cases.reopen_case(**on_case, reason="x"),
        lambda: cases.reopen_case(**on_case, reason="x"),
        lambda: cases.change_case(**on_case, seen=case.version - dice.randint(0, 1), changes={"owner": owner(game)}),
        lambda: record_evidence(**known, model=LegalPaper, values=paper(game)),
        lambda: correct_evidence(**known, row=dice.choice(papers), reason="x", values=corrected(game)),
        lambda: withdraw_evidence(**known, row=dice.choice(papers), reason="x"),
        lambda: record_debt(**known, values=debt(game)),
        lambda: decide(**known, case_id=case.pk, decision=dice.choice(["proceed", "withhold"]), reason="x"),
        lambda: record_communication(**known, case_id=case.pk, values=call(game)),
        lambda: withdraw_communication(**known, row=dice.choice(said), reason="x"),
    ]
    return dice.choice(acts)


def newer(game: Game) -> Any:
    return assessed(game.world, *game.plan(), at=game.at)


def answers(game: Game, actor: Any) -> dict[str, Any]:
    found = newer(game)
    asked = question_of(actor, game.case)
    yes = [game.dice.random() < 0.5 for _ in asked.proposals]
    told = [{"action": p.action, "accepted": y, "reason": "x"} for p, y in zip(asked.proposals, yes, strict=True)]
    return {"assessment_id": found.pk, "decisions": told}


def own_step(game: Game) -> dict[str, Any]:
    pays = game.dice.random() < 0.3
    return {"title": "own", "actor": "client", "due_on": game.day, "after": [game.step().pk], "acknowledges_debt": pays}


def owner(game: Game) -> Any:
    return game.dice.choice([game.world.sun, game.world.alice, game.world.zoe]).pk


def paper(game: Game) -> dict[str, Any]:
    return {"credit_account": game.case.credit_account_id, **corrected(game)}


def corrected(game: Game) -> dict[str, Any]:
    kind = game.dice.choice(["summons", "judgment", "enforcement"])
    return {"kind": kind, "served_on": game.day, "court": "", "case_no": "", "provenance": "document_seen"}


def debt(game: Game) -> dict[str, Any]:
    money, paid = Decimal("900.00"), game.at.date() - timedelta(days=game.dice.choice([10, 2000]))
    return {
        "client": game.world.chen.pk, "creditor": "Bank", "credit_account": game.case.credit_account_id,
        "kind": "loan", "balance": money, "overdue": money, "last_paid_on": paid, "read_on": game.at.date(),
        "provenance": "client_stated",
    }  # fmt: skip


def call(game: Game) -> dict[str, Any]:
    told = {"kind": "call", "direction": "incoming", "happened_at": game.at - timedelta(hours=game.dice.randint(0, 40))}
    promised = {"promise": "x", "promised_by": "client", "promised_on": game.day} if game.dice.random() < 0.3 else {}
    return {**told, **promised}


def state_of(row: Model) -> dict[str, Any]:
    return {
        field.attname: bytes(value) if isinstance(value, memoryview) else value
        for field in row._meta.concrete_fields
        for value in [field.value_from_object(row)]
    }


def look(game: Game) -> None:
    """Versions only rise, and with every change; what is append-only stays as it was."""
    for model in (*VERSIONED, *APPEND_ONLY):
        for row in model._default_manager.filter(client_id=game.case.client_id):
            now, before = state_of(row), game.seen.get((model, row.pk))
            if before is not None and before != now:
                assert model in VERSIONED, (model, before, now)
                assert now["version"] > before["version"], (model, before, now)
            game.seen[(model, row.pk)] = now
    for model in APPEND_ONLY:
        known = {pk for kind, pk in game.seen if kind is model}
        assert model._default_manager.filter(pk__in=known).count() == len(known), model


def assert_chained(case: CaseFile) -> None:
    previous = chain.origin_of(case.pk)
    for number, row in enumerate(Communication.objects.filter(case=case).order_by("seq"), start=1):
        assert (row.seq, row.previous) == (number, previous)
        assert row.commitment == chain.commitment_of(bytes(row.content.salt), bytes(row.content.payload))
        assert row.link == chain.link_of(previous, row.seq, row.commitment)
        previous = row.link


def tried(act: Callable[[], Any]) -> bool:
    """As a request has it: an act that is refused leaves nothing behind."""
    try:
        with transaction.atomic():
            act()
    except (DomainError, IndexError):
        return False
    return True


def count_of(game: Game) -> tuple[int, ...]:
    return tuple(model._default_manager.count() for model in (*VERSIONED, *APPEND_ONLY))


@pytest.mark.django_db
def test_whatever_is_played_nothing_is_lost_and_no_stranger_succeeds(world: World) -> None:
    dice = random.Random(SEED)  # noqa: S311 - a game, and the same one again
    world = replace(world, account=account_of(world.chen, world.jiebei))
    game = Game(world, opened(world, *[planned(name) for name in ACTIONS[:3]]), dice)
    done = 0
    for _number in range(ACTS):
        game.at += timedelta(hours=dice.choice([1, 1, 6, 60]))
        game.case = CaseFile.objects.get(pk=game.case.pk)
        who = dice.choice(["alice"] * 6 + ["sun"] * 3 + list(STRANGERS))
        actor, before = world.people[who], count_of(game)
        look_again(actor)
        if dice.random() < 0.1:
            mark_missed(at=game.at)
        else:
            worked = tried(play(game, actor))
            assert not (worked and who in STRANGERS), who
            done += worked
            assert worked or count_of(game) == before
        game.case = CaseFile.objects.get(pk=game.case.pk)
        assert_sound(game.case)
        assert not scope(world.zoe, CaseFile).filter(pk=game.case.pk).exists()
        look(game)
        assert_chained(game.case)
    assert done > ACTS // 10
    for model in (Transition, Communication, Plan, LimitationDecision):
        row = model._default_manager.filter(client_id=game.case.client_id).first()
        if row is not None and model is not Plan:
            with pytest.raises(DatabaseError), transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(created_at=game.at)
    assert game.case.state in (*LIVE, "resolved", "closed")
