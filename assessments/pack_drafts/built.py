"""A draft's files as packs, and how they differ from what is in force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils.translation import gettext as _

from assessments.engine import Pack, PackError
from assessments.engine.cases import check_cases, check_rules_have_cases
from assessments.engine.packs.compare import PackDifference, compare_packs
from assessments.evaluations.in_force import packs_of
from assessments.pack_drafts.models import PackDraft
from assessments.packs import packs
from assessments.packs.laid_out import case_files, packs_with
from config.errors import StateConflict

BASE = "base"
MOST_NAMED = 3


def draft_packs(draft: PackDraft) -> Mapping[str, Pack]:
    """All packs as they would be in force; 409 where they do not load."""
    if draft.problems:
        raise broken()
    try:
        return packs_with(draft.files) if draft.files else packs()
    except PackError as error:  # the product's own packs are newer than the draft
        raise broken() from error


def broken() -> StateConflict:
    words = _("The files make no good packs; correct what is named and upload them again.")
    return StateConflict(words, code="broken_pack")


def refuse_failing_cases(draft: PackDraft, of: Mapping[str, Pack]) -> None:
    """What lawyers wrote beside the packs must come out of them; a draft that means otherwise brings its own cases.

    A file of cases may be replaced, but not so that nothing checks a rule any more.
    """
    cases = case_files(draft.files)
    otherwise = _("Cases beside these packs come out otherwise, so they are not put in force: %(cases)s")
    missing = _("Rules of these packs have no case that checks them, so they are not put in force: %(cases)s")
    with _refused(otherwise, "cases_fail"):
        check_cases(cases, of)
    with _refused(missing, "cases_missing"):
        check_rules_have_cases(cases, of)


@contextmanager
def _refused(words: str, code: str) -> Iterator[None]:
    try:
        yield
    except PackError as error:
        named = [str(each) for each in error.errors]
        refusal = StateConflict(words % {"cases": " ".join(named[:MOST_NAMED])}, code=code)
        raise refusal.naming(cases="\n".join(named)) from error


def digests(of: Mapping[str, Pack]) -> dict[str, str]:
    return {key: pack.digest for key, pack in sorted(of.items())}


def differences(draft: PackDraft) -> dict[str, list[PackDifference]]:
    """What publishing would change, by pack. What an overlay takes over from the base pack is said there alone."""
    now, then = packs_of(draft.office_id), draft_packs(draft)
    found = {key: list(_between(now, then, key)) for key in sorted({*now, *then})}
    of_base = {(each.section, each.entry): each for each in found[BASE]}
    for key in found.keys() - {BASE}:
        found[key] = [each for each in found[key] if of_base.get((each.section, each.entry)) != each]
    return {key: each for key, each in found.items() if each}


def _between(now: Mapping[str, Pack], then: Mapping[str, Pack], key: str) -> Iterator[PackDifference]:
    before, after = now.get(key), then.get(key)
    if before is None or after is None or before.digest != after.digest:
        yield from compare_packs(before.data if before else {}, after.data if after else {})
