"""40 rules over 25 indicators and accounts to judge, made from one seed: the same on every machine."""

from __future__ import annotations

import random
from decimal import Decimal

from assessments.engine.conditions import AllOf, AnyOf, Condition, Leaf, Not
from assessments.engine.values import UNKNOWN, Value

NUMBERS = tuple(f"number_{at}" for at in range(16))
AMOUNTS = tuple(f"amount_{at}" for at in range(5))
TEXTS = tuple(f"text_{at}" for at in range(4))
INDICATORS = (*NUMBERS, *AMOUNTS, *TEXTS)
WORDS = ("normal", "suspended", "closed")
ORDERS = ("<", "<=", ">", ">=")
RULES, ACCOUNTS = 40, 200
UNKNOWN_PERCENT = 15

Row = dict[str, Value]


def rules() -> list[Condition]:
    dice = random.Random(40)  # noqa: S311 - a sample, no secret
    return [_rule(dice) for _ in range(RULES)]


def accounts() -> list[Row]:
    dice = random.Random(25)  # noqa: S311
    return [{name: _value(dice, name) for name in INDICATORS} for _ in range(ACCOUNTS)]


def _rule(dice: random.Random) -> Condition:
    """Two to four parts, of which some are joined or denied themselves: what rules of the field look like."""
    parts = tuple(_part(dice) for _ in range(dice.choice((2, 2, 3, 4))))
    return (AllOf if dice.random() < 0.7 else AnyOf)(parts)


def _part(dice: random.Random) -> Condition:
    kind = dice.random()
    if kind < 0.15:
        return AnyOf((_leaf(dice), _leaf(dice)))
    return Not(_leaf(dice)) if kind < 0.25 else _leaf(dice)


def _leaf(dice: random.Random) -> Leaf:
    name = dice.choice(INDICATORS)
    if name in TEXTS:
        return Leaf(name, dice.choice(("==", "!=")), dice.choice(WORDS))
    if name in AMOUNTS:
        return Leaf(name, dice.choice(ORDERS), dice.choice((0, 500, 2000)))
    return Leaf(name, dice.choice((*ORDERS, "==", "!=")), dice.randrange(6))


def _value(dice: random.Random, name: str) -> Value:
    if dice.randrange(100) < UNKNOWN_PERCENT:
        return UNKNOWN
    if name in TEXTS:
        return dice.choice(WORDS)
    return Decimal(dice.randrange(300_000)) / 100 if name in AMOUNTS else dice.randrange(6)
