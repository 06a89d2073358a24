"""What a pack's parts name in each other must be there: deadlines, facts, causes and words of actions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from assessments.engine.dated import DatedValue
from assessments.engine.errors import gather
from assessments.engine.facts import FATES, GROUNDS
from assessments.engine.packs.actions import ActionSpec, DeadlineSpec
from assessments.engine.packs.catalogue import Catalogue
from assessments.engine.packs.rules import CAUSES
from assessments.engine.packs.source import Section, suggest
from assessments.engine.packs.tables import CLASSES, LENDER_TYPES, Product

OTHERWISE = "otherwise"
"""Among the causes that a step answers: takes the date of a notice that no other step of the plan answers."""
STEP_PARAMS = (
    "product", "channel", "creditor", "lender_kind", "owed", "mark", "mark_on", "class", "class_on", "until",
    "report_on", "repaid_on", "kept_until", "wrong", "wrong_why", "repairs",
)  # fmt: skip
"""What the words of a step may name, besides the pack's facts by their keys."""
PRODUCT_FACTS = ("product_channel", "product_route")
"""What an action may cite that hangs on the product: its customer line, the channel of a complaint about it."""
FIXED_TEXTS = (
    "plan.creditor.usual", "plan.creditor.to_verify", "plan.creditor.by_contract", "plan.creditor.of_record",
    *(f"plan.lender.{kind}" for kind in LENDER_TYPES), *(f"plan.class.{name}" for name in CLASSES),
    "plan.entry", "plan.entry.here", *(f"plan.wrong.{ground}" for ground in GROUNDS),
    *(f"plan.repair.{fate}" for fate in FATES), "plan.channel.phone",
    "plan.channel.by_contract", "plan.debt.known", "plan.debt.unknown", "plan.debt.more",
    "plan.money.cny", "plan.money.other",
    "referral.court_paper", "referral.fraud_alleged", "referral.breach_alleged", "referral.identity_theft",
    "referral.misuse_recall_risk", "referral.arrears_over_limit", "referral.large_amount",
    "referral.limitation_unclear", "notice.honesty.records", "notice.honesty.no_guarantee", "notice.honesty.free",
    "notice.honesty.secrets", "notice.honesty.no_invented_proof", "notice.honesty.no_legal_advice",
    "notice.honesty.as_of", "notice.honesty.duty_to_pay",
)  # fmt: skip
"""Messages that the plan, the referral and every answer's honesty notes use by name."""
ENGINE_FACTS = (
    "bad_record_years", "repair_window_from", "repair_window_to", "repair_most_overdue", "repair_repaid_by",
    "repair_early_repaid_by", "repair_hidden_from",
)  # fmt: skip
"""Facts that the engine's own functions read."""


def check_links(
    data: Section,
    actions: Mapping[str, ActionSpec],
    deadlines: Mapping[str, DeadlineSpec],
    facts: Mapping[str, DatedValue],
    products: Mapping[str, Product],
    wording: Catalogue,
) -> None:
    """Raises PackError for every name that leads nowhere; `data` is the whole pack."""
    deadline_section, action_section = data.section("deadlines"), data.section("actions")
    steps: list[Callable[[], None]] = [lambda: wording.require(FIXED_TEXTS, data.section("wording"))]
    for product in products.values():
        steps.append(partial(_check_product, data.section("products").section(product.key), product, facts, wording))
    for term in deadlines.values():
        steps.append(partial(_check_deadline, deadline_section, term, facts))
        steps.append(partial(wording.require, (term.citation,), deadline_section.section(term.key)))
    for spec in actions.values():
        steps.append(partial(_check_action, action_section.section(spec.key), spec, deadlines, facts))
        steps.append(partial(_check_words, action_section.section(spec.key), spec, facts, wording))
    gather(lambda step: step(), steps)


def check_engine_facts(section: Section, facts: Mapping[str, DatedValue]) -> None:
    gather(lambda name: _known(section, name, "", facts), ENGINE_FACTS)


def _check_product(section: Section, product: Product, facts: Mapping[str, DatedValue], wording: Catalogue) -> None:
    named = {"channel": product.channel, "lender_type": product.complaint_route or ""}
    for key, name in named.items():
        if name:
            _known(section, name, key, facts)
            wording.require((f"fact.{name}",), section)


def _check_deadline(section: Section, term: DeadlineSpec, facts: Mapping[str, DatedValue]) -> None:
    if term.fact is None:
        return
    _known(section, term.fact, term.key, facts)
    if facts[term.fact].unit != "days":
        raise section.error(f"fact {term.fact!r} is not counted in days", term.key, "Name a fact whose unit is days.")


def _check_action(
    section: Section, spec: ActionSpec, deadlines: Collection[str], facts: Mapping[str, DatedValue]
) -> None:
    for name, _ in spec.deadlines:
        _known(section, name, "deadlines", deadlines)
    for name, _ in spec.cites:
        _known(section, name, "cites", (*PRODUCT_FACTS, *facts))
    for name in (*spec.answers, *spec.prepares):
        _known(section, name, "answers", (*CAUSES, "insufficient_information", OTHERWISE))


def _check_words(section: Section, spec: ActionSpec, facts: Collection[str], wording: Catalogue) -> None:
    cited = [f"fact.{name}" for name, _ in spec.cites if name not in PRODUCT_FACTS]
    wording.require((*spec.text_keys, *cited), section)
    for key in spec.text_keys:
        for name in wording.placeholders(key):
            _known(section, name, "variants", (*STEP_PARAMS, *facts))


def _known(section: Section, name: str, key: str, names: Collection[str]) -> None:
    if name not in names:
        raise section.error(f"unknown name {name!r}", key, suggest(name, list(names)))
