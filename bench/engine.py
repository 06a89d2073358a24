"""How long 40 rules over 25 indicators take for one account: ours beside other ways and other engines, in one run.

Before anything is timed, all must give the same verdicts on all accounts, unknown values included. What is counted is
processor time, so that other work on the machine matters less.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from assessments.engine.conditions import Condition, leaves
from bench.rules import ours, peers, sample

ROUNDS = 15
LEAST_SECONDS = 0.02  # a round repeats the accounts until it is long enough to be timed

KLEENE = "true, false, unknown"
GUARDED = "fires or not; a guard in every test"


@dataclass(slots=True)
class Contestant:
    name: str
    unknown: str
    judge: Callable[[Any], Sequence[object]]
    rows: list[Any]
    repeats: int = 1
    micros: list[float] = field(default_factory=list)  # for one account, by round

    def run(self) -> float:
        began = time.process_time()
        for _ in range(self.repeats):
            for row in self.rows:
                self.judge(row)
        return time.process_time() - began

    def warm_up(self) -> None:
        self.run()
        self.repeats = max(1, round(LEAST_SECONDS / self.run()))

    def measure(self) -> None:
        self.micros.append(self.run() / self.repeats / len(self.rows) * 1e6)


def main() -> None:
    rules, rows = sample.rules(), sample.accounts()
    contestants = enter(rules, rows)
    compare(contestants)
    tests = sum(1 for rule in rules for _ in leaves(rule))
    print(f"{len(rules)} rules with {tests} tests of {len(sample.INDICATORS)} indicators; {len(rows)} accounts,")
    print(f"{sample.UNKNOWN_PERCENT} % of the values unknown. All verdicts agree. {ROUNDS} rounds, taken in turns.\n")
    for each in contestants:
        each.warm_up()
    for _ in range(ROUNDS):
        for each in contestants:
            each.measure()
    show(contestants)


def enter(rules: list[Condition], rows: list[sample.Row]) -> list[Contestant]:
    """Ours first. Each gets the accounts in the form it takes, made before the clock runs."""
    nulls, nones = [peers.null_row(row) for row in rows], [peers.none_row(row) for row in rows]
    return [
        Contestant("ours: compiled, verdicts", KLEENE, ours.compiled(rules), rows),
        Contestant("ours: compiled, every step as data", KLEENE, ours.recorded(rules), rows),
        Contestant("ours: the same, all steps as trees", KLEENE, ours.recorded_and_shown(rules), rows),
        Contestant("closures", KLEENE, ours.closures(rules), rows),
        Contestant("tree walk", KLEENE, ours.walked(rules), rows),
        Contestant("tree walk, steps as trees", KLEENE, ours.walked_with_steps(rules), rows),
        Contestant("zen-engine, compiled expressions", GUARDED, peers.zen_expressions(rules), nulls),
        Contestant("zen-engine, decision graph", GUARDED, peers.zen_graph(rules), nulls),
        Contestant("zen-engine, decision graph traced", GUARDED, peers.zen_graph(rules, traced=True), nulls),
        Contestant("rule-engine", GUARDED, peers.rule_engine_rules(rules), nones),
        Contestant("business-rules", GUARDED, peers.business_rules_rules(rules), rows),
    ]


def compare(contestants: Sequence[Contestant]) -> None:
    """Stops at the first verdict that differs from ours; who knows no third value must agree on what fires."""
    first = contestants[0]
    for each in contestants[1:]:
        for number, row in enumerate(each.rows):
            expected: list[object] = list(first.judge(first.rows[number]))
            if each.unknown == GUARDED:
                expected = [verdict is True for verdict in expected]
            if list(each.judge(row)) != expected:
                raise SystemExit(f"{each.name} disagrees on account {number}")


def show(contestants: Sequence[Contestant]) -> None:
    base = median(contestants[0].micros)
    print(f"{'µs for one account':36}{'min':>9}{'median':>9}{'max':>9}{'ratio':>8}  what it can say")
    for each in contestants:
        low, middle, high = min(each.micros), median(each.micros), max(each.micros)
        print(f"{each.name:36}{low:9.1f}{middle:9.1f}{high:9.1f}{middle / base:7.1f}x  {each.unknown}")


if __name__ == "__main__":
    main()
