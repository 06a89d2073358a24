"""The plan: which steps the findings call for, in the order in which to act, by when, and on what ground.

What calls for a step, its words and its terms are data of the pack; here they are put together. No step needs a false
word, none borrows to repay, none promises that an account returns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessments.engine.assessment import Message, Param, PlanDeadline, PlanStep
from assessments.engine.due import Clock, asked_dates, tasks_of
from assessments.engine.packs.actions import ActionSpec
from assessments.engine.packs.model import Pack
from assessments.engine.situation import Outlook, find_situations
from assessments.engine.step_params import step_params

_SOON_DAYS = 7  # a date that a notice names is urgent this many days before


def build_plan(look: Outlook, *, referral: bool) -> tuple[PlanStep, ...]:
    """The steps in acting order; each waits only for those before it. `referral`: a lawyer is recommended."""
    pack = look.pack
    present = find_situations(look, referral=referral)
    specs = [spec for spec in pack.actions.values() if spec.when.holds(present)]
    maker = _Maker(look, pack, present, specs)
    return tuple(maker.step(spec) for spec in specs)


class _Maker:
    """Makes one plan's steps in order; each may look at the deadlines of those before it."""

    def __init__(self, look: Outlook, pack: Pack, present: frozenset[str], specs: Sequence[ActionSpec]) -> None:
        self.look, self.pack, self.present = look, pack, present
        self.tasks = tasks_of(asked_dates(look), specs, present)
        self.params = dict(step_params(look))
        self.settled: dict[str, PlanDeadline | None] = {}
        self.clock = Clock(look, pack, self.settled)
        self.of_product = {"product_channel": look.product.channel, "product_route": look.lender.route or ""}

    def step(self, spec: ActionSpec) -> PlanStep:
        waits = spec.after  # only for steps that come before it, so those of this plan are settled
        after = tuple([name for name in self.settled if name in waits and waits[name].holds(self.present)])
        deadline = self.clock.of_step(spec, after, self.present, self.tasks)
        self.settled[spec.key] = deadline
        passed = deadline is not None and deadline.due_on < self.look.findings.today
        present = self.present | {"date_passed"} if passed else self.present
        return PlanStep(
            action=spec.key,
            title=self._message(spec, "title", present),
            why=self._message(spec, "why", present),
            actor=spec.actor,
            done_when=self._message(spec, "done_when", present),
            after=after,
            urgent=self._is_urgent(spec, deadline),
            deadline=deadline,
            citations=tuple(self._citations(spec, deadline)),
            because=tuple(sorted(spec.when.because(self.present))),
        )

    def _message(self, spec: ActionSpec, text: str, present: frozenset[str]) -> Message:
        key = spec.text_key(text, present)
        return Message(key, {name: self._param(name) for name in self.pack.wording.placeholders(key)})

    def _param(self, name: str) -> Param:
        """A fact that is not in force that day, or a value that nobody knows, reads as a dash."""
        if name in self.params:
            return self.params[name]
        version = self.pack.facts[name].get(self.look.findings.today) if name in self.pack.facts else None
        return version.value if version else "—"

    def _is_urgent(self, spec: ActionSpec, deadline: PlanDeadline | None) -> bool:
        if spec.urgent is not None and spec.urgent.holds(self.present):
            return True
        if deadline is None or spec.key not in self.tasks.answers:
            return False
        return (deadline.due_on - self.look.findings.today).days <= _SOON_DAYS

    def _citations(self, spec: ActionSpec, deadline: PlanDeadline | None) -> Iterator[str]:
        """The rule or notice that sets the date, then the facts in force that the step rests on; each once."""
        today = self.look.findings.today
        called = (self._fact_of(key) for key, when in spec.cites if when.holds(self.present))
        named = [key for key in called if key in self.pack.facts and self.pack.facts[key].get(today)]
        cited = [deadline.citation] if deadline and not deadline.citation.startswith("citation.") else []
        yield from dict.fromkeys([*cited, *(f"fact.{key}" for key in named)])

    def _fact_of(self, key: str) -> str:
        """A fact by its name, or the one that the product has for it; empty where it has none."""
        return self.of_product.get(key, key)
