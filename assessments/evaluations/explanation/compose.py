"""An explanation put together: the stored answer's own conclusions, and the trace that led to them.

`answer` is the rendered answer of the contract; `trace` is the engine's. Where another engine version concluded than
traces now, the conclusions are still those that were stored, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from assessments.engine import Explanation
from assessments.engine.explain import RuleTrace
from assessments.engine.packs.rules import CAUSES
from assessments.evaluations import words
from assessments.evaluations.explanation import phrases, terms
from assessments.evaluations.explanation.document import Document, Group, Line, Numbers, Section
from assessments.evaluations.words import word

Rendered = Mapping[str, Any]


@dataclass
class Composer:
    answer: Rendered
    trace: Explanation
    language: str
    numbers: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = Numbers({item.id: place for place, (_kind, item) in enumerate(self.trace.evidence.items())})

    def document(self, *, product: str, content_digest: str, same: bool, before: tuple[Section, ...] = ()) -> Document:
        """`same`: today's engine gives the stored answer. `before`: what stands before its sections."""
        sections = tuple(section for section in self._sections() if section.paragraphs or section.groups)
        return Document(
            language=self.language,
            title=_("Why this assessment says what it says"),
            headline=self._headline(),
            facts=tuple(self._facts(product)),
            notes=() if same else (_("Another engine version concluded this. The tests below are those of today's."),),
            sections=(*before, *sections),
            evidence=tuple(phrases.pieces(self.trace.evidence, self._zone, self.numbers.given)),
            promise=_("No outcome is promised: whether a line of credit is reopened is the lender's decision."),
            proof=tuple(self._proof(content_digest)),
        )

    @property
    def _zone(self) -> str:
        return self.trace.account.zone

    def _headline(self) -> str:
        causes = [_cause_in_short(each) for each in self.answer["causes"][:1]]
        risk = word(words.FIELD, "level") + _(": ") + word(words.RISK, self.answer["risk"]["level"])
        return " · ".join([word(words.STATUS, self.answer["status"]), *causes, risk])

    def _facts(self, product: str) -> Iterator[tuple[str, str]]:
        yield _("As of"), self._as_of()
        yield _("Product"), product
        owed = self.trace.account.outstanding_amount
        if owed is not None:
            yield _("Outstanding"), f"{owed} {self.trace.account.currency}"

    def _proof(self, content_digest: str) -> Iterator[str]:
        answer = self.answer
        yield _("Rule pack %(key)s %(version)s %(digest)s") % answer["pack"]
        yield _("Engine %(version)s") % {"version": answer["engine_version"]}
        yield _("Input %(digest)s") % {"digest": answer["input_digest"]}
        yield _("Answer %(digest)s") % {"digest": content_digest}
        yield _("As of %(moment)s") % {"moment": self._as_of()}

    def _as_of(self) -> str:
        at = datetime.fromisoformat(self.answer["as_of"])
        return f"{phrases.moment_in(self._zone, at)} ({self._zone})"

    def _sections(self) -> Iterator[Section]:
        yield self._status()
        yield self._cautions()
        yield self._causes()
        yield self._others()
        yield self._missing()
        yield self._changes()
        yield self._risk()
        yield self._plan()
        yield self._ignored()

    def _status(self) -> Section:
        answer = self.answer
        parts = (
            word(words.STATUS, answer["status"]),
            word(words.STATUS_DETAIL, answer["status_detail"]),
            word(words.TEMPORARY, answer["temporary"]),
            _("confidence: %(confidence)s") % {"confidence": word(words.CONFIDENCE, answer["status_confidence"])},
        )
        returns = (answer["returns_when"],) if answer["returns_when"] else ()
        lines = self._lines(answer["status_reasons"])
        return Section(
            "status",
            _("What state the account is in"),
            (" · ".join(parts), *returns),
            (Group(_("Because"), lines=lines),),
        )

    def _cautions(self) -> Section:
        answer = self.answer
        named = (
            (_("Warnings"), self._lines(answer["warnings"], "warn")),
            (_("A lawyer should look at this"), self._lines(answer["referral"]["reasons"], "warn")),
            (_("Evidence that does not fit together"), self._lines(answer["conflicts"], "warn", "between")),
        )
        return Section(
            "cautions", _("What to mind first"), (), tuple(Group(title, lines=lines) for title, lines in named if lines)
        )

    def _lines(self, reasons: Iterable[Rendered], tone: str = "", cited: str = "evidence") -> tuple[Line, ...]:
        return tuple(Line(each["text"], self.numbers.cite(each[cited]), tone=tone) for each in reasons)

    # Why this

    def _causes(self) -> Section:
        if not self.trace.asked and not self.answer["causes"]:
            return Section(
                "causes", _("Why"), (_("The account is usable, or the client closed it: no cause was looked for."),)
            )
        groups = [group for cause in self.answer["causes"] for group in (self._cause(cause), self._besides(cause))]
        return Section("causes", _("Why"), (), tuple(group for group in groups if group.lines))

    def _cause(self, cause: Rendered) -> Group:
        return Group(
            word(words.CAUSE, cause["cause"]),
            tag=word(words.SUPPORT, cause["support"]),
            facts=((_("Basis"), word(words.BASIS, cause["basis"])), (_("Points"), str(cause["score"]))),
            lines=(
                *(self._reason(each, "for") for each in cause["for"]),
                *(self._reason(each, "against") for each in cause["against"]),
            ),
        )

    def _besides(self, cause: Rendered) -> Group:
        spoken = {reason["rule"] for side in ("for", "against") for reason in cause[side]}
        rest = [rule for rule in self.trace.rules if rule.cause == cause["cause"] and rule.rule not in spoken]
        title = _("%(cause)s: what else was looked at") % {"cause": word(words.CAUSE, cause["cause"])}
        return Group(title, lines=tuple(self._silent(rest, side=True)))

    def _reason(self, reason: Rendered, tone: str) -> Line:
        rule = next((each for each in self.trace.rules if each.rule == reason["rule"]), None)
        notes = () if rule is None or not rule.spoke else _proof(rule)
        return Line(reason["text"], self.numbers.cite(reason["evidence"]), notes, tone)

    # Why not another

    def _others(self) -> Section:
        listed = {cause["cause"] for cause in self.answer["causes"]}
        if not self.trace.asked:
            return Section("others", "")
        groups = tuple(self._other(cause) for cause in CAUSES if cause not in listed)
        return Section(
            "others",
            _("Why not another cause"),
            (_("A cause is named only where evidence supports it. What is not known neither supports nor excludes."),),
            groups,
        )

    def _other(self, cause: str) -> Group:
        rules = [rule for rule in self.trace.rules if rule.cause == cause]
        fors = [rule for rule in rules if rule.direction == "for"]
        against = tuple(self._spoken(rule) for rule in rules if rule.direction == "against" and rule.verdict is True)
        open_ = any(rule.verdict is None for rule in fors)
        return Group(
            word(words.CAUSE, cause),
            tag=_("not excluded: something is not known") if open_ else _("nothing supports it"),
            lines=(*against, *self._silent(fors)),
        )

    def _spoken(self, rule: RuleTrace) -> Line:
        """A rule against a cause that nothing supports: told by what was found, since the answer has no text of it."""
        cites = self.numbers.cite(ident for check in rule.checks for ident in check.evidence)
        return Line(phrases.listed(rule.checks), cites, (phrases.source(rule),), "against")

    def _silent(self, rules: Iterable[RuleTrace], *, side: bool = False) -> Iterator[Line]:
        """Rules that could not be judged, then those that did not hold, each by the tests that decided it."""
        in_force = [rule for rule in rules if rule.in_force]
        for verdict, tone in ((None, "unknown"), (False, "not")):
            for rule in in_force:
                if rule.verdict is verdict:
                    checks = tuple(check for check in rule.checks if check.verdict is verdict)
                    note = f"{_side(rule)} · {phrases.source(rule)}" if side else phrases.source(rule)
                    yield Line(phrases.listed(checks), notes=(note,), tone=tone)

    # What is missing, what would change it

    def _missing(self) -> Section:
        lines = tuple(
            Line(f"{word(words.MISSING, gap['missing'])}{_(': ')}{gap['decides']}", notes=(gap["how"],))
            for gap in self.answer["gaps"]
        )
        return Section(
            "missing", _("What is missing, and what it would decide"), (), (Group("", lines=lines),) if lines else ()
        )

    def _changes(self) -> Section:
        lines = tuple(Line(f"{each['if']} → {each['then']}") for each in self.answer["what_would_change"])
        return Section("changes", _("What would change this"), (), (Group("", lines=lines),) if lines else ())

    def _risk(self) -> Section:
        risk = self.answer["risk"]
        parts = {"level": word(words.RISK, risk["level"]), "points": risk["points"]}
        signals = tuple(
            Line(f"{word(words.SIGNAL, each['signal'])} ({word(words.RISK, each['level'])}){_(': ')}{each['text']}",
                 self.numbers.cite(each["evidence"]), tone="warn")
            for each in risk["signals"]
        )  # fmt: skip
        return Section(
            "risk",
            _("Risk"),
            (
                _("%(level)s, %(points)s points; more points, more risk.") % parts,
                risk["meaning"] or _("No probability is given: the table has not been validated for this product."),
            ),
            (*((Group(_("Signals"), lines=signals),) if signals else ()), Group(_("Points"), lines=self._points())),
        )

    def _points(self) -> tuple[Line, ...]:
        return tuple(
            Line(_("%(name)s: %(value)s, %(points)s points") % {
                "name": word(terms.INDICATOR, each.indicator),
                "value": _("not known") if each.value is None else phrases.figure(each.indicator, each.value),
                "points": each.points,
            }, self.numbers.cite(each.evidence))
            for each in self.trace.risk
            if each.points
        )  # fmt: skip

    # The plan

    def _plan(self) -> Section:
        plan = self.answer["plan"]
        titles = {step["action"]: step["title"] for step in plan}
        groups = tuple(self._step(number, step, titles) for number, step in enumerate(plan, 1))
        said = _("Steps in the order in which to act. No step borrows to repay, and none needs an untrue word.")
        return Section(
            "plan", _("What to do, and why"), (said,) if groups else (_("Nothing needs to be done now."),), groups
        )

    def _step(self, number: int, step: Rendered, titles: Mapping[str, str]) -> Group:
        after = " · ".join(titles.get(action, action) for action in step["after"])
        lines = [Line(step["why"]), Line(_("Done when: %(done)s") % {"done": step["done_when"]}, tone="soft")]
        lines += [Line(_("After: %(after)s") % {"after": after}, tone="soft")] if after else []
        lines += [Line(_("Ground: %(ground)s") % {"ground": ground}, tone="soft") for ground in self._grounds(step)]
        return Group(
            f"{number}. {step['title']}",
            tag=_("urgent") if step["urgent"] else "",
            facts=((_("Who acts"), word(words.ACTOR, step["actor"])), *_deadline(step["deadline"])),
            lines=tuple(lines),
        )

    def _grounds(self, step: Rendered) -> list[str]:
        """What the deadline and the step rest on; a notice that sets a date is named by its number."""
        deadline = step["deadline"]
        grounds = [_ground(deadline)] if deadline else []
        grounds += [each for each in step["citations"] if not deadline or each != deadline["citation"]]
        return [self._named(ground) for ground in grounds]

    def _named(self, ground: str) -> str:
        for ident in (item.id for item in self.trace.evidence.notices):
            if ident in ground:
                return ground.replace(ident, f"[{self.numbers.cite((ident,))[0]}]")
        return ground

    def _ignored(self) -> Section:
        lines = tuple(Line(f"{each['evidence']}{_(': ')}{each['because']}") for each in self.answer["ignored"])
        return Section("ignored", _("Left aside"), (), (Group("", lines=lines),) if lines else ())


def _cause_in_short(cause: Rendered) -> str:
    """What only the lender says is never shown as a finding."""
    name = word(words.CAUSE, cause["cause"])
    return name if cause["basis"] != "stated" else f"{name} ({word(words.BASIS, cause['basis'])})"


def _proof(rule: RuleTrace) -> tuple[str, ...]:
    held = tuple(check for check in rule.checks if check.verdict is True)
    return (f"{phrases.listed(held)} · {phrases.weight(rule)}", phrases.source(rule))


def _side(rule: RuleTrace) -> str:
    return _("Would speak for it") if rule.direction == "for" else _("Would speak against it")


def _deadline(deadline: Rendered | None) -> Iterator[tuple[str, str]]:
    if deadline is None:
        return
    yield _("By"), deadline["due_on"]
    if deadline["check_on"] != deadline["due_on"]:
        yield _("Look on"), deadline["check_on"]
    counted = {
        "days": deadline["days"],
        "counting": word(words.COUNTING, deadline["counting"]),
        "from": deadline["from"],
    }
    yield _("Counted"), _("%(days)s %(counting)s from %(from)s") % counted


def _ground(deadline: Rendered) -> str:
    return f"{deadline['citation']} ({word(words.VERIFICATION, deadline['verification'])})"
